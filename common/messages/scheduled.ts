// A message that the server sends later, also while its sender is away.
import { type Static, Type } from 'typebox';
import { StoredFile } from '../files/file.ts';
import { ChatId, ClientId, MessageId } from '../ids.ts';

export const Scheduled = Type.Object({
  id: Type.String(),
  chatId: ChatId,
  clientId: ClientId,
  text: Type.String(),
  files: Type.Optional(Type.Array(StoredFile)),
  replyTo: Type.Optional(MessageId),
  sendAt: Type.String(),
  /** Why it could not be sent, as an error code; it then waits for its sender's decision. */
  failed: Type.Optional(Type.String()),
});
export type Scheduled = Static<typeof Scheduled>;
