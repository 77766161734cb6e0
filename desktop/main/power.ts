// Sleep, wake, lock and unlock of the machine, whether anyone uses it, and what it runs on, passed on to the pages.
import type { PowerMonitor } from 'electron';
import type { Disposer, EventChannels } from '../ipc/channels.ts';

type Kind = EventChannels['power:event']['kind'];

const KINDS = {
  suspend: 'suspend',
  resume: 'resume',
  'lock-screen': 'lock',
  'unlock-screen': 'unlock',
  'on-battery': 'battery',
  'on-ac': 'mains',
} as const;

/** Nobody has touched anything for so long: away. */
const IDLE_AFTER = 5 * 60;
/** While idle it is looked this often whether someone is back. */
const LOOK_WHILE_IDLE = 15;

/** Listens to the machine until the returned function is called. */
export function watchPower(monitor: PowerMonitor, tell: (kind: Kind) => void): Disposer {
  const listeners = Object.entries(KINDS).map(([event, kind]) => ({ event, listener: () => tell(kind) }));
  for (const { event, listener } of listeners) monitor.on(event as 'suspend', listener);
  return () => {
    for (const { event, listener } of listeners) monitor.removeListener(event as 'suspend', listener);
  };
}

/** Seconds until it is worth looking again: no sooner than the earliest moment at which something can have changed. */
export function nextLook(idleFor: number): number {
  return idleFor >= IDLE_AFTER ? LOOK_WHILE_IDLE : Math.max(1, IDLE_AFTER - idleFor);
}

/** Tells when a computer is left and when someone is back, in whatever program; `look` looks at once. */
export function watchIdleness(
  idleFor: () => number,
  later: (run: () => void, seconds: number) => Disposer,
  tell: (kind: 'idle' | 'active') => void,
): { look: () => void; isIdle: () => boolean; dispose: Disposer } {
  let isIdle = false;
  let cancel: Disposer = () => undefined;
  const look = () => {
    cancel();
    const seconds = idleFor();
    if (seconds >= IDLE_AFTER !== isIdle) {
      isIdle = !isIdle;
      tell(isIdle ? 'idle' : 'active');
    }
    cancel = later(look, nextLook(seconds));
  };
  look();
  return { look, isIdle: () => isIdle, dispose: () => cancel() };
}
