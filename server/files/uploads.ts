// Files on their way in, in one go or in pieces; what breaks off leaves nothing behind, or can be continued.
import type { KeyObject } from 'node:crypto';
import type { Readable } from 'node:stream';
import { AppError } from '../../common/errors.ts';
import type { StoredFile, UploadState } from '../../common/files/file.ts';
import type { FileId, UserId } from '../../common/ids.ts';
import { times } from '../../common/limits.ts';
import type { Clock, Log } from '../context.ts';
import { type Content, segmentBytes } from './content.ts';
import { createIntake, type Intake } from './intake.ts';
import { cleanFileName } from './name.ts';
import type { Quota } from './quota.ts';
import type { About, Sealer } from './sealer.ts';
import { type FileDoc, type FileStore, newFileId } from './store.ts';

export type Uploads = ReturnType<typeof createUploads>;

interface Parts {
  store: FileStore;
  content: Content;
  sealer: Sealer;
  quota: Quota;
  clock: Clock;
  log: Log;
  maxBytes: number;
  /** Looks into what is in, and makes it a file. */
  finish(doc: FileDoc): Promise<StoredFile>;
  show(doc: FileDoc): Promise<StoredFile>;
  /** Removes a file and its bytes; what can not be removed now is left to the sweeper. */
  discard(id: FileId): Promise<void>;
}

/** What only the sender can say of sound and video. */
type Measured = Pick<About, 'duration' | 'waveform' | 'poster'>;

/** Beyond it the pieces of a resumable upload are too small. */
const mostSegments = 4_000;

export function createUploads(parts: Parts) {
  const { store, content, sealer, quota, clock, log, maxBytes, finish, show, discard } = parts;

  const later = (milliseconds: number) => new Date(clock.now().getTime() + milliseconds);

  function tooLarge(): never {
    throw new AppError('too_large', 'The file is too large for this server', { maxBytes });
  }

  async function begin(ownerId: UserId, name: string, expected?: number, more?: Measured) {
    const id = newFileId();
    const { key, sealed } = await sealer.newKey(ownerId, id);
    const about = { name: cleanFileName(name), type: 'application/octet-stream', ...more };
    const doc: FileDoc = {
      _id: id,
      ownerId,
      state: 'uploading',
      key: sealed,
      about: await sealer.sealAbout(ownerId, id, about),
      size: 0,
      ...(expected !== undefined && { expected }),
      segments: [],
      createdAt: clock.now(),
      dueAt: later(expected === undefined ? times.uploadLease : times.uploadKept),
    };
    await store.insert(doc);
    return { doc, key };
  }

  /** Stores everything that comes, segment by segment. Errors: `too_large`, `conflict`, `unavailable`. */
  async function pour(doc: FileDoc, key: KeyObject, source: Readable, keepsWhatCame: boolean): Promise<void> {
    const most = doc.expected ?? maxBytes;
    let { size } = doc;
    let number = doc.segments.length;
    let room = await quota.room(doc.ownerId);
    let since = 0;
    const onPiece = (bytes: number) => {
      since += bytes;
      if (size + since > most) tooLarge();
      if (since > room.left) room.refuse();
    };
    const intake: Intake = createIntake(source, { onPiece, keepsWhatCame, stalls: times.uploadStalls });
    while (await intake.more()) {
      if (number >= mostSegments) throw new AppError('conflict', 'The pieces of this upload are too small');
      const segment = await content.put(doc._id, key, String(number), intake.take(segmentBytes));
      const dueAt = later(doc.expected === undefined ? times.uploadLease : times.uploadKept);
      if (!(await store.addSegment(doc._id, number, segment, dueAt))) {
        throw new AppError('conflict', 'This upload goes on elsewhere, or it is over');
      }
      size += segment.size;
      since -= segment.size;
      number += 1;
      room = await quota.room(doc.ownerId);
    }
  }

  async function own(ownerId: UserId, id: FileId): Promise<FileDoc> {
    const doc = await store.file(id);
    if (doc === null || doc.ownerId !== ownerId || doc.state === 'leaving' || doc.avatarOf !== undefined) {
      throw new AppError('not_found', 'There is no such upload');
    }
    return doc;
  }

  async function stateOf(doc: FileDoc): Promise<UploadState> {
    const { _id: uploadId, size: offset, expected: size = offset } = doc;
    const file = doc.state === 'ready' ? await show(doc) : undefined;
    return { uploadId, offset, size, ...(file && { file }) };
  }

  return {
    /** [FILE1] Errors: `too_large`, `bad_request` for nothing at all, `unavailable`; none of them leaves anything behind. */
    async upload(
      ownerId: UserId,
      name: string,
      source: Readable,
      measured: Measured = {},
    ): Promise<StoredFile> {
      const { doc, key } = await begin(ownerId, name, undefined, measured);
      try {
        await pour(doc, key, source, false);
        const filled = await own(ownerId, doc._id);
        if (filled.size === 0) throw new AppError('bad_request', 'The file is empty');
        return await finish(filled);
      } catch (error) {
        await discard(doc._id).catch(second => log.warn({ err: second }, 'A broken upload is removed later'));
        throw error;
      }
    },

    /** [FILE2] Opens an upload that may come in pieces and survives a lost connection. */
    async open(ownerId: UserId, name: string, size: number, measured: Measured = {}): Promise<UploadState> {
      if (size > maxBytes) tooLarge();
      await quota.require(ownerId, size);
      return stateOf((await begin(ownerId, name, size, measured)).doc);
    },

    state: async (ownerId: UserId, id: FileId) => stateOf(await own(ownerId, id)),

    /** Adds bytes at the offset where the upload is; with the last one it becomes a file. Errors: `conflict` elsewhere. */
    async append(ownerId: UserId, id: FileId, offset: number, source: Readable): Promise<UploadState> {
      const doc = await own(ownerId, id);
      if (doc.state === 'ready') return stateOf(doc);
      if (offset !== doc.size) {
        throw new AppError('conflict', 'The upload is at another place', { offset: doc.size });
      }
      await pour(doc, await sealer.keyOf(doc), source, true);
      const filled = await own(ownerId, id);
      if (filled.state === 'uploading' && filled.size === filled.expected) await finish(filled);
      return stateOf(await own(ownerId, id));
    },

    async cancel(ownerId: UserId, id: FileId): Promise<void> {
      const doc = await own(ownerId, id);
      if (doc.state !== 'uploading') throw new AppError('conflict', 'The upload is over');
      await discard(id);
    },
  };
}
