// A message on its way, and the files that go with it.
import type { ErrorCode } from '../errors.ts';
import type { StoredFile } from '../files/file.ts';
import type { Transfer } from '../files/transfer.ts';
import type { ChatId, FileId, MessageId } from '../ids.ts';
import { limits } from '../limits.ts';

export interface OutgoingFile {
  /** On this device only. */
  readonly id: string;
  readonly name: string;
  /** As the device took it for; the server looks for itself. */
  readonly type: string;
  readonly size: number;
  readonly width?: number;
  readonly height?: number;
  /** Of sound and video, in seconds. */
  readonly duration?: number;
  /** Of what was spoken into the microphone. */
  readonly waveform?: string;
  /** Of a video: a picture of it, base64 JPEG. */
  readonly poster?: string;
  readonly transfer: Transfer;
}

export interface Outgoing {
  readonly clientId: string;
  readonly chatId: ChatId;
  readonly text: string;
  readonly replyTo?: MessageId;
  readonly files?: readonly OutgoingFile[];
  /** The message that is sent on; `text` and `files` then only show it. */
  readonly forward?: {
    readonly chatId: ChatId;
    readonly messageId: MessageId;
    readonly files?: readonly StoredFile[];
  };
  /** It is handed to the server for this later time. */
  readonly sendAt?: string;
  readonly createdAt: string;
  readonly state:
    | { readonly name: 'waiting' }
    | { readonly name: 'sending' }
    | { readonly name: 'failed'; readonly code: ErrorCode; readonly details?: unknown };
  /** Answers of the server that allow another try. */
  readonly refusals: number;
}

/** The server's ids of its files; null while some are not in. */
export function fileIdsOf({ files = [] }: Outgoing): readonly FileId[] | null {
  const ids = files.flatMap(({ transfer: { phase } }) => (phase.name === 'done' ? [phase.file.id] : []));
  return ids.length === files.length ? ids : null;
}

/**
 * Whether those written after it wait for it. [OUT3] Large files, and small ones that meet trouble, let the words after
 * them pass: a chat does not stand still for an hour.
 */
export function holdsBack(entry: Outgoing): boolean {
  if (entry.state.name === 'failed') return false;
  if (fileIdsOf(entry) !== null) return true;
  const files = entry.files ?? [];
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return bytes <= limits.orderedUploadBytes && files.every(({ transfer }) => transfer.refusals === 0);
}
