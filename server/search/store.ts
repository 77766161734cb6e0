// The blind index in MongoDB: keyed hashes by section of a chat, how far each chat is indexed, and which keys are in use.
import { type AnyBulkWriteOperation, type Db, type Document, MongoBulkWriteError } from 'mongodb';
import type { ChatId } from '../../common/ids.ts';
import { sectionId, sectionOf, sectionSize } from '../../common/messages/sections.ts';
import type { ChatDoc } from '../chats/store.ts';
import { derived, duplicateKeyIndex } from '../infra/mongo.ts';
import type { MessageDoc } from '../messages/store.ts';

export interface SectionDoc {
  /** `chatId/number` */
  _id: string;
  chatId: ChatId;
  /** When its first and its last message were written. */
  first: Date;
  last: Date;
  /** The highest rev in it: one made from older messages never replaces one from newer ones. */
  rev: number;
  /** Id of the key that made the tokens. */
  k: string;
  tokens: Uint8Array[];
}

/** Which keys tokens are made with, newest first; two of them while a new one takes over. */
export interface IndexState {
  _id: 'index';
  keys: string[];
  /** How far a rebuild has come; it goes on from there. */
  rebuild?: { key: string; after: string };
}

export interface Scan {
  chatIds: readonly ChatId[];
  /** Token by key of the term that leads the scan. */
  lead: readonly Uint8Array[];
  /** Tokens of all terms, by key. */
  all: readonly (readonly Uint8Array[])[];
  after?: Date | undefined;
  before?: Date | undefined;
  /** Only sections that begin at this moment or before, in milliseconds. */
  reaching?: number | undefined;
  /** Where the scan goes on: behind this section, or with all that end at this moment or before. */
  from: { last: Date; id?: string } | null;
  limit: number;
}

export interface Row {
  _id: string;
  chatId: ChatId;
  first: Date;
  last: Date;
  hit: boolean;
}

/** How far a chat goes, and up to which message the index has it. */
export interface Tail {
  chatId: ChatId;
  lastSeq: number;
  indexed: number;
}

const editsLooked = 2_000;
const indexName = 'search';

export type SearchStore = ReturnType<typeof createSearchStore>;

