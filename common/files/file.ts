// A stored file as the wire shows it.
import { type Static, Type } from 'typebox';
import { FileId } from '../ids.ts';

export const StoredFile = Type.Object({
  id: FileId,
  name: Type.String(),
  /** Media type, found from the bytes. */
  type: Type.String(),
  /** In bytes. */
  size: Type.Integer({ minimum: 0 }),
  width: Type.Optional(Type.Integer()),
  height: Type.Optional(Type.Integer()),
  thumbhash: Type.Optional(Type.String()),
});
export type StoredFile = Static<typeof StoredFile>;
