// Messages in MongoDB: slots by unique index, pages by seq, catch-up by rev.
import {
  type AnyBulkWriteOperation,
  type Db,
  MongoBulkWriteError,
  ObjectId,
  type UpdateFilter,
} from 'mongodb';
import type { ChatId, FileId, MessageId, UserId } from '../../common/ids.ts';
import type { Reaction, SystemNote } from '../../common/messages/message.ts';
import { duplicateKeyIndex } from '../infra/mongo.ts';
import type { Sealed } from '../infra/vault.ts';

export interface MessageDoc {
  _id: MessageId;
  chatId: ChatId;
  seq: number;
  /** The last of `revs`: what catch-up sorts by. */
  rev: number;
  /** Every rev this message ever had, so that none is given out twice. */
  revs: number[];
  senderId: UserId;
  clientId: string;
  body?: Sealed;
  /** Earlier bodies, oldest first, each with the rev that made it the body. */
  history?: { at: Date; rev: number; body: Sealed }[];
  /** The rev of the last edit. */
  editedRev?: number;
  replyTo?: MessageId;
  /** What a page that the text links to says of itself. */
  preview?: Sealed;
  forwardedFrom?: UserId;
  mentions?: UserId[];
  fileIds?: FileId[];
  /** Its title, if it has one, is the sealed body. */
  system?: Omit<SystemNote, 'title'>;
  reactions?: StoredReaction[];
  createdAt: Date;
  editedAt?: Date;
  deletedAt?: Date;
}

export interface StoredReaction extends Reaction {
  rev: number;
}

/** The last numbers that a chat gave out. */
export interface Tail {
  seq: number;
  rev: number;
}

/** `client`: this very message is there already; `slot`: another node took the seq or the rev. */
type Over = 'client' | 'slot';

/** Where an ordered write stopped: what comes before it is in, what comes after is not. */
export interface Conflict {
  done: number;
  over: Over;
}

export interface Change {
  messageId: MessageId;
  /** The rev that the change was thought out for. */
  from: number;
  update: UpdateFilter<MessageDoc>;
}

export type MessageStore = ReturnType<typeof createMessageStore>;

export const newMessageId = () => new ObjectId().toHexString() as MessageId;

/** In-flight bulks of all nodes together are far smaller. */
const repaired = 10_000;

