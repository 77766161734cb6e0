// Who may register: everyone, who was invited, or nobody.
import { createHash, randomBytes } from 'node:crypto';
import type { Invite } from '../../common/admin/admin.ts';
import { AppError } from '../../common/errors.ts';
import type { Actor, Audit } from '../audit/service.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../context.ts';
import type { InviteDoc, InviteStore } from './store.ts';

export type Invites = ReturnType<typeof createInvites>;

interface Parts {
  store: InviteStore;
  mode: Config['registration'];
  /** Whether nobody registered yet: the first one needs no invitation. */
  isEmpty(): Promise<boolean>;
  audit: Audit;
  clock: Clock;
  newId: () => string;
}

const day = 24 * 3_600_000;
const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

export function createInvites({ store, mode, isEmpty, audit, clock, newId }: Parts) {
  const refuse = (invited: boolean) =>
    invited
      ? new AppError('forbidden', 'This invitation is not valid any more', { invite: true })
      : new AppError('forbidden', 'This server takes no new accounts by itself');

  return {
    /** What a newcomer may do, and whether an invitation holds. */
    async look(token: string | undefined): Promise<{ mode: Config['registration']; invite?: boolean }> {
      if (token === undefined) return { mode };
      return { mode, invite: await store.isOpen(hashOf(token), clock.now()) };
    },

    /** [REG1] Runs a registration if it is allowed; a use is given back when it fails. Errors: `forbidden`. */
    async admit<T>(token: string | undefined, registration: () => Promise<T>): Promise<T> {
      if (token === undefined) {
        const free = mode === 'open' || (mode === 'invite' && (await isEmpty()));
        if (!free) throw refuse(false);
        return registration();
      }
      const spent = await store.spend(hashOf(token), clock.now());
      if (spent === null) throw refuse(true);
      try {
        return await registration();
      } catch (error) {
        await store.giveBack(spent._id);
        throw error;
      }
    },

    /** The token is told this once and kept nowhere. */
    async create(
      actor: Actor,
      { note = '', uses, days }: { note?: string; uses: number; days: number },
    ): Promise<{ invite: Invite; token: string }> {
      const token = randomBytes(18).toString('base64url');
      const now = clock.now();
      const doc: InviteDoc = {
        _id: newId(),
        hash: hashOf(token),
        note: note.trim(),
        ...(actor.via === 'app' && { by: actor.userId }),
        createdAt: now,
        expiresAt: new Date(now.getTime() + days * day),
        uses,
        used: 0,
      };
      await store.insert(doc);
      await audit.record(actor, 'invite_created', { target: doc._id, details: `${uses} uses, ${days} days` });
      return { invite: toInvite(doc), token };
    },

    list: async (): Promise<Invite[]> => (await store.list()).map(toInvite),

    /** Errors: `not_found`. */
    async revoke(actor: Actor, id: string): Promise<void> {
      if (!(await store.revoke(id, clock.now())))
        throw new AppError('not_found', 'There is no such invitation');
      await audit.record(actor, 'invite_revoked', { target: id });
    },
  };
}

const toInvite = ({ _id: id, note, createdAt, expiresAt, uses, used }: InviteDoc): Invite => ({
  id,
  note,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
  uses,
  used,
});
