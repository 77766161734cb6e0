// What is kept of an account beside its names and password: rights, the second factor, its end.
import type { Db } from 'mongodb';
import type { UserId } from '../../common/ids.ts';
import { duplicateKeyIndex } from '../infra/mongo.ts';
import type { Sealed } from '../infra/vault.ts';

export interface AccountDoc {
  _id: UserId;
  username: string;
  usernameKey: string;
  displayName: string;
  terms: string[];
  nameKey: string;
  passwordHash: string;
  createdAt: Date;
  lastSeenAt: Date;
  avatar?: string;
  admin?: true;
  /** The secret of the second factor: confirmed, or waiting for its first code. */
  totp?: Sealed;
  totpPending?: Sealed;
  /** The time step of the last code that was taken: none is taken twice. */
  totpStep?: number;
  /** Wrong codes since a time: after too many none is taken for a while. */
  totpFails?: { count: number; since: Date };
  /** Hashes of the recovery codes that are left. */
  recovery?: string[];
  deleteAt?: Date;
  deletedAt?: Date;
}

export type AccountStore = ReturnType<typeof createAccountStore>;

export function createAccountStore(db: Db) {
  const users = db.collection<AccountDoc>('users');
  const settings = db.collection<{ _id: string; userId: UserId }>('settings');

  return {
    account: (id: UserId) => users.findOne({ _id: id }),
    isEmpty: async () => (await users.findOne({}, { projection: { _id: 1 } })) === null,

    /** [REG2] Makes who registered first an administrator, once for ever. */
    async found(id: UserId): Promise<boolean> {
      const older = await users.findOne({ _id: { $lt: id } }, { projection: { _id: 1 } });
      if (older !== null) return false;
      try {
        await settings.insertOne({ _id: 'founder', userId: id });
      } catch (error) {
        if (duplicateKeyIndex(error) === null) throw error;
        return false;
      }
      await users.updateOne({ _id: id }, { $set: { admin: true } });
      return true;
    },
    setAdmin: async (id: UserId, admin: boolean): Promise<boolean> =>
      (await users.updateOne({ _id: id }, admin ? { $set: { admin: true } } : { $unset: { admin: true } }))
        .matchedCount > 0,
    countAdmins: () => users.countDocuments({ admin: true, deletedAt: { $exists: false } }),

    setPending: (id: UserId, totpPending: Sealed) => users.updateOne({ _id: id }, { $set: { totpPending } }),
    /** Turns the second factor on, with the secret that waited; false when another one took its place. */
    async enrol(id: UserId, totp: Sealed, step: number, recovery: string[]): Promise<boolean> {
      const { modifiedCount } = await users.updateOne(
        { _id: id, 'totpPending.b': totp.b, totp: { $exists: false } },
        { $set: { totp, totpStep: step, recovery }, $unset: { totpPending: true } },
      );
      return modifiedCount > 0;
    },
    setRecovery: (id: UserId, recovery: string[]) => users.updateOne({ _id: id }, { $set: { recovery } }),
    async disable(id: UserId): Promise<boolean> {
      const gone = {
        totp: true,
        totpPending: true,
        totpStep: true,
        totpFails: true,
        recovery: true,
      } as const;
      const { modifiedCount } = await users.updateOne({ _id: id, totp: { $exists: true } }, { $unset: gone });
      return modifiedCount > 0;
    },
    /** Takes a code's step, once. */
    async takeStep(id: UserId, step: number): Promise<boolean> {
      const { modifiedCount } = await users.updateOne(
        { _id: id, $or: [{ totpStep: { $exists: false } }, { totpStep: { $lt: step } }] },
        { $set: { totpStep: step }, $unset: { totpFails: true } },
      );
      return modifiedCount > 0;
    },
    /** Takes a recovery code, once. */
    async takeRecovery(id: UserId, hash: string): Promise<boolean> {
      const { modifiedCount } = await users.updateOne(
        { _id: id, recovery: hash },
        { $pull: { recovery: hash }, $unset: { totpFails: true } },
      );
      return modifiedCount > 0;
    },
    async failed(id: UserId, now: Date, forget: Date): Promise<void> {
      const fresh = { $or: [{ 'totpFails.since': { $lt: forget } }, { totpFails: { $exists: false } }] };
      const { matchedCount } = await users.updateOne(
        { _id: id, ...fresh },
        { $set: { totpFails: { count: 1, since: now } } },
      );
      if (matchedCount === 0) await users.updateOne({ _id: id }, { $inc: { 'totpFails.count': 1 } });
    },

    setDeleteAt: async (id: UserId, deleteAt: Date | null): Promise<boolean> =>
      (
        await users.updateOne(
          { _id: id, deletedAt: { $exists: false } },
          deleteAt === null ? { $unset: { deleteAt: true } } : { $set: { deleteAt } },
        )
      ).matchedCount > 0,
    /** Takes a wish to leave back; false once its time has come, as nothing brings the account back then. */
    stay: async (id: UserId, now: Date): Promise<boolean> =>
      (
        await users.updateOne(
          { _id: id, $or: [{ deleteAt: { $exists: false } }, { deleteAt: { $gt: now } }] },
          { $unset: { deleteAt: true } },
        )
      ).matchedCount > 0,
    due: (now: Date) =>
      users
        .find({ deleteAt: { $lte: now }, deletedAt: { $exists: false } })
        .limit(20)
        .toArray(),
    /** What stays of an account: its id, so that what others hold of it still points somewhere. */
    async bury(id: UserId, deletedAt: Date): Promise<void> {
      await users.updateOne({ _id: id }, [
        {
          $replaceWith: {
            _id: id,
            username: '',
            usernameKey: { $concat: ['deleted:', id] },
            displayName: '',
            nameKey: '',
            terms: [],
            passwordHash: '',
            createdAt: '$createdAt',
            lastSeenAt: deletedAt,
            deletedAt,
          },
        },
      ]);
    },
    /** Everything else that is theirs alone. */
    async forget(userId: UserId): Promise<void> {
      const own = { userId };
      await Promise.all([
        ...['drafts', 'scheduled', 'connections', 'refreshTokens', 'devices'].map(name =>
          db.collection(name).deleteMany(own),
        ),
        db.collection<{ _id: string }>('presences').deleteOne({ _id: userId }),
        db.collection('blocks').deleteMany({ $or: [{ by: userId }, { whom: userId }] }),
        db.collection('reports').deleteMany({ by: userId }),
      ]);
    },
    /** Messages by this person that still have content, oldest first. */
    written: (senderId: UserId, limit: number) =>
      db
        .collection<{ _id: string; chatId: string }>('messages')
        .find({ senderId, deletedAt: { $exists: false }, system: { $exists: false } } as never, {
          projection: { chatId: 1 },
          hint: 'client',
        })
        .limit(limit)
        .toArray(),
    filesOf: (ownerId: UserId) =>
      db
        .collection<{ _id: string }>('files')
        .find({ ownerId } as never, { projection: { _id: 1 } })
        .toArray(),

    /** People as administrators find them, newest accounts first where nothing is asked. */
    find: (words: readonly string[], limit: number) =>
      users
        .find({
          deletedAt: { $exists: false },
          ...(words.length > 0 && {
            $and: words.map(word => ({
              terms: { $regex: `^${word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}` },
            })),
          }),
        })
        .sort({ _id: -1 })
        .limit(limit)
        .toArray(),
    byIds: (ids: readonly UserId[]) => users.find({ _id: { $in: [...ids] } }).toArray(),
  };
}
