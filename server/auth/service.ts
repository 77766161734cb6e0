// Accounts and sessions: who one is, and on which devices one is signed in.
import type { Device, SignedIn, User } from '../../common/auth/user.ts';
import { AppError } from '../../common/errors.ts';
import type { DeviceId, FileId, UserId } from '../../common/ids.ts';
import { limits, times } from '../../common/limits.ts';
import { cleanName } from '../../common/names.ts';
import { encodeEvent } from '../../common/wire/codec.ts';
import type { Body, http } from '../../common/wire/http.ts';
import type { Actor, Audit } from '../audit/service.ts';
import type { Caller, Clock } from '../context.ts';
import type { Bus } from '../infra/bus.ts';
import type { Invites } from '../invites/service.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import type { AuthStore, UserDoc } from './store.ts';
import { type AccessTokens, hashRefreshToken, newRefreshToken } from './tokens.ts';

export type AuthService = ReturnType<typeof createAuthService>;

interface Parts {
  store: AuthStore;
  tokens: AccessTokens;
  bus: Bus;
  clock: Clock;
  audit: Audit;
  invites: Invites;
  /** Asked for after the password. Errors: `unauthorized`, `rate_limited`. */
  second: { check(userId: UserId, code: string | undefined): Promise<void> };
  accounts: {
    /** Told of each new account; the first one is an administrator's. */
    found(userId: UserId): Promise<boolean>;
    /** Somebody who wanted to leave is here again; false when it is too late for that. */
    stay(userId: UserId): Promise<boolean>;
  };
  /** Which of these devices hold a socket somewhere. */
  onlineDevices: (userId: UserId) => Promise<ReadonlySet<DeviceId>>;
}

const unknown = () => new AppError('unauthorized', 'The username or the password is wrong');

const toUser = ({ _id: id, username, displayName, avatar }: UserDoc): User => ({
  id,
  username,
  displayName,
  ...(avatar !== undefined && { avatar }),
});

