// Files: kept for those who may see them, held by messages, and gone with the last one.

import { AppError } from '../../common/errors.ts';
import type { ChatId, FileId, UserId } from '../../common/ids.ts';
import { times } from '../../common/limits.ts';
import type { Caller, Clock } from '../context.ts';
import type { Content } from './content.ts';
import { servedAs } from './kinds.ts';
import type { Links } from './links.ts';
import type { Quota } from './quota.ts';
import type { About, Sealer } from './sealer.ts';
import { createShown } from './shown.ts';
import type { FileDoc, FileStore } from './store.ts';

export type FileService = ReturnType<typeof createFileService>;

/** What is known of messages here. */
export interface Holders {
  /** Whether a message that is sent later holds it. */
  waiting(id: FileId): Promise<boolean>;
  /** The first message of each chat that holds a file. */
  holding(id: FileId): Promise<{ chatId: ChatId; seq: number }[]>;
}

interface Parts {
  store: FileStore;
  content: Content;
  sealer: Sealer;
  quota: Quota;
  links: Links;
  clock: Clock;
  holders: Holders;
  /** Of one file. */
  maxBytes: number;
  /** How far a person can see into a chat. Errors: `forbidden`. */
  reach(userId: UserId, chatId: ChatId): Promise<{ upTo: number }>;
}

/** A file that may be read now. */
export interface Opened {
  readonly about: About;
  readonly size: number;
  readonly type: string;
  readonly inline: boolean;
  readonly etag: string;
  /** Throws at the first piece when nothing can be read. */
  read(from: number, to: number): AsyncGenerator<Buffer>;
}

export function createFileService(parts: Parts) {
  const { store, content, sealer, quota, links, clock, holders, maxBytes, reach } = parts;
  const { shown } = createShown({ store, sealer });

  async function sees(userId: UserId, chatId: ChatId, seq: number): Promise<boolean> {
    try {
      return (await reach(userId, chatId)).upTo >= seq;
    } catch (error) {
      if (error instanceof AppError && error.code === 'forbidden') return false;
      throw error;
    }
  }

  async function mayRead(userId: UserId, doc: FileDoc): Promise<boolean> {
    if (doc.ownerId === userId) return true;
    if (doc.avatarOf !== undefined) {
      return 'userId' in doc.avatarOf || sees(userId, doc.avatarOf.chatId, 0);
    }
    for (const { chatId, seq } of await holders.holding(doc._id)) {
      if (await sees(userId, chatId, seq)) return true;
    }
    return false;
  }

  /** [FILE3] Errors: `not_found`, `forbidden` for who is neither its owner nor in a chat that holds it. */
  async function readable(userId: UserId, id: FileId): Promise<FileDoc> {
    const doc = await store.file(id);
    if (doc === null || doc.state === 'uploading') throw new AppError('not_found', 'There is no such file');
    if (!(await mayRead(userId, doc))) throw new AppError('forbidden', 'This file is not shared with you');
    return doc;
  }

  const later = (milliseconds: number) => new Date(clock.now().getTime() + milliseconds);

  return {
    readable,

    async open(userId: UserId, id: FileId): Promise<Opened> {
      const doc = await readable(userId, id);
      const [about, key] = await Promise.all([sealer.about(doc), sealer.keyOf(doc)]);
      return {
        about,
        size: doc.size,
        ...servedAs(about),
        etag: `"${id}"`,
        read: (from, to) => content.read(doc, key, from, to),
      };
    },

    /** Errors: `not_found` for what has none. */
    async thumbnail(userId: UserId, id: FileId): Promise<Buffer> {
      const doc = await readable(userId, id);
      const key = await sealer.keyOf(doc);
      if (doc.thumbnail !== undefined) return content.part(id, key, 'thumbnail', doc.thumbnail);
      if (doc.avatarOf !== undefined) return content.whole(doc, key, doc.size);
      throw new AppError('not_found', 'This file has no thumbnail');
    },

    /** An address that opens the file, without a header, for some minutes. */
    async link(
      { userId }: Caller,
      id: FileId,
    ): Promise<{ url: string; thumbnailUrl?: string; expiresAt: string }> {
      const doc = await readable(userId, id);
      const { token, expiresAt } = links.make(id, userId);
      const url = `/api/v1/files/${id}?token=${token}`;
      const thumbnailUrl = `/api/v1/files/${id}/thumbnail?token=${token}`;
      return { url, ...(doc.thumbnail && { thumbnailUrl }), expiresAt: expiresAt.toISOString() };
    },
    readLink: links.read,

    storage: async ({ userId }: Caller) => ({ ...(await quota.of(userId)), maxBytes }),

    shown,

    /**
     * [FILE4] Called before a message with these files is written: all are there, may be sent by this person, and stay
     * until the message is surely in. Errors: `not_found`, `forbidden`, `unavailable`.
     */
    async attach(userId: UserId, ids: readonly FileId[]): Promise<void> {
      if (ids.length === 0) return;
      if (new Set(ids).size < ids.length) throw new AppError('bad_request', 'A file is named twice');
      const docs = await Promise.all(ids.map(id => readable(userId, id)));
      if (docs.some(doc => doc.avatarOf !== undefined)) {
        throw new AppError('forbidden', 'An avatar can not be sent');
      }
      if ((await store.setDue(ids, later(times.unattachedFile))) < ids.length) {
        throw new AppError('unavailable', 'A file is being looked at; try again');
      }
    },

    /** [FILE5] Called before a message with these files is deleted: the sweeper looks whether it was the last one. */
    async release(ids: readonly FileId[]): Promise<void> {
      if (ids.length > 0) await store.setDue(ids, later(times.releasedFile));
    },
  };
}