export function createSearchStore(db: Db) {
  const sections = db.collection<SectionDoc>('sections');
  const chats = db.collection<ChatDoc>('chats');
  const messages = db.collection<MessageDoc>('messages');
  const states = db.collection<IndexState>('searchState');

  return {
    /** Writes sections; one made from newer messages stays. */
    async write(docs: readonly SectionDoc[]): Promise<void> {
      if (docs.length === 0) return;
      const operations: AnyBulkWriteOperation<SectionDoc>[] = docs.map(({ _id, ...rest }) => ({
        // Where a newer one is there, the upsert collides with it and changes nothing.
        replaceOne: { filter: { _id, rev: { $lte: rest.rev } }, replacement: rest, upsert: true },
      }));
      try {
        await sections.bulkWrite(operations, { ordered: false, ...derived });
      } catch (error) {
        if (!(error instanceof MongoBulkWriteError)) throw error;
        const errors = [error.writeErrors].flat();
        const other = errors.find(
          ({ code, errmsg }) => duplicateKeyIndex({ code, message: errmsg }) === null,
        );
        if (errors.length === 0 || other !== undefined) throw error;
      }
    },

    /** Notes up to which message chats are indexed, without holes. */
    async mark(upTo: ReadonlyMap<ChatId, number>): Promise<void> {
      if (upTo.size === 0) return;
      const updates = [...upTo].map(([_id, indexed]) => ({
        updateOne: { filter: { _id }, update: { $max: { indexed } } },
      }));
      await chats.bulkWrite(updates, { ordered: false, ...derived });
    },

    tails: async (ids: readonly ChatId[]): Promise<Tail[]> =>
      (
        await chats.find({ _id: { $in: [...ids] } }, { projection: { lastSeq: 1, indexed: 1 } }).toArray()
      ).map(toTail),

    /** All chats in the order of their ids. */
    tailsAfter: async (after: string, limit: number): Promise<Tail[]> =>
      (
        await chats
          .find({ _id: { $gt: after as ChatId } }, { projection: { lastSeq: 1, indexed: 1 } })
          .sort({ _id: 1 })
          .limit(limit)
          .toArray()
      ).map(toTail),

    /** Sections under the leading token, newest end first; `hit` tells whether they have all others too. */
    scan: (scan: Scan): Promise<Row[]> =>
      sections
        .find(filterOf(scan), {
          hint: indexName,
          sort: { last: -1, _id: -1 },
          limit: scan.limit,
          projection: {
            chatId: 1,
            first: 1,
            last: 1,
            hit: { $or: scan.all.map(list => ({ $setIsSubset: [[...list], '$tokens'] })) },
          },
        })
        .map(row => row as unknown as Row)
        .toArray(),

    /** How the database would do it, for a test of its cost. */
    explain: (scan: Scan): Promise<Document> =>
      sections
        .find(filterOf(scan), { hint: indexName, sort: { last: -1, _id: -1 }, limit: scan.limit })
        .explain('executionStats'),

    /** How many sections have a token, counted no further than `limit`. */
    count: (chatIds: readonly ChatId[], token: readonly Uint8Array[], limit: number): Promise<number> =>
      sections.countDocuments(filterOf({ chatIds, lead: token, from: null }), { hint: indexName, limit }),

    state: () => states.findOne({ _id: 'index' }),

    /** Sets the first key, unless there is one. */
    async begin(key: string): Promise<void> {
      try {
        await states.updateOne({ _id: 'index' }, { $setOnInsert: { keys: [key] } }, { upsert: true });
      } catch (error) {
        if (duplicateKeyIndex(error) === null) throw error;
      }
    },
    async setState({ _id, ...state }: IndexState): Promise<void> {
      await states.replaceOne({ _id }, state, { upsert: true });
    },

    /** Sections that an edit or a deletion among the newest ones did not come to, as a node died in between. */
    async stale(): Promise<string[]> {
      const projection = { chatId: 1, seq: 1, rev: 1 };
      const changed = (field: 'editedAt' | 'deletedAt') =>
        messages
          .find({ [field]: { $exists: true } }, { projection })
          .sort({ [field]: -1 })
          .limit(editsLooked)
          .toArray();
      const found = (await Promise.all([changed('editedAt'), changed('deletedAt')])).flat();
      const wanted = new Map<string, number>();
      for (const { chatId, seq, rev } of found) {
        const id = sectionId(chatId, sectionOf(seq));
        wanted.set(id, Math.max(rev, wanted.get(id) ?? 0));
      }
      const held = sections.find({ _id: { $in: [...wanted.keys()] } }, { projection: { rev: 1 } });
      return (await held.toArray())
        .filter(({ _id, rev }) => rev < (wanted.get(_id) ?? 0))
        .map(doc => doc._id);
    },

    /** Forgets what was made with other keys. */
    async dropOthers(key: string): Promise<void> {
      await sections.deleteMany({ k: { $ne: key } });
    },
  };
}

const toTail = ({ _id, lastSeq, indexed = 0 }: Pick<ChatDoc, '_id' | 'lastSeq' | 'indexed'>): Tail => ({
  chatId: _id,
  lastSeq,
  indexed,
});

/** The end of what the index has once all full sections are written. */
export const fullUpTo = (seq: number): number => Math.floor(seq / sectionSize) * sectionSize;

function filterOf({ chatIds, lead, after, before, reaching, from }: Omit<Scan, 'all' | 'limit'>): Document {
  const beginning = {
    ...(before && { $lt: before }),
    ...(reaching !== undefined && { $lte: new Date(reaching) }),
  };
  const ending = {
    ...(after && { $gte: after }),
    ...(from && { $lte: from.last }),
  };
  return {
    chatId: chatIds.length === 1 ? chatIds[0] : { $in: [...chatIds] },
    tokens: lead.length === 1 ? lead[0] : { $in: [...lead] },
    ...(Object.keys(ending).length > 0 && { last: ending }),
    ...(Object.keys(beginning).length > 0 && { first: beginning }),
    ...(from?.id !== undefined && { $nor: [{ last: from.last, _id: { $gte: from.id } }] }),
  };
}
