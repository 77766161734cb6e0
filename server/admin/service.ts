// What administrators do, in the app and on the command line alike; each deed is written down.
import { randomBytes } from 'node:crypto';
import type { AdminReport, AdminUser, Stats } from '../../common/admin/admin.ts';
import type { Device } from '../../common/auth/user.ts';
import { AppError } from '../../common/errors.ts';
import type { DeviceId, UserId } from '../../common/ids.ts';
import { limits } from '../../common/limits.ts';
import type { AccountDoc, AccountStore } from '../accounts/store.ts';
import type { Actor, Audit } from '../audit/service.ts';
import type { Clock, Log } from '../context.ts';
import { open, type Vault } from '../infra/vault.ts';
import { reportContext, reportScope } from '../moderation/service.ts';
import type { AdminStore } from './store.ts';

export type AdminService = ReturnType<typeof createAdminService>;

interface Parts {
  store: AdminStore;
  accounts: AccountStore;
  auth: {
    createUser(username: string, displayName: string, password: string): Promise<UserId>;
    resetPassword(userId: UserId, password: string): Promise<void>;
    devicesOf(userId: UserId): Promise<Device[]>;
    endSession(actor: Actor, userId: UserId, deviceId: DeviceId): Promise<void>;
    revokeAll(userId: UserId): Promise<number>;
    fold(text: string): string;
  };
  audit: Audit;
  vault: Vault;
  clock: Clock;
  log: Log;
  rebuildSearch(progress: (done: number) => void): Promise<number>;
  health(): { bus: boolean; storage: boolean; registration: string };
}

/** 90 bits, to be changed by its owner. */
const newPassword = () => randomBytes(15).toString('base64url').slice(0, 15);

const toAdminUser = (doc: AccountDoc): AdminUser => ({
  id: doc._id,
  username: doc.username,
  displayName: doc.displayName,
  admin: doc.admin === true,
  secondFactor: doc.totp !== undefined,
  createdAt: doc.createdAt.toISOString(),
  lastSeenAt: doc.lastSeenAt.toISOString(),
  ...(doc.deleteAt && { deleteAt: doc.deleteAt.toISOString() }),
});

export function createAdminService(parts: Parts) {
  const { store, accounts, auth, audit, vault, clock, log, rebuildSearch, health } = parts;
  let rebuilding: number | null = null;

  async function mustHave(id: UserId): Promise<AccountDoc> {
    const account = await accounts.account(id);
    if (account === null || account.deletedAt !== undefined) {
      throw new AppError('not_found', 'There is no such person');
    }
    return account;
  }

  async function mustKeepOne({ admin }: AccountDoc): Promise<void> {
    if (admin === true && (await accounts.countAdmins()) === 1) {
      throw new AppError('conflict', 'The last administrator stays one');
    }
  }

  return {
    async users(query = '', limit: number = limits.usersMax): Promise<AdminUser[]> {
      const words = auth.fold(query.replace(/^@/, '')).split(/\s+/).filter(Boolean);
      return (await accounts.find(words, limit)).map(toAdminUser);
    },
    usersByIds: async (ids: readonly UserId[]): Promise<AdminUser[]> =>
      (await accounts.byIds([...new Set(ids)])).map(toAdminUser),

    /** Errors: `conflict` for a taken name. */
    async createUser(actor: Actor, names: { username: string; displayName: string }, given?: string) {
      const password = given ?? newPassword();
      const id = await auth.createUser(names.username, names.displayName, password);
      await audit.record(actor, 'user_created', { target: id });
      return { user: toAdminUser(await mustHave(id)), password };
    },

    /** A new password; all sessions end. */
    async resetPassword(actor: Actor, id: UserId, given?: string): Promise<string> {
      await mustHave(id);
      const password = given ?? newPassword();
      await auth.resetPassword(id, password);
      await audit.record(actor, 'password_reset', { target: id });
      return password;
    },

    /** Errors: `conflict` for the last one. */
    async setAdmin(actor: Actor, id: UserId, admin: boolean): Promise<void> {
      const account = await mustHave(id);
      if ((account.admin === true) === admin) return;
      if (!admin) await mustKeepOne(account);
      await accounts.setAdmin(id, admin);
      await audit.record(actor, admin ? 'admin_given' : 'admin_taken', { target: id });
    },

    async disableSecondFactor(actor: Actor, id: UserId): Promise<void> {
      await mustHave(id);
      if (await accounts.disable(id)) await audit.record(actor, 'second_factor_off', { target: id });
    },

    async devices(id: UserId): Promise<Device[]> {
      await mustHave(id);
      return auth.devicesOf(id);
    },
    endSession: auth.endSession,
    async endAllSessions(actor: Actor, id: UserId): Promise<number> {
      await mustHave(id);
      const ended = await auth.revokeAll(id);
      await audit.record(actor, 'session_revoked', { target: id, details: `all ${ended}` });
      return ended;
    },

    /** The account goes within a minute; nothing brings it back. Errors: `conflict` for the last administrator. */
    async deleteUser(actor: Actor, id: UserId): Promise<void> {
      await mustKeepOne(await mustHave(id));
      await accounts.setAdmin(id, false);
      await accounts.setDeleteAt(id, clock.now());
      await auth.revokeAll(id);
      await audit.record(actor, 'deletion_asked', { target: id });
    },

    async reports(): Promise<AdminReport[]> {
      const key = await vault.keyFor(reportScope);
      return (await store.reports(limits.pageMax)).map(doc => {
        const words = JSON.parse(open(key, reportContext(doc._id), doc.words)) as {
          text: string;
          quoted?: string;
        };
        return {
          id: doc._id,
          by: doc.by,
          userId: doc.userId,
          reason: doc.reason,
          ...words,
          ...(doc.message && { message: doc.message }),
          at: doc.at.toISOString(),
          ...(doc.closedAt && { closedAt: doc.closedAt.toISOString() }),
        };
      });
    },
    async closeReport(actor: Actor & { via: 'app' }, id: string): Promise<void> {
      if (!(await store.closeReport(id, actor.userId, clock.now()))) {
        throw new AppError('not_found', 'There is no such open report');
      }
      await audit.record(actor, 'report_closed', { target: id });
    },

    async stats(): Promise<Stats> {
      return {
        ...(await store.figures()),
        ...health(),
        ...(rebuilding !== null && { rebuilding }),
      };
    },

    /** Goes on behind the answer. Errors: `conflict` while one runs here. */
    async rebuild(actor: Actor): Promise<void> {
      if (rebuilding !== null) throw new AppError('conflict', 'The search index is being made anew already');
      rebuilding = 0;
      await audit.record(actor, 'search_rebuilt');
      rebuildSearch(done => {
        rebuilding = done;
      })
        .catch(error => log.error({ err: error }, 'The search index could not be made anew'))
        .finally(() => {
          rebuilding = null;
        });
    },
  };
}
