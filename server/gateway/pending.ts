// Sockets that did not say hello yet: few enough that nobody can fill the node with them.
import type { Metrics } from '../infra/metrics.ts';
import { tooMany } from '../infra/rates.ts';
import type { Tuning } from '../infra/tuning.ts';
import type { Session } from './session.ts';

/** Most of those that wait say hello, or are sent away, in this time. */
const comeBackAfter = 1_000;

export function createPending(tuning: Tuning, metrics: Metrics) {
  const waiting = new Set<Session>();
  const ofAddress = new Map<string, number>();

  return {
    /** Throws `rate_limited` while too many wait, from this address or from all. */
    admit(address: string): void {
      const limit =
        waiting.size >= tuning.limit('pendingPerNode')
          ? 'pendingPerNode'
          : (ofAddress.get(address) ?? 0) >= tuning.limit('pendingPerAddress')
            ? 'pendingPerAddress'
            : null;
      if (limit === null) return;
      metrics.rateLimited.inc({ limit });
      throw tooMany(comeBackAfter);
    },

    enter(session: Session): void {
      waiting.add(session);
      ofAddress.set(session.address, (ofAddress.get(session.address) ?? 0) + 1);
    },

    /** Does nothing for one that left already. */
    leave(session: Session): void {
      if (!waiting.delete(session)) return;
      const left = (ofAddress.get(session.address) ?? 1) - 1;
      if (left === 0) ofAddress.delete(session.address);
      else ofAddress.set(session.address, left);
    },
  };
}
