// Branded ids: strings on the wire, not interchangeable in the code.
import { Type } from 'typebox';

type Brand<Name extends string> = string & { readonly __brand: Name };

export type UserId = Brand<'user'>;
export type DeviceId = Brand<'device'>;
export type ChatId = Brand<'chat'>;
export type MessageId = Brand<'message'>;
export type FileId = Brand<'file'>;
/** A UUID made by the caller. */
export type CallId = Brand<'call'>;

const opaque = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' });
const uuid = Type.String({
  pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
});

export const UserId = Type.Unsafe<UserId>(opaque);
export const DeviceId = Type.Unsafe<DeviceId>(opaque);
export const ChatId = Type.Unsafe<ChatId>(opaque);
export const MessageId = Type.Unsafe<MessageId>(opaque);
export const FileId = Type.Unsafe<FileId>(opaque);
export const CallId = Type.Unsafe<CallId>(uuid);

/** Chosen by the sending client; the same one from the same user names the same message. */
export const ClientId = Type.String({ minLength: 1, maxLength: 64 });
