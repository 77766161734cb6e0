// Writes down what is done to accounts and by administrators, without secrets.
import type { AuditAction, AuditEntry } from '../../common/admin/admin.ts';
import type { UserId } from '../../common/ids.ts';
import { limits } from '../../common/limits.ts';
import type { Clock } from '../context.ts';
import type { AuditStore } from './store.ts';

export type Audit = ReturnType<typeof createAudit>;

/** Who does something: a person in the app, the command line, or the server by the clock. */
export type Actor =
  | { readonly via: 'app'; readonly userId: UserId }
  | { readonly via: 'cli' }
  | { readonly via: 'server' };

export interface What {
  target?: string;
  details?: string;
}

const day = 24 * 3_600_000;

export function createAudit({ store, clock, days }: { store: AuditStore; clock: Clock; days: number }) {
  return {
    async record(actor: Actor, action: AuditAction, { target, details }: What = {}): Promise<void> {
      const at = clock.now();
      await store.add({
        at,
        expiresAt: new Date(at.getTime() + days * day),
        via: actor.via,
        ...(actor.via === 'app' && { by: actor.userId }),
        action,
        ...(target !== undefined && { target }),
        ...(details !== undefined && { details }),
      });
    },

    /** Newest first; `before` is the id of the last one held. */
    async page(before?: string, limit: number = limits.pageDefault): Promise<AuditEntry[]> {
      return (await store.page(before, limit)).map(({ _id: id, at, expiresAt: _, ...entry }) => ({
        id,
        at: at.toISOString(),
        ...entry,
      }));
    },
  };
}
