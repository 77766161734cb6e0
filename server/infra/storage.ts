// Where the bytes of files lie: one interface over S3 and over a folder.
import type { FileHandle } from 'node:fs/promises';
import { AppError } from '../../common/errors.ts';

/** Keys are paths such as "7c/65f…7c/0-ab12"; content is whole under its key or not there at all. */
export interface Storage {
  /** Keeps the content under a key. Errors: `unavailable`, and whatever the content itself throws. */
  put(key: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  /** The bytes from `from` up to and without `to`. Errors: `unavailable`, also when they are not there. */
  get(key: string, from: number, to: number): Promise<Buffer>;
  /** Removes everything whose key starts so; nothing there is no error. Errors: `unavailable`. */
  remove(prefix: string): Promise<void>;
  /** Every key that starts so. */
  keys(prefix: string): Promise<string[]>;
  /** Rejects when nothing can be read or written now; asks once. */
  ping(): Promise<void>;
  /** Removes what a dead process left half-written. */
  tidy(olderThan: Date): Promise<void>;
  close(): Promise<void>;
}

/** A failure of the storage, as clients are told of it; the cause is for the log. */
export function storageFailure(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const { code, name } = cause as { code?: string; name?: string };
  const full = code === 'ENOSPC' || code === 'EDQUOT' || /QuotaExceeded|StorageFull/.test(name ?? '');
  const message = full
    ? 'The file storage is full; tell whoever runs this server'
    : 'The file storage can not be reached right now; try again';
  return Object.assign(new AppError('unavailable', message), { cause });
}

/** Writes all of it: where little room is left, the system takes a part, and says so without an error. */
export async function writeWhole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, at);
    at += bytesWritten;
  }
}
