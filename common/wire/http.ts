// The REST contract: parameters, bodies and answers of every route under /api/v1.
import { type Static, type TSchema, Type } from 'typebox';
import { User } from '../auth/user.ts';
import { CallRecord, IceServers } from '../calls/signal.ts';
import { Chat, Draft, Role, Title } from '../chats/chat.ts';
import { ChatNotice } from '../chats/notices.ts';
import { StoredFile, UploadState } from '../files/file.ts';
import { CallId, ChatId, ClientId, FileId, MessageId, UserId } from '../ids.ts';
import { limits } from '../limits.ts';
import { Message, MessageText } from '../messages/message.ts';
import { Scheduled } from '../messages/scheduled.ts';
import { NewReport } from '../moderation/report.ts';
import { HeldPreferences, Preferences } from '../presence/preferences.ts';
import { Presence } from '../presence/presence.ts';
import { accountHttp } from './account.ts';
import { route } from './route.ts';

const Limit = (max: number) => Type.Optional(Type.Integer({ minimum: 1, maximum: max }));
const Position = Type.Optional(Type.Integer({ minimum: 0 }));

/** What only the sender can say of sound and video: seconds, and the waveform of what was spoken. */
const measured = {
  duration: Type.Optional(Type.Number({ minimum: 0, maximum: 1_000_000 })),
  waveform: Type.Optional(Type.String({ maxLength: 172, pattern: '^[A-Za-z0-9+/]+={0,2}$' })),
};

