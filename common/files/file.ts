// A stored file as the wire shows it, and an upload that comes in pieces.
import { type Static, Type } from 'typebox';
import { FileId } from '../ids.ts';

export const StoredFile = Type.Object({
  id: FileId,
  name: Type.String(),
  /** Media type, found from the bytes. */
  type: Type.String(),
  /** In bytes. */
  size: Type.Integer({ minimum: 0 }),
  // Of pictures that could be decoded; all others are shown as files.
  width: Type.Optional(Type.Integer()),
  height: Type.Optional(Type.Integer()),
  /** Base64. With it there is a thumbnail too. */
  thumbhash: Type.Optional(Type.String()),
  /** Of sound and video, in seconds, as their sender measured it. */
  duration: Type.Optional(Type.Number()),
  /** Of a voice message: its loudest moments in equal parts, a byte each, base64. */
  waveform: Type.Optional(Type.String()),
});
export type StoredFile = Static<typeof StoredFile>;

export const UploadState = Type.Object({
  uploadId: FileId,
  /** Bytes that the server has: where to go on. */
  offset: Type.Integer({ minimum: 0 }),
  size: Type.Integer({ minimum: 0 }),
  /** Once all are in. */
  file: Type.Optional(StoredFile),
});
export type UploadState = Static<typeof UploadState>;
