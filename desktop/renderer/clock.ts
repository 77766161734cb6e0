// The present moment by the server's clock, for everything that is shown.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Disposer } from '../ipc/channels.ts';

export interface Clock {
  /** Moves on a few times a minute while the page is seen, so that "5 minutes ago" stays true. */
  readonly store: StoreApi<{ readonly now: number }>;
  now(): number;
  /** Rings at a moment by this clock, also while the page is hidden and the clock itself rests. */
  ringAt(moment: number, ring: () => void): Disposer;
  /** Takes the server's time as the right one. */
  correct(serverTime: string): void;
  dispose: Disposer;
}

/** What the clock needs of a page. */
export type ClockPage = Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>;

const tickMs = 15_000;
/** What a page's timer can hold. */
const longestMs = 2 ** 31 - 1;

/** A clock that ticks until disposed of; nobody reads it while the page is hidden, so then it rests. */
export function createClock(page: ClockPage): Clock {
  let skew = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  const now = () => Date.now() + skew;
  const store = createStore(() => ({ now: now() }));
  const tick = () => store.setState({ now: now() });
  const follow = () => {
    clearInterval(timer);
    timer = undefined;
    if (page.hidden) return;
    tick();
    timer = setInterval(tick, tickMs);
  };
  page.addEventListener('visibilitychange', follow);
  follow();
  return {
    store,
    now,
    ringAt(moment, ring) {
      let alarm: ReturnType<typeof setTimeout>;
      const wait = () => {
        alarm = setTimeout(() => (now() < moment ? wait() : ring()), Math.min(moment - now(), longestMs));
      };
      wait();
      return () => clearTimeout(alarm);
    },
    correct(serverTime) {
      const difference = Date.parse(serverTime) - Date.now();
      // Less than a second is the way there and back.
      skew = Math.abs(difference) < 1_000 ? 0 : difference;
      tick();
    },
    dispose() {
      clearInterval(timer);
      page.removeEventListener('visibilitychange', follow);
    },
  };
}