export function createAuthService(parts: Parts) {
  const { store, tokens, bus, clock, audit, invites, second, accounts, onlineDevices } = parts;

  async function issue(user: UserDoc, deviceId: DeviceId): Promise<SignedIn> {
    const refreshToken = newRefreshToken();
    const expiresAt = new Date(clock.now().getTime() + times.refreshToken);
    await store.insertToken(hashRefreshToken(refreshToken), deviceId, user._id, expiresAt);
    return {
      user: toUser(user),
      deviceId,
      accessToken: tokens.sign({ userId: user._id, deviceId }),
      refreshToken,
      expiresIn: times.accessToken / 1000,
    };
  }

  async function signIn(user: UserDoc, deviceName: string | undefined): Promise<SignedIn> {
    const device = await store.insertDevice(user._id, deviceName ?? 'Unnamed device', clock.now());
    return issue(user, device._id);
  }

  async function insert(username: string, displayName: string, password: string): Promise<UserDoc> {
    const passwordHash = await hashPassword(password);
    return store.insertUser(username, cleanName(displayName), passwordHash, clock.now());
  }

  async function revokeAll(userId: UserId, but?: DeviceId): Promise<number> {
    const ending = (await store.liveDevices(userId)).filter(device => device._id !== but);
    await Promise.all(ending.map(device => revoke(userId, device._id)));
    return ending.length;
  }

  async function checkPassword(userId: UserId, password: string): Promise<void> {
    const user = await mustHave(userId);
    if (await verifyPassword(password, user.passwordHash)) return;
    throw new AppError('forbidden', 'The current password is wrong');
  }

  async function revoke(userId: UserId, deviceId: DeviceId): Promise<boolean> {
    const ended = await store.revokeDevice(userId, deviceId, clock.now());
    if (ended) bus.notify('session_revoked', { userId, deviceId });
    return ended;
  }

  async function mustHave(id: UserId): Promise<UserDoc> {
    const user = await store.user(id);
    if (user === null) throw new AppError('not_found', 'There is no such person');
    return user;
  }

  async function devicesOf(userId: UserId, current: DeviceId | null): Promise<Device[]> {
    const [devices, online] = await Promise.all([store.liveDevices(userId), onlineDevices(userId)]);
    return devices.map(device => ({
      id: device._id,
      name: device.name,
      createdAt: device.createdAt.toISOString(),
      lastSeenAt: device.lastSeenAt.toISOString(),
      current: device._id === current,
      online: online.has(device._id),
    }));
  }

  async function endSession(actor: Actor, userId: UserId, deviceId: DeviceId): Promise<void> {
    if (!(await revoke(userId, deviceId))) throw new AppError('not_found', 'There is no such device');
    await audit.record(actor, 'session_revoked', { target: userId });
  }

  return {
    /** [REG1] Errors: `conflict` when the username is taken, `forbidden` where one must be invited. */
    async register(body: Body<typeof http.register>): Promise<SignedIn> {
      const user = await invites.admit(body.invite, () =>
        insert(body.username, body.displayName, body.password),
      );
      if (await accounts.found(user._id)) {
        await audit.record({ via: 'server' }, 'admin_given', { target: user._id });
      }
      return signIn(user, body.deviceName);
    },

    /** Errors: `unauthorized`, the same for an unknown name and for a wrong password; `rate_limited`. */
    async login(body: Body<typeof http.login>): Promise<SignedIn> {
      const user = await store.userByName(body.username);
      const right = await verifyPassword(body.password, user?.passwordHash ?? null);
      if (user === null || !right) {
        await audit.record({ via: 'server' }, 'login_failed', {
          ...(user !== null && { target: user._id }),
          details: user === null ? 'unknown name' : 'wrong password',
        });
        throw unknown();
      }
      await second.check(user._id, body.totp).catch(async (error: unknown) => {
        if (body.totp !== undefined) {
          await audit.record({ via: 'server' }, 'login_failed', { target: user._id, details: 'wrong code' });
        }
        throw error;
      });
      if (!(await accounts.stay(user._id))) throw unknown();
      return signIn(user, body.deviceName);
    },

    /**
     * Trades a refresh token for a new pair. One used twice was stolen, or its thief was first: the whole
     * session ends (RFC 9700, section 4.14.2). Errors: `unauthorized`.
     */
    async refresh(refreshToken: string): Promise<SignedIn> {
      const spent = await store.spendToken(hashRefreshToken(refreshToken), clock.now());
      if (spent === null) throw new AppError('unauthorized', 'Sign in again');
      const { deviceId, userId } = spent.token;
      if (!spent.fresh) {
        await revoke(userId, deviceId);
        throw new AppError('unauthorized', 'This session was used twice and is ended; sign in again');
      }
      const [user, device] = await Promise.all([store.user(userId), store.liveDevice(deviceId)]);
      if (user === null || device === null) throw new AppError('unauthorized', 'Sign in again');
      await store.touchDevice(deviceId, clock.now());
      return issue(user, deviceId);
    },

    /** The caller behind an access token; errors: `unauthorized` when forged, expired, or its session ended. */
    async authenticate(token: string): Promise<Caller> {
      const caller = tokens.verify(token);
      const device = await store.liveDevice(caller.deviceId);
      if (device === null || device.userId !== caller.userId)
        throw new AppError('unauthorized', 'Sign in again');
      return caller;
    },

    async logout(caller: Caller): Promise<void> {
      await revoke(caller.userId, caller.deviceId);
    },

    async me({ userId }: Caller): Promise<User> {
      return toUser(await mustHave(userId));
    },

    async updateMe({ userId }: Caller, { displayName }: Body<typeof http.updateMe>): Promise<User> {
      const user = await mustHave(userId);
      if (displayName === undefined) return toUser(user);
      return toUser((await store.setDisplayName(user, cleanName(displayName))) ?? user);
    },

    /** Sets or takes away the avatar, and tells the one before. */
    async setAvatar({ userId, deviceId }: Caller, avatar: FileId | null) {
      const before = await store.setAvatar(userId, avatar);
      bus.publish([userId], encodeEvent('me_changed', {}), { except: deviceId });
      return { before: before?.avatar, shown: { user: toUser(await mustHave(userId)) } };
    },
    avatarOf: async (userId: UserId) => (await store.user(userId))?.avatar,

    /** Changes the password and ends all other sessions. Errors: `forbidden` when the current one is wrong. */
    async changePassword(caller: Caller, body: Body<typeof http.changePassword>): Promise<void> {
      const { userId } = caller;
      await checkPassword(userId, body.currentPassword);
      await store.setPassword(userId, await hashPassword(body.newPassword));
      await revokeAll(userId, caller.deviceId);
      await audit.record({ via: 'app', userId }, 'password_changed', { target: userId });
    },
    checkPassword,
    revokeAll,

    devices: ({ userId, deviceId }: Caller): Promise<Device[]> => devicesOf(userId, deviceId),
    devicesOf: (userId: UserId): Promise<Device[]> => devicesOf(userId, null),

    removeDevice: ({ userId }: Caller, deviceId: DeviceId): Promise<void> =>
      endSession({ via: 'app', userId }, userId, deviceId),
    endSession,

    /** For administrators: an account with a password that its owner changes. Errors: `conflict`. */
    createUser: async (username: string, displayName: string, password: string): Promise<UserId> =>
      (await insert(username, displayName, password))._id,
    async resetPassword(userId: UserId, password: string): Promise<void> {
      await store.setPassword(userId, await hashPassword(password));
      await revokeAll(userId);
    },

    /** Closes the sockets of sessions that another process ended since then. */
    async heedRevocations(since: Date, close: (of: { userId: UserId; deviceId: DeviceId }) => void) {
      for (const { _id, userId } of await store.revokedSince(since)) close({ userId, deviceId: _id });
    },

    async findUsers(query = '', limit: number = limits.usersMax): Promise<User[]> {
      return (await store.findUsers(query, limit)).map(toUser);
    },

    async user(id: UserId): Promise<User> {
      return toUser(await mustHave(id));
    },

    /** Null when nobody has this username. */
    async idByUsername(username: string): Promise<UserId | null> {
      return (await store.userByName(username))?._id ?? null;
    },

    /** Who has these usernames, by the lower case of the name. */
    async idsByUsernames(names: readonly string[]): Promise<Map<string, UserId>> {
      const found = await store.usersByNames(names);
      return new Map(found.map(user => [user.usernameKey, user._id]));
    },

    async usersByIds(ids: readonly UserId[]): Promise<User[]> {
      return (await store.usersByIds([...new Set(ids)])).map(toUser);
    },

    /** When people were last there: presence writes it and shows it. */
    seen: store.seen,
    lastSeen: store.lastSeen,
  };
}
