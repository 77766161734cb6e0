// The blind index in MongoDB: keyed hashes by chat and time, and which keys are in use.
import { type AnyBulkWriteOperation, type Db, type Document, MongoBulkWriteError } from 'mongodb';
import type { ChatId, MessageId } from '../../common/ids.ts';
import { derived, duplicateKeyIndex } from '../infra/mongo.ts';
import type { MessageDoc } from '../messages/store.ts';

export interface TokenDoc {
  _id: MessageId;
  chatId: ChatId;
  at: Date;
  /** The message's rev that this was made from: an older one never replaces a newer one. */
  rev: number;
  edited?: Date;
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

/** A place in the order of results, newest first. */
export interface Position {
  at: Date;
  id: MessageId;
}

export interface Scan {
  chatIds: readonly ChatId[];
  /** Token by key of the term that leads the scan. */
  lead: readonly Uint8Array[];
  /** Tokens of all terms, by key. */
  all: readonly (readonly Uint8Array[])[];
  after?: Date | undefined;
  before?: Date | undefined;
  from: Position | null;
  limit: number;
}

export interface Row {
  _id: MessageId;
  chatId: ChatId;
  at: Date;
  hit: boolean;
}

/** What the repair looks at: far more than all nodes together index within their lag. */
const newestLooked = 10_000;
const editsLooked = 2_000;
const indexName = 'search';

export type SearchStore = ReturnType<typeof createSearchStore>;

export function createSearchStore(db: Db) {
  const tokens = db.collection<TokenDoc>('tokens');
  const messages = db.collection<MessageDoc>('messages');
  const states = db.collection<IndexState>('searchState');

  const filterOf = ({ chatIds, lead, after, before, from }: Omit<Scan, 'all' | 'limit'>): Document => ({
    chatId: chatIds.length === 1 ? chatIds[0] : { $in: [...chatIds] },
    tokens: lead.length === 1 ? lead[0] : { $in: [...lead] },
    at: {
      $gte: after ?? new Date(0),
      $lt: before ?? new Date(8.64e15),
      ...(from && { $lte: from.at }),
    },
    ...(from && { $nor: [{ at: from.at, _id: { $gte: from.id } }] }),
  });

  return {
    async write(docs: readonly TokenDoc[]): Promise<void> {
      if (docs.length === 0) return;
      const operations: AnyBulkWriteOperation<TokenDoc>[] = docs.map(({ _id, ...rest }) => ({
        // Where a newer one is there, the upsert collides with it and changes nothing.
        replaceOne: { filter: { _id, rev: { $lte: rest.rev } }, replacement: rest, upsert: true },
      }));
      try {
        await tokens.bulkWrite(operations, { ordered: false, ...derived });
      } catch (error) {
        if (!(error instanceof MongoBulkWriteError)) throw error;
        const errors = [error.writeErrors].flat();
        const other = errors.find(
          ({ code, errmsg }) => duplicateKeyIndex({ code, message: errmsg }) === null,
        );
        if (errors.length === 0 || other !== undefined) throw error;
      }
    },

    /** Messages under the leading token, newest first; `hit` tells whether they have all others too. */
    scan: (scan: Scan): Promise<Row[]> =>
      tokens
        .find(filterOf(scan), {
          hint: indexName,
          sort: { at: -1, _id: -1 },
          limit: scan.limit,
          projection: {
            chatId: 1,
            at: 1,
            hit: { $or: scan.all.map(list => ({ $setIsSubset: [[...list], '$tokens'] })) },
          },
        })
        .map(row => row as unknown as Row)
        .toArray(),

    /** How the database would do it, for a test of its cost. */
    explain: (scan: Scan): Promise<Document> =>
      tokens
        .find(filterOf(scan), { hint: indexName, sort: { at: -1, _id: -1 }, limit: scan.limit })
        .explain('executionStats'),

    /** How many messages have a token, counted no further than `limit`. */
    count: (chatIds: readonly ChatId[], token: readonly Uint8Array[], limit: number): Promise<number> =>
      tokens.countDocuments(filterOf({ chatIds, lead: token, from: null }), { hint: indexName, limit }),

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

    /** Messages whose text the index does not have: new ones, and edits, that a dead node did not come to. */
    async missing(): Promise<MessageId[]> {
      const projection = { editedAt: 1, deletedAt: 1 };
      const [newest, edited] = await Promise.all([
        messages.find({}, { projection }).sort({ _id: -1 }).limit(newestLooked).toArray(),
        messages
          .find({ editedAt: { $exists: true } }, { projection })
          .sort({ editedAt: -1 })
          .limit(editsLooked)
          .toArray(),
      ]);
      const live = [...newest, ...edited].filter(doc => doc.deletedAt === undefined);
      const known = tokens.find({ _id: { $in: live.map(doc => doc._id) } }, { projection: { edited: 1 } });
      const editedOf = new Map((await known.toArray()).map(doc => [doc._id, doc.edited?.getTime()]));
      const lost = live.filter(
        doc => !editedOf.has(doc._id) || editedOf.get(doc._id) !== doc.editedAt?.getTime(),
      );
      return [...new Set(lost.map(doc => doc._id))];
    },

    /** All messages in the order of their ids. */
    async idsAfter(after: string, limit: number): Promise<MessageId[]> {
      const docs = messages
        .find({ _id: { $gt: after as MessageId } }, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .limit(limit);
      return (await docs.toArray()).map(doc => doc._id);
    },

    /** Forgets what was made with other keys. */
    async dropOthers(key: string): Promise<void> {
      await tokens.deleteMany({ k: { $ne: key } });
    },
  };
}
