// A chat as the wire shows it to one of its members.
import { type Static, Type } from 'typebox';
import { ChatId, MessageId, UserId } from '../ids.ts';
import { limits } from '../limits.ts';
import { Message } from '../messages/message.ts';

export const ChatKind = Type.Union([Type.Literal('direct'), Type.Literal('group')]);
export type ChatKind = Static<typeof ChatKind>;

export const Role = Type.Union([Type.Literal('owner'), Type.Literal('admin'), Type.Literal('member')]);
export type Role = Static<typeof Role>;

export const Title = Type.String({ minLength: 1, maxLength: limits.titleMax, pattern: '\\S' });

export const Member = Type.Object({
  userId: UserId,
  role: Role,
  /** Watermark: every message up to this seq reached one of the member's devices. */
  delivered: Type.Integer({ minimum: 0 }),
  /** Watermark: every message up to this seq was read by the member. */
  read: Type.Integer({ minimum: 0 }),
});
export type Member = Static<typeof Member>;

/** What one wrote and did not send, on all one's devices. */
export const Draft = Type.Object({
  text: Type.String({ maxLength: limits.textCharacters }),
  replyTo: Type.Optional(MessageId),
  updatedAt: Type.String(),
});
export type Draft = Static<typeof Draft>;

export const Chat = Type.Object({
  id: ChatId,
  kind: ChatKind,
  title: Type.Optional(Type.String()),
  avatar: Type.Optional(Type.String()),
  members: Type.Array(Member),
  lastMessage: Type.Optional(Message),
  lastSeq: Type.Integer({ minimum: 0 }),
  rev: Type.Integer({ minimum: 0 }),
  unread: Type.Integer({ minimum: 0 }),
  /** Unread messages that mention one. */
  unreadMentions: Type.Optional(Type.Integer({ minimum: 0 })),
  /** Pinned messages, oldest pin first. */
  pins: Type.Optional(Type.Array(MessageId)),
  draft: Type.Optional(Draft),
  /** True once one has left: the history up to then stays readable, nothing can be sent. */
  left: Type.Optional(Type.Boolean()),
  /** Grows with each change of title, members, roles and pins: a chat with a smaller one is out of date. */
  version: Type.Optional(Type.Integer({ minimum: 0 })),
  createdAt: Type.String(),
});
export type Chat = Static<typeof Chat>;
