// A message as the wire shows it.
import { type Static, Type } from 'typebox';
import { StoredFile } from '../files/file.ts';
import { ChatId, ClientId, MessageId, UserId } from '../ids.ts';
import { limits } from '../limits.ts';

export const MessageText = Type.String({ maxLength: limits.textCharacters });

export const Reaction = Type.Object({ userId: UserId, emoji: Type.String() });
export type Reaction = Static<typeof Reaction>;

/** What happened to the chat, as a message in it: `by` did it, `userIds` are those it befell. */
export const SystemNote = Type.Object({
  kind: Type.Union([
    Type.Literal('created'),
    Type.Literal('renamed'),
    Type.Literal('added'),
    Type.Literal('removed'),
    Type.Literal('left'),
    Type.Literal('role'),
  ]),
  userIds: Type.Optional(Type.Array(UserId)),
  title: Type.Optional(Type.String()),
  role: Type.Optional(Type.String()),
});
export type SystemNote = Static<typeof SystemNote>;

/** The beginning of the message replied to, as it is now; without text when it was deleted. */
export const Quote = Type.Object({
  messageId: MessageId,
  seq: Type.Integer(),
  senderId: UserId,
  text: Type.String(),
  /** Where it has no words. */
  files: Type.Optional(Type.Array(StoredFile)),
});
export type Quote = Static<typeof Quote>;

/** What a page that the text links to says of itself. */
export const LinkPreview = Type.Object({
  url: Type.String(),
  title: Type.String(),
  description: Type.Optional(Type.String()),
  site: Type.Optional(Type.String()),
});
export type LinkPreview = Static<typeof LinkPreview>;

export const Message = Type.Object({
  id: MessageId,
  chatId: ChatId,
  /** Numbers the chat's messages: 1, 2, 3 … without holes. */
  seq: Type.Integer({ minimum: 1 }),
  /** The chat's rev at this message's last change. */
  rev: Type.Integer({ minimum: 1 }),
  senderId: UserId,
  clientId: ClientId,
  /** Empty in a deleted message. */
  text: Type.String(),
  files: Type.Array(StoredFile),
  replyTo: Type.Optional(MessageId),
  quote: Type.Optional(Quote),
  /** Who wrote what was forwarded. */
  forwardedFrom: Type.Optional(UserId),
  /** Members whose @username is in the text. */
  mentions: Type.Optional(Type.Array(UserId)),
  /** Present in messages that nobody wrote; `senderId` is who did it. */
  system: Type.Optional(SystemNote),
  preview: Type.Optional(LinkPreview),
  reactions: Type.Array(Reaction),
  createdAt: Type.String(),
  editedAt: Type.Optional(Type.String()),
  deletedAt: Type.Optional(Type.String()),
});
export type Message = Static<typeof Message>;
