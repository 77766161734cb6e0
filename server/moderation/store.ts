// Who blocked whom, and what was reported, in MongoDB.
import type { Db } from 'mongodb';
import type { ChatId, MessageId, UserId } from '../../common/ids.ts';
import type { ReportReason } from '../../common/moderation/report.ts';
import type { Sealed } from '../infra/vault.ts';

interface BlockDoc {
  /** "by:whom": one block a pair and direction. */
  _id: string;
  by: UserId;
  whom: UserId;
  at: Date;
}

export interface ReportDoc {
  _id: string;
  by: UserId;
  userId: UserId;
  reason: ReportReason;
  message?: { chatId: ChatId; messageId: MessageId };
  /** What the reporter wrote, and the message's text as it was then. */
  words: Sealed;
  at: Date;
  closedAt?: Date;
  closedBy?: UserId;
}

export type ModerationStore = ReturnType<typeof createModerationStore>;

const idOf = (by: UserId, whom: UserId) => `${by}:${whom}`;

export function createModerationStore(db: Db) {
  const blocks = db.collection<BlockDoc>('blocks');
  const reports = db.collection<ReportDoc>('reports');
  return {
    async block(by: UserId, whom: UserId, at: Date): Promise<void> {
      await blocks.updateOne({ _id: idOf(by, whom) }, { $setOnInsert: { by, whom, at } }, { upsert: true });
    },
    /** False when there was nothing to take back. */
    unblock: async (by: UserId, whom: UserId): Promise<boolean> =>
      (await blocks.deleteOne({ _id: idOf(by, whom) })).deletedCount > 0,
    /** Whom this person blocked, newest first. */
    blockedBy: async (by: UserId): Promise<UserId[]> =>
      (await blocks.find({ by }).sort({ at: -1 }).toArray()).map(doc => doc.whom),
    /** Everyone whom this person blocked or who blocked them. */
    apart: async (userId: UserId): Promise<Set<UserId>> => {
      const found = await blocks.find({ $or: [{ by: userId }, { whom: userId }] }).toArray();
      return new Set(found.map(({ by, whom }) => (by === userId ? whom : by)));
    },
    /** Whom each of these people blocked among them; who blocked nobody there is left out. */
    async among(ids: readonly UserId[]): Promise<ReadonlyMap<UserId, ReadonlySet<UserId>>> {
      if (ids.length < 2) return new Map();
      const found = await blocks.find({ by: { $in: [...ids] }, whom: { $in: [...ids] } }).toArray();
      const byPerson = Map.groupBy(found, ({ by }) => by);
      return new Map([...byPerson].map(([by, docs]) => [by, new Set(docs.map(({ whom }) => whom))]));
    },
    between: async (a: UserId, b: UserId): Promise<boolean> =>
      (await blocks.countDocuments({ _id: { $in: [idOf(a, b), idOf(b, a)] } }, { limit: 1 })) > 0,

    insertReport: (report: ReportDoc) => reports.insertOne(report),
    countReports: (by: UserId, since: Date, most: number) =>
      reports.countDocuments({ by, at: { $gte: since } }, { limit: most }),
  };
}
