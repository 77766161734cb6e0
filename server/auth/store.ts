// People, their devices and refresh tokens in MongoDB.
import type { Db } from 'mongodb';
import { ObjectId } from 'mongodb';
import { AppError } from '../../common/errors.ts';
import type { DeviceId, FileId, UserId } from '../../common/ids.ts';
import { derived, duplicateKeyIndex } from '../infra/mongo.ts';

export interface UserDoc {
  _id: UserId;
  username: string;
  /** Lower case: what makes it unique. */
  usernameKey: string;
  displayName: string;
  /** Folded display name: the directory's order. */
  nameKey: string;
  /** Folded words of both names: what the directory finds by prefix. */
  terms: string[];
  passwordHash: string;
  avatar?: FileId;
  createdAt: Date;
  lastSeenAt: Date;
  deletedAt?: Date;
}

export interface DeviceDoc {
  _id: DeviceId;
  userId: UserId;
  name: string;
  createdAt: Date;
  lastSeenAt: Date;
  revokedAt?: Date;
}

interface RefreshTokenDoc {
  /** SHA-256 of the token: the token itself is nowhere. */
  _id: string;
  deviceId: DeviceId;
  userId: UserId;
  expiresAt: Date;
  usedAt?: Date;
}

export type AuthStore = ReturnType<typeof createAuthStore>;

export const newId = () => new ObjectId().toHexString();

export const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

const namesOf = (username: string, displayName: string) => ({
  displayName,
  nameKey: fold(displayName),
  terms: [...new Set([fold(username), ...fold(displayName).split(/\s+/)].filter(term => term !== ''))],
});

export function createAuthStore(db: Db) {
  const users = db.collection<UserDoc>('users');
  const devices = db.collection<DeviceDoc>('devices');
  const tokens = db.collection<RefreshTokenDoc>('refreshTokens');

  return {
    /** Throws AppError `conflict` when the username is taken. */
    async insertUser(
      username: string,
      displayName: string,
      passwordHash: string,
      now: Date,
    ): Promise<UserDoc> {
      const user: UserDoc = {
        _id: newId() as UserId,
        username,
        usernameKey: username.toLowerCase(),
        ...namesOf(username, displayName),
        passwordHash,
        createdAt: now,
        lastSeenAt: now,
      };
      try {
        await users.insertOne(user);
      } catch (error) {
        if (duplicateKeyIndex(error) !== null) throw new AppError('conflict', 'This username is taken');
        throw error;
      }
      return user;
    },

    userByName: (username: string) => users.findOne({ usernameKey: username.toLowerCase() }),
    usersByNames: (names: readonly string[]) =>
      users
        .find({ usernameKey: { $in: names.map(name => name.toLowerCase()) } })
        .project<Pick<UserDoc, '_id' | 'usernameKey'>>({ usernameKey: 1 })
        .toArray(),
    user: (id: UserId) => users.findOne({ _id: id, deletedAt: { $exists: false } }),
    usersByIds: (ids: readonly UserId[]) =>
      users.find({ _id: { $in: [...ids] }, deletedAt: { $exists: false } }).toArray(),

    /** People whose username or a word of whose name starts with each word of the query; all of them when it is empty. */
    findUsers(query: string, limit: number): Promise<UserDoc[]> {
      const words = fold(query.replace(/^@/, ''))
        .split(/\s+/)
        .filter(word => word !== '');
      const prefix = (word: string) => ({
        terms: { $regex: `^${word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}` },
      });
      const filter = words.length === 0 ? {} : { $and: words.map(prefix) };
      return users
        .find({ ...filter, deletedAt: { $exists: false } })
        .sort({ nameKey: 1, _id: 1 })
        .limit(limit)
        .toArray();
    },

    setDisplayName: (user: UserDoc, displayName: string) =>
      users.findOneAndUpdate(
        { _id: user._id },
        { $set: namesOf(user.username, displayName) },
        { returnDocument: 'after' },
      ),
    /** The person as before; null takes the avatar away. */
    setAvatar: (id: UserId, avatar: FileId | null) =>
      users.findOneAndUpdate(
        { _id: id },
        avatar === null ? { $unset: { avatar: true } } : { $set: { avatar } },
        { returnDocument: 'before' },
      ),
    setPassword: (id: UserId, passwordHash: string) =>
      users.updateOne({ _id: id }, { $set: { passwordHash } }),

    /** Moves when these people were last there; never back. */
    async seen(people: readonly { userId: UserId; at: Date }[]): Promise<void> {
      if (people.length === 0) return;
      const operations = people.map(({ userId, at }) => ({
        updateOne: { filter: { _id: userId }, update: { $max: { lastSeenAt: at } } },
      }));
      await users.bulkWrite(operations, { ...derived, ordered: false });
    },
    async lastSeen(ids: readonly UserId[]): Promise<Map<UserId, Date>> {
      if (ids.length === 0) return new Map();
      const found = users.find({ _id: { $in: [...ids] } }, { projection: { lastSeenAt: 1 } });
      return new Map((await found.toArray()).map(user => [user._id, user.lastSeenAt]));
    },

    async insertDevice(userId: UserId, name: string, now: Date): Promise<DeviceDoc> {
      const device = { _id: newId() as DeviceId, userId, name, createdAt: now, lastSeenAt: now };
      await devices.insertOne(device);
      return device;
    },
    liveDevice: (id: DeviceId) => devices.findOne({ _id: id, revokedAt: { $exists: false } }),
    /** Last seen first. A person has few: an index that moves with each sign of life would cost more than the sorting. */
    async liveDevices(userId: UserId): Promise<DeviceDoc[]> {
      const found = await devices.find({ userId, revokedAt: { $exists: false } }).toArray();
      return found.sort((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime());
    },
    touchDevice: (id: DeviceId, now: Date) => devices.updateOne({ _id: id }, { $set: { lastSeenAt: now } }),

    /** Sessions that ended since then, by whatever process. */
    revokedSince: (since: Date) =>
      devices.find({ revokedAt: { $gte: since } }, { projection: { userId: 1 } }).toArray(),

    /** Ends a session: its device and all its refresh tokens. False when it was not one of this user's live ones. */
    async revokeDevice(userId: UserId, id: DeviceId, now: Date): Promise<boolean> {
      const { modifiedCount } = await devices.updateOne(
        { _id: id, userId, revokedAt: { $exists: false } },
        { $set: { revokedAt: now } },
      );
      await tokens.deleteMany({ deviceId: id });
      return modifiedCount > 0;
    },

    insertToken: (hash: string, deviceId: DeviceId, userId: UserId, expiresAt: Date) =>
      tokens.insertOne({ _id: hash, deviceId, userId, expiresAt }),

    /** Marks a token as used, once for ever: `fresh` tells whether this was the first time. Null when unknown or expired. */
    async spendToken(hash: string, now: Date): Promise<{ token: RefreshTokenDoc; fresh: boolean } | null> {
      const before = await tokens.findOneAndUpdate(
        { _id: hash, expiresAt: { $gt: now } },
        [{ $set: { usedAt: { $ifNull: ['$usedAt', now] } } }],
        { returnDocument: 'before' },
      );
      return before === null ? null : { token: before, fresh: before.usedAt === undefined };
    },
  };
}