/** Route name → its schemas. Paths and verbs are with the server's routes and the client's api. */
export const http = {
  ...accountHttp,
  users: route({
    query: Type.Object({
      query: Type.Optional(Type.String({ maxLength: 64 })),
      limit: Limit(limits.usersMax),
    }),
    reply: Type.Object({ users: Type.Array(User) }),
  }),
  user: route({ params: Type.Object({ id: UserId }), reply: Type.Object({ user: User }) }),
  /** PUT blocks, DELETE takes it back; 204. */
  block: route({ params: Type.Object({ id: UserId }) }),
  blocks: route({ reply: Type.Object({ users: Type.Array(User) }) }),
  report: route({ body: NewReport }),
  presence: route({ reply: Type.Object({ presence: Type.Array(Presence) }) }),
  createChat: route({
    body: Type.Union([
      Type.Object({ kind: Type.Literal('direct'), userId: UserId }),
      Type.Object({
        kind: Type.Literal('group'),
        title: Title,
        memberIds: Type.Array(UserId, { maxItems: limits.groupMembers }),
      }),
    ]),
    reply: Type.Object({ chat: Chat, users: Type.Array(User) }),
  }),
  /** `include: "left"` adds chats that one has left. */
  chats: route({
    query: Type.Object({ include: Type.Optional(Type.Literal('left')) }),
    reply: Type.Object({ chats: Type.Array(Chat), users: Type.Array(User) }),
  }),
  /** `known`: the marks of the chats one holds; `people`: what the last answer said of them. */
  syncChats: route({
    body: Type.Object({
      known: Type.Record(Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }), Type.String({ maxLength: 80 })),
      people: Type.Optional(Type.String({ maxLength: 64 })),
    }),
    reply: Type.Object({
      chats: Type.Array(Chat),
      gone: Type.Array(ChatId),
      drafts: Type.Array(Type.Object({ chatId: ChatId, draft: Draft })),
      users: Type.Array(User),
      people: Type.String(),
    }),
  }),
  chat: route({
    params: Type.Object({ id: ChatId }),
    reply: Type.Object({ chat: Chat, users: Type.Array(User) }),
  }),
  updateChat: route({ params: Type.Object({ id: ChatId }), body: Type.Object({ title: Title }) }),
  addMembers: route({
    params: Type.Object({ id: ChatId }),
    body: Type.Object({ userIds: Type.Array(UserId, { minItems: 1, maxItems: limits.groupMembers }) }),
  }),
  setRole: route({
    params: Type.Object({ id: ChatId, userId: UserId }),
    body: Type.Object({ role: Role }),
  }),
  removeMember: route({ params: Type.Object({ id: ChatId, userId: UserId }) }),
  messages: route({
    params: Type.Object({ id: ChatId }),
    query: Type.Object({
      before: Position,
      after: Position,
      around: Position,
      /** A page around the first message of this moment or after it; around the last one where none is. */
      at: Type.Optional(Type.String({ maxLength: 40 })),
      limit: Limit(limits.pageMax),
    }),
    reply: Type.Object({ messages: Type.Array(Message) }),
  }),
  /** The newest messages with files of one shelf, newest first; `next` goes into `before`. */
  chatFiles: route({
    params: Type.Object({ id: ChatId }),
    query: Type.Object({
      shelf: Type.Union([Type.Literal('media'), Type.Literal('files'), Type.Literal('voice')]),
      before: Position,
      limit: Limit(limits.pageMax),
    }),
    reply: Type.Object({ messages: Type.Array(Message), next: Type.Optional(Type.Integer()) }),
  }),
  message: route({
    params: Type.Object({ id: ChatId, messageId: MessageId }),
    reply: Type.Object({ message: Message }),
  }),
  changes: route({
    params: Type.Object({ id: ChatId }),
    query: Type.Object({ after: Position, limit: Limit(limits.pageMax) }),
    reply: Type.Object({ messages: Type.Array(Message), rev: Type.Integer(), more: Type.Boolean() }),
  }),
  /** Who got and read a message, and when: the first advance of their watermark that covers it. */
  messageInfo: route({
    params: Type.Object({ id: ChatId, messageId: MessageId }),
    reply: Type.Object({
      members: Type.Array(
        Type.Object({
          userId: UserId,
          deliveredAt: Type.Optional(Type.String()),
          readAt: Type.Optional(Type.String()),
        }),
      ),
    }),
  }),
  /** Earlier texts of an edited message, oldest first. */
  messageHistory: route({
    params: Type.Object({ id: ChatId, messageId: MessageId }),
    reply: Type.Object({ versions: Type.Array(Type.Object({ text: Type.String(), at: Type.String() })) }),
  }),
  /** PUT pins, DELETE unpins; answers {chat, users}. */
  pin: route({ params: Type.Object({ id: ChatId, messageId: MessageId }) }),
  /** PUT; an empty text removes the draft. */
  draft: route({
    params: Type.Object({ id: ChatId }),
    body: Type.Object({ text: MessageText, replyTo: Type.Optional(MessageId) }),
  }),
  /** POST /scheduled; the same clientId is the same one. */
  schedule: route({
    body: Type.Object({
      chatId: ChatId,
      clientId: ClientId,
      text: MessageText,
      fileIds: Type.Optional(Type.Array(FileId, { maxItems: limits.filesPerMessage })),
      replyTo: Type.Optional(MessageId),
      sendAt: Type.String({ maxLength: 40 }),
    }),
    reply: Type.Object({ scheduled: Scheduled }),
  }),
  scheduledList: route({ reply: Type.Object({ scheduled: Type.Array(Scheduled) }) }),
  /** PATCH /scheduled/:id, DELETE /scheduled/:id. */
  reschedule: route({
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    body: Type.Object(
      { text: Type.Optional(MessageText), sendAt: Type.Optional(Type.String({ maxLength: 40 })) },
      { additionalProperties: false },
    ),
    reply: Type.Object({ scheduled: Scheduled }),
  }),
  search: route({
    query: Type.Object({
      q: Type.String({ maxLength: 256 }),
      chatId: Type.Optional(ChatId),
      before: Type.Optional(Type.String({ maxLength: 64 })),
      limit: Limit(limits.usersMax),
    }),
    reply: Type.Object({
      hits: Type.Array(Type.Object({ message: Message, chatId: ChatId })),
      /** The words that hits were found by, folded, for highlighting. */
      words: Type.Array(Type.String()),
      next: Type.Optional(Type.String()),
    }),
  }),
  /** GET and PATCH /me/preferences. */
  preferences: route({
    body: Type.Partial(Preferences, { additionalProperties: false }),
    reply: Type.Object({ preferences: HeldPreferences }),
  }),
  /** PUT /me/notices/:id; the whole choice of one chat, an empty one removes it. */
  chatNotice: route({
    params: Type.Object({ id: ChatId }),
    body: ChatNotice,
    reply: Type.Object({ preferences: HeldPreferences }),
  }),
  /** GET and HEAD /files/:id, /files/:id/thumbnail; `token` is in addresses that /files/:id/link gave. */
  file: route({
    params: Type.Object({ id: FileId }),
    query: Type.Object({ token: Type.Optional(Type.String({ maxLength: 256 })) }),
  }),
  /** POST /files: multipart, field `file`. */
  uploadFile: route({ query: Type.Object(measured), reply: Type.Object({ file: StoredFile }) }),
  fileLink: route({
    reply: Type.Object({
      url: Type.String(),
      thumbnailUrl: Type.Optional(Type.String()),
      expiresAt: Type.String(),
    }),
  }),
  /** POST /files/uploads; GET, PATCH and DELETE /files/uploads/:id. */
  openUpload: route({
    body: Type.Object({
      name: Type.String({ maxLength: 1024 }),
      size: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
      ...measured,
      /** [FILE10] Base64 JPEG. */
      poster: Type.Optional(
        Type.String({ maxLength: limits.posterCharacters, pattern: '^[A-Za-z0-9+/]+={0,2}$' }),
      ),
    }),
    reply: UploadState,
  }),
  upload: route({ params: Type.Object({ id: FileId }), reply: UploadState }),
  /** GET /me/storage, in bytes; `maxBytes` is what one file may have. */
  storage: route({
    reply: Type.Object({
      used: Type.Integer(),
      quota: Type.Union([Type.Integer(), Type.Null()]),
      maxBytes: Type.Integer(),
    }),
  }),
  /** PUT /me/avatar answers {user}, PUT /chats/:id/avatar {chat, users}; DELETE likewise. */
  setAvatar: route({ body: Type.Object({ fileId: FileId }) }),
  calls: route({
    query: Type.Object({
      before: Type.Optional(Type.String({ maxLength: 64 })),
      limit: Limit(limits.pageMax),
    }),
    reply: Type.Object({ calls: Type.Array(CallRecord), next: Type.Optional(Type.String()) }),
  }),
  call: route({ params: Type.Object({ id: CallId }) }),
  iceServers: route({ reply: IceServers }),
} as const;

export type Body<R extends { body: TSchema }> = Static<R['body']>;
export type Query<R extends { query: TSchema }> = Static<R['query']>;
export type Reply<R extends { reply: TSchema }> = Static<R['reply']>;
