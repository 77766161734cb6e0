// Every frame on the socket: requests with their replies, and events.
import { type Static, type TSchema, Type } from 'typebox';
import { User } from '../auth/user.ts';
import {
  CallEmoji,
  CallOutcome,
  CallQuality,
  CallType,
  IceCandidate,
  MediaState,
  SessionDescription,
} from '../calls/signal.ts';
import { Chat, Draft } from '../chats/chat.ts';
import type { ErrorBody } from '../errors.ts';
import { CallId, ChatId, ClientId, DeviceId, FileId, MessageId, UserId } from '../ids.ts';
import { limits } from '../limits.ts';
import { Message, MessageText } from '../messages/message.ts';
import { OnlineStatus, Presence, StatusText } from '../presence/presence.ts';

const Seq = Type.Integer({ minimum: 0 });
const Empty = Type.Object({});
const MessageReply = Type.Object({ message: Message });
const Emoji = Type.String({ minLength: 1, maxLength: limits.emojiMax });

function request<Data extends TSchema, Reply extends TSchema>(data: Data, reply: Reply) {
  return { data, reply };
}

/** Request type → its data and the data of its reply. */
export const requests = {
  hello: request(
    Type.Object({ token: Type.String({ maxLength: 4096 }) }),
    Type.Object({
      userId: UserId,
      deviceId: DeviceId,
      serverTime: Type.String(),
      heartbeatMs: Type.Integer(),
    }),
  ),
  message_send: request(
    Type.Object({
      chatId: ChatId,
      clientId: ClientId,
      text: Type.Optional(MessageText),
      fileIds: Type.Optional(Type.Array(FileId, { maxItems: limits.filesPerMessage })),
      replyTo: Type.Optional(MessageId),
      /** Sends another message on; `text` is then left out. */
      forward: Type.Optional(Type.Object({ chatId: ChatId, messageId: MessageId })),
    }),
    MessageReply,
  ),
  message_edit: request(
    Type.Object({ chatId: ChatId, messageId: MessageId, text: MessageText }),
    MessageReply,
  ),
  message_delete: request(Type.Object({ chatId: ChatId, messageId: MessageId }), MessageReply),
  reaction_set: request(
    Type.Object({ chatId: ChatId, messageId: MessageId, emoji: Type.Union([Emoji, Type.Null()]) }),
    MessageReply,
  ),
  delivered: request(Type.Object({ chatId: ChatId, seq: Seq }), Empty),
  read: request(Type.Object({ chatId: ChatId, seq: Seq }), Empty),
  typing: request(Type.Object({ chatId: ChatId, active: Type.Boolean() }), Empty),
  /** `byHand`: chosen by the person, not by idle time; it overrides quiet hours until their next edge. */
  presence_set: request(
    Type.Object({
      status: OnlineStatus,
      text: Type.Optional(StatusText),
      byHand: Type.Optional(Type.Boolean()),
    }),
    Empty,
  ),
  call_offer: request(
    Type.Object({ callId: CallId, to: UserId, callType: CallType, offer: SessionDescription }),
    Type.Object({ callId: CallId, state: Type.Literal('ringing'), reachable: Type.Boolean() }),
  ),
  call_answer: request(Type.Object({ callId: CallId, answer: SessionDescription }), Empty),
  call_decline: request(Type.Object({ callId: CallId }), Empty),
  call_end: request(
    Type.Object({ callId: CallId, reason: Type.Optional(Type.String({ maxLength: 32 })) }),
    Empty,
  ),
  ice_candidate: request(Type.Object({ callId: CallId, candidate: IceCandidate }), Empty),
  call_renegotiate: request(Type.Object({ callId: CallId, description: SessionDescription }), Empty),
  call_media: request(Type.Object({ callId: CallId, ...MediaState.properties }), Empty),
  call_reaction: request(Type.Object({ callId: CallId, emoji: CallEmoji }), Empty),
  call_quality: request(Type.Object({ callId: CallId, ...CallQuality.properties }), Empty),
} as const;

export type RequestType = keyof typeof requests;
export type RequestData<T extends RequestType> = Static<(typeof requests)[T]['data']>;
export type ReplyData<T extends RequestType> = Static<(typeof requests)[T]['reply']>;

const ChatEvent = Type.Object({ chat: Chat, users: Type.Array(User) });
const From = { from: UserId };

/** Event type → its data. */
export const events = {
  message_created: MessageReply,
  message_updated: MessageReply,
  receipt: Type.Object({
    chatId: ChatId,
    userId: UserId,
    delivered: Seq,
    read: Seq,
    at: Type.String(),
  }),
  typing: Type.Object({ chatId: ChatId, userId: UserId, active: Type.Boolean() }),
  user_joined: Type.Object({ userId: UserId }),
  /** Without `lastSeen` where one of the two hides it. */
  user_left: Type.Object({ userId: UserId, lastSeen: Type.Optional(Type.String()) }),
  presence: Presence,
  chat_created: ChatEvent,
  chat_updated: ChatEvent,
  chat_removed: Type.Object({ chatId: ChatId }),
  /** To one's other devices: the draft of a chat, null when it is gone. */
  draft: Type.Object({ chatId: ChatId, draft: Type.Union([Draft, Type.Null()]) }),
  /** To one's other devices: the list of scheduled messages changed. */
  scheduled_changed: Empty,
  /** To one's other devices: what one chose for oneself changed. */
  me_changed: Empty,
  call_offer: Type.Object({
    callId: CallId,
    ...From,
    callType: CallType,
    offer: SessionDescription,
    expiresAt: Type.String(),
  }),
  call_answer: Type.Object({ callId: CallId, answer: SessionDescription }),
  call_ended: Type.Object({ callId: CallId, reason: CallOutcome, duration: Type.Integer({ minimum: 0 }) }),
  call_taken: Type.Object({ callId: CallId }),
  ice_candidate: Type.Object({ callId: CallId, candidate: IceCandidate, ...From }),
  call_renegotiate: Type.Object({ callId: CallId, description: SessionDescription, ...From }),
  call_media: Type.Object({ callId: CallId, ...MediaState.properties, ...From }),
  call_reaction: Type.Object({ callId: CallId, emoji: CallEmoji, ...From }),
  session_revoked: Empty,
  server_shutdown: Type.Object({ reconnectAfterMs: Type.Integer() }),
} as const;

export type EventType = keyof typeof events;
export type EventData<T extends EventType> = Static<(typeof events)[T]>;

export type RequestFrame<T extends RequestType = RequestType> = {
  [K in T]: { id: number; type: K; data: RequestData<K> };
}[T];
export type ReplyFrame =
  | { re: number | null; ok: true; data: unknown }
  | { re: number | null; ok: false; error: ErrorBody };
export type EventFrame<T extends EventType = EventType> = {
  [K in T]: { type: K; data: EventData<K> };
}[T];
export type ServerFrame = ReplyFrame | EventFrame;
