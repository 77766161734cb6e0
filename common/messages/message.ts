// A message as the wire shows it.
import { type Static, Type } from 'typebox';
import { StoredFile } from '../files/file.ts';
import { ChatId, ClientId, MessageId, UserId } from '../ids.ts';
import { limits } from '../limits.ts';

export const MessageText = Type.String({ maxLength: limits.textCharacters });

export const Reaction = Type.Object({ userId: UserId, emoji: Type.String() });
export type Reaction = Static<typeof Reaction>;

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
  reactions: Type.Array(Reaction),
  createdAt: Type.String(),
  editedAt: Type.Optional(Type.String()),
  deletedAt: Type.Optional(Type.String()),
});
export type Message = Static<typeof Message>;
