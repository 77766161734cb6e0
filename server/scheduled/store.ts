// Scheduled messages in MongoDB: due by index, claimed by compare-and-set.
import type { Db } from 'mongodb';
import type { ChatId, FileId, MessageId, UserId } from '../../common/ids.ts';
import { duplicateKeyIndex } from '../infra/mongo.ts';
import type { Sealed } from '../infra/vault.ts';

export interface ScheduledDoc {
  _id: string;
  userId: UserId;
  chatId: ChatId;
  clientId: string;
  body: Sealed;
  replyTo?: MessageId;
  fileIds?: FileId[];
  sendAt: Date;
  /** When a node takes it up: at `sendAt`, or when the claim of one that died has run out. Absent once it failed. */
  dueAt?: Date;
  /** A node is sending it; void when `dueAt` has passed. */
  claimed?: true;
  failed?: string;
}

export type ScheduledStore = ReturnType<typeof createScheduledStore>;

export function createScheduledStore(db: Db) {
  const scheduled = db.collection<ScheduledDoc>('scheduled');
  const free = (now: Date) => ({ $or: [{ claimed: { $exists: false } }, { dueAt: { $lte: now } }] });

  return {
    /** The one that is there under the same clientId, or else this one. */
    async insert(doc: ScheduledDoc): Promise<ScheduledDoc> {
      try {
        await scheduled.insertOne(doc);
        return doc;
      } catch (error) {
        if (duplicateKeyIndex(error) === null) throw error;
        return (await scheduled.findOne({ userId: doc.userId, clientId: doc.clientId })) ?? doc;
      }
    },

    /** Whether one that waits holds the file. */
    holds: async (id: FileId) =>
      (await scheduled.findOne({ fileIds: id }, { projection: { _id: 1 } })) !== null,

    countOf: (userId: UserId) => scheduled.countDocuments({ userId }),
    ofUser: (userId: UserId) => scheduled.find({ userId }).sort({ sendAt: 1 }).toArray(),
    one: (userId: UserId, id: string) => scheduled.findOne({ _id: id, userId }),

    /** Null when it is gone or being sent. */
    update: (
      userId: UserId,
      id: string,
      now: Date,
      set: Partial<Pick<ScheduledDoc, 'body' | 'sendAt' | 'dueAt'>>,
    ) =>
      scheduled.findOneAndUpdate(
        { _id: id, userId, ...free(now) },
        { $set: set, $unset: { claimed: true, ...(set.dueAt && { failed: true }) } },
        { returnDocument: 'after' },
      ),

    /** False when it is gone or being sent. */
    async remove(userId: UserId, id: string, now: Date): Promise<boolean> {
      return (await scheduled.deleteOne({ _id: id, userId, ...free(now) })).deletedCount > 0;
    },

    due: (now: Date, limit: number) =>
      scheduled
        .find({ dueAt: { $lte: now } })
        .sort({ dueAt: 1 })
        .limit(limit)
        .toArray(),

    /** Takes it up until `until`; null when another node did, or it was changed. */
    claim: (id: string, seen: Date, until: Date) =>
      scheduled.findOneAndUpdate(
        { _id: id, dueAt: seen },
        { $set: { dueAt: until, claimed: true } },
        { returnDocument: 'after' },
      ),

    async done(id: string): Promise<void> {
      await scheduled.deleteOne({ _id: id });
    },
    async fail(id: string, failed: string): Promise<void> {
      await scheduled.updateOne({ _id: id }, { $set: { failed }, $unset: { dueAt: true, claimed: true } });
    },
    async later(id: string, dueAt: Date): Promise<void> {
      await scheduled.updateOne({ _id: id }, { $set: { dueAt }, $unset: { claimed: true } });
    },
  };
}
