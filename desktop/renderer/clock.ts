// The present moment by the server's clock, for everything that is shown.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Disposer } from '../ipc/channels.ts';

export interface Clock {
  /** Moves on a few times a minute, so that "5 minutes ago" stays true. */
  readonly store: StoreApi<{ readonly now: number }>;
  now(): number;
  /** Takes the server's time as the right one. */
  correct(serverTime: string): void;
  dispose: Disposer;
}

const tickMs = 15_000;

/** A clock that ticks until disposed of. */
export function createClock(): Clock {
  let skew = 0;
  const now = () => Date.now() + skew;
  const store = createStore(() => ({ now: now() }));
  const tick = () => store.setState({ now: now() });
  const timer = setInterval(tick, tickMs);
  return {
    store,
    now,
    correct(serverTime) {
      const difference = Date.parse(serverTime) - Date.now();
      // Less than a second is the way there and back.
      skew = Math.abs(difference) < 1_000 ? 0 : difference;
      tick();
    },
    dispose: () => clearInterval(timer),
  };
}
