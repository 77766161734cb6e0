// Time as an argument: delays that can be called off, and a clock that never jumps.
import type { Disposer } from '../../ipc/channels.ts';

export interface Timers {
  after(ms: number, task: () => void): Disposer;
  /** Milliseconds of a monotonic clock. */
  monotonic(): number;
}

/** The page's own. */
export const pageTimers: Timers = {
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
  monotonic: () => performance.now(),
};
