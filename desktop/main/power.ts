// Sleep, wake, lock and unlock of the machine, passed on to the page.
import type { PowerMonitor } from 'electron';
import type { Disposer, EventChannels } from '../ipc/channels.ts';

type Kind = EventChannels['power:event']['kind'];

const KINDS = {
  suspend: 'suspend',
  resume: 'resume',
  'lock-screen': 'lock',
  'unlock-screen': 'unlock',
} as const;

/** Listens to the machine until the returned function is called. */
export function watchPower(monitor: PowerMonitor, tell: (kind: Kind) => void): Disposer {
  const listeners = Object.entries(KINDS).map(([event, kind]) => ({ event, listener: () => tell(kind) }));
  for (const { event, listener } of listeners) monitor.on(event as 'suspend', listener);
  return () => {
    for (const { event, listener } of listeners) monitor.removeListener(event as 'suspend', listener);
  };
}
