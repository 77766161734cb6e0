// What the machine knows of its network, long before a socket does; and what is said about the connection.
import { useSyncExternalStore } from 'react';
import type { ConnectionState } from '../../common/connection/machine.ts';

/** Whether the machine has a network at all. */
export function useOnline(): boolean {
  return useSyncExternalStore(watch, () => navigator.onLine);
}

function watch(listener: () => void): () => void {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}

/** What the banner says; null is silence. `late`: a break has lasted longer than a server's restart. */
export function noticeOf(
  state: ConnectionState,
  online: boolean,
  late: boolean,
): 'elsewhere' | 'offline' | 'reconnecting' | null {
  if (state.name === 'stopped') return state.reason === 'replaced' ? 'elsewhere' : null;
  if (!online) return 'offline';
  return state.name !== 'ready' && late ? 'reconnecting' : null;
}
