// Whether no one has touched this window for a while.
import type { Disposer } from '../../ipc/channels.ts';
import type { Timers } from '../transport/timers.ts';

const idleMs = 5 * 60_000;
// Each touch of a moving pointer is not worth a new timer.
const graceMs = 5_000;

/** Tells when it begins and when it ends. */
export function watchIdle(page: Window, timers: Timers, tell: (idle: boolean) => void): Disposer {
  let idle = false;
  let at = -Infinity;
  let cancel: Disposer = () => {};
  const touch = () => {
    const now = timers.monotonic();
    if (!idle && now - at < graceMs) return;
    at = now;
    cancel();
    cancel = timers.after(idleMs, () => {
      idle = true;
      tell(true);
    });
    if (idle) {
      idle = false;
      tell(false);
    }
  };
  const events = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'focus'] as const;
  for (const event of events) page.addEventListener(event, touch, { passive: true, capture: true });
  touch();
  return () => {
    cancel();
    for (const event of events) page.removeEventListener(event, touch, { capture: true });
  };
}
