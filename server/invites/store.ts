// Invitations in MongoDB: their tokens are kept as hashes only.
import type { Db } from 'mongodb';
import type { UserId } from '../../common/ids.ts';

export interface InviteDoc {
  _id: string;
  /** SHA-256 of the token. */
  hash: string;
  note: string;
  by?: UserId;
  createdAt: Date;
  expiresAt: Date;
  uses: number;
  used: number;
  revokedAt?: Date;
}

export type InviteStore = ReturnType<typeof createInviteStore>;

export function createInviteStore(db: Db) {
  const invites = db.collection<InviteDoc>('invites');
  const open = (now: Date) => ({
    revokedAt: { $exists: false },
    expiresAt: { $gt: now },
    $expr: { $lt: ['$used', '$uses'] },
  });
  return {
    insert: (doc: InviteDoc) => invites.insertOne(doc),
    /** Newest first, without those taken back. */
    list: () =>
      invites
        .find({ revokedAt: { $exists: false } })
        .sort({ createdAt: -1 })
        .limit(500)
        .toArray(),
    isOpen: async (hash: string, now: Date): Promise<boolean> =>
      (await invites.findOne({ hash, ...open(now) })) !== null,
    /** Takes one use, never more than there are. Null when it is not valid any more. */
    spend: (hash: string, now: Date) =>
      invites.findOneAndUpdate({ hash, ...open(now) }, { $inc: { used: 1 } }, { returnDocument: 'after' }),
    giveBack: (id: string) => invites.updateOne({ _id: id }, { $inc: { used: -1 } }),
    revoke: async (id: string, now: Date): Promise<boolean> =>
      (await invites.updateOne({ _id: id, revokedAt: { $exists: false } }, { $set: { revokedAt: now } }))
        .modifiedCount > 0,
  };
}