export function createMessageStore(db: Db) {
  const messages = db.collection<MessageDoc>('messages');

  return {
    async tail(chatId: ChatId): Promise<Tail> {
      const [bySeq, byRev] = await Promise.all([
        messages.findOne({ chatId }, { sort: { seq: -1 }, projection: { seq: 1 } }),
        messages.findOne({ chatId }, { sort: { rev: -1 }, projection: { rev: 1 } }),
      ]);
      return { seq: bySeq?.seq ?? 0, rev: byRev?.rev ?? 0 };
    },

    /**
     * Inserts, acknowledged by a majority and journaled; gives what is not in, by index. What comes after a conflict in the
     * same chat is `behind` it and not tried, so that a chat never has a hole; other chats are not held up by it.
     */
    async insert(docs: readonly MessageDoc[]): Promise<ReadonlyMap<number, Over | 'behind'>> {
      const inChat = new Map<ChatId, number>();
      for (const { chatId } of docs) inChat.set(chatId, (inChat.get(chatId) ?? 0) + 1);
      const lone: number[] = [];
      const rows: number[] = [];
      for (const [index, { chatId }] of docs.entries()) (inChat.get(chatId) === 1 ? lone : rows).push(index);
      const refused = new Map<number, Over | 'behind'>();
      const these = (indexes: readonly number[]) => indexes.map(index => docs[index] as MessageDoc);
      const alone = async () => {
        const conflicts = await conflictsOf(messages.insertMany(these(lone), { ordered: false }));
        for (const { done, over } of conflicts) refused.set(lone[done] as number, over);
      };
      const inOrder = async () => {
        const [conflict] = await conflictsOf(messages.insertMany(these(rows), { ordered: true }));
        if (conflict === undefined) return;
        for (const index of rows.slice(conflict.done)) refused.set(index, 'behind');
        refused.set(rows[conflict.done] as number, conflict.over);
      };
      await Promise.all([lone.length > 0 ? alone() : null, rows.length > 0 ? inOrder() : null]);
      return refused;
    },

    /**
     * Applies changes in order, likewise. A conflict is a rev that is taken, or a message that was changed meanwhile:
     * its upsert then collides with the message itself, which stops the bulk where a filter alone would pass over it.
     */
    async change(changes: readonly Change[]): Promise<Conflict | null> {
      const operations: AnyBulkWriteOperation<MessageDoc>[] = changes.map(({ messageId, from, update }) => ({
        updateOne: { filter: { _id: messageId, rev: from }, update, upsert: true },
      }));
      const [conflict] = await conflictsOf(messages.bulkWrite(operations, { ordered: true }));
      return conflict ?? null;
    },

    /** The seq of a chat's last message; 0 without any. */
    async lastSeq(chatId: ChatId): Promise<number> {
      const last = await messages.findOne({ chatId }, { sort: { seq: -1 }, projection: { seq: 1 } });
      return last?.seq ?? 0;
    },

    bySender: (senderId: UserId, clientId: string) => messages.findOne({ senderId, clientId }),
    byIds: (ids: readonly MessageId[]) => messages.find({ _id: { $in: [...ids] } }).toArray(),
    inChat: (chatId: ChatId, id: MessageId) => messages.findOne({ _id: id, chatId }),

    bySeqs: (places: readonly { chatId: ChatId; seq: number }[]) =>
      places.length === 0
        ? Promise.resolve([])
        : messages.find({ $or: places.map(({ chatId, seq }) => ({ chatId, seq })) }).toArray(),

    /** All messages of some stretches, ends included. */
    ranges: (ranges: readonly { chatId: ChatId; from: number; to: number }[]) =>
      ranges.length === 0
        ? Promise.resolve([])
        : messages
            .find({ $or: ranges.map(({ chatId, from, to }) => ({ chatId, seq: { $gte: from, $lte: to } })) })
            .toArray(),

    before: (chatId: ChatId, seq: number, limit: number) =>
      messages
        .find({ chatId, seq: { $lt: seq } })
        .sort({ seq: -1 })
        .limit(limit)
        .toArray()
        .then(docs => docs.reverse()),
    after: (chatId: ChatId, seq: number, last: number, limit: number) =>
      messages
        .find({ chatId, seq: { $gt: seq, $lte: last } })
        .sort({ seq: 1 })
        .limit(limit)
        .toArray(),
    /** When these messages of a chat were written, by seq. */
    stamps: async (chatId: ChatId, seqs: readonly number[]): Promise<ReadonlyMap<number, Date>> => {
      const found = messages.find(
        { chatId, seq: { $in: [...seqs] } },
        { projection: { seq: 1, createdAt: 1 } },
      );
      return new Map((await found.toArray()).map(({ seq, createdAt }) => [seq, createdAt]));
    },
    changedAfter: (chatId: ChatId, rev: number, limit: number) =>
      messages
        .find({ chatId, rev: { $gt: rev } })
        .sort({ rev: 1 })
        .limit(limit)
        .toArray(),
    /** What changed between two revs, in the order of the last change up to the second one. */
    changedBetween: (chatId: ChatId, after: number, until: number, limit: number) =>
      messages
        .aggregate<MessageDoc>([
          { $match: { chatId, revs: { $elemMatch: { $gt: after, $lte: until } } } },
          { $set: { seenRev: { $max: { $filter: { input: '$revs', cond: { $lte: ['$$this', until] } } } } } },
          { $sort: { seenRev: 1 } },
          { $limit: limit },
        ])
        .toArray(),

    /** The newest messages with files below a seq, newest first. */
    withFiles: (chatId: ChatId, before: number, limit: number) =>
      messages
        .find({ chatId, seq: { $lt: before }, fileIds: { $exists: true } })
        .sort({ seq: -1 })
        .limit(limit)
        .hint('withFiles')
        .toArray(),

    /** The chats that hold a file, each with its first message that does. */
    async holding(fileId: FileId): Promise<{ chatId: ChatId; seq: number }[]> {
      const found = messages.aggregate<{ _id: ChatId; seq: number }>([
        { $match: { fileIds: fileId } },
        { $group: { _id: '$chatId', seq: { $min: '$seq' } } },
      ]);
      return (await found.toArray()).map(({ _id: chatId, seq }) => ({ chatId, seq }));
    },

    /** The newest messages of all chats, for repairing summaries. */
    newest: () =>
      messages
        .find({}, { projection: { chatId: 1, seq: 1, rev: 1, senderId: 1, createdAt: 1 } })
        .sort({ _id: -1 })
        .limit(repaired)
        .toArray(),
  };
}

/** What a bulk met that others wrote before; any other failure is thrown. */
async function conflictsOf(write: Promise<unknown>): Promise<Conflict[]> {
  try {
    await write;
    return [];
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const errors = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
    const conflicts = errors.map(({ code, errmsg, index: done }): Conflict | null => {
      const index = duplicateKeyIndex({ code, message: errmsg });
      return index === null ? null : { done, over: index.startsWith('client') ? 'client' : 'slot' };
    });
    if (conflicts.length === 0 || conflicts.includes(null)) throw error;
    return conflicts.filter(conflict => conflict !== null);
  }
}
