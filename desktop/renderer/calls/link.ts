// Decides from a connection's states when to restart ICE, and when a call is lost.
import { times } from '../../../common/limits.ts';
import type { Disposer } from '../../ipc/channels.ts';
import type { Clock } from './deps.ts';

/** `disconnected`: the path is gone; `reconnecting`: another one is being looked for. */
export type LinkState =
  | 'new'
  | 'connecting'
  | 'connected'
  | 'disconnected'
  | 'reconnecting'
  | 'failed'
  | 'closed';

interface LinkOptions {
  readonly clock: Clock;
  /** Gathers anew and negotiates again. */
  restart(): void;
  onState(state: LinkState): void;
}

export interface Link {
  readonly state: () => LinkState;
  /** Both sides are known: from now on it must connect. */
  begin(): void;
  update(state: RTCPeerConnectionState): void;
  /** The network under the call may be another one now. */
  networkChanged(): void;
  close(): void;
}

const DISCONNECTED_FOR = 2_000;
const RETRY_FIRST = 4_000;
const RETRY_GROWTH = 1.5;

/** The old path stays in use until a restart has found a better one; media that flows is never interrupted. */
export function createLink({ clock, restart, onState }: LinkOptions): Link {
  let state: LinkState = 'new';
  let retryIn = RETRY_FIRST;
  let stopRetry: Disposer | null = null;
  let stopDeadline: Disposer | null = null;

  function settle(next: LinkState) {
    if (state === next || state === 'failed' || state === 'closed') return;
    state = next;
    if (next === 'connected' || next === 'failed' || next === 'closed') {
      stopRetry?.();
      stopDeadline?.();
      stopRetry = null;
      stopDeadline = null;
      retryIn = RETRY_FIRST;
    }
    onState(next);
  }

  function expire() {
    stopDeadline?.();
    stopDeadline = clock.after(times.callGrace, () => settle('failed'));
  }

  function restartAfter(milliseconds: number) {
    stopRetry?.();
    stopRetry = clock.after(milliseconds, () => {
      if (state === 'disconnected') settle('reconnecting');
      restart();
      restartAfter(retryIn);
      retryIn *= RETRY_GROWTH;
    });
  }

  function interrupted(milliseconds: number) {
    if (state === 'connected') {
      settle('disconnected');
      expire();
    }
    if (state === 'disconnected' || state === 'reconnecting' || state === 'connecting') {
      restartAfter(milliseconds);
    }
  }

  return {
    state: () => state,
    begin() {
      if (state !== 'new') return;
      settle('connecting');
      expire();
    },
    update(connection) {
      if (connection === 'connected') settle('connected');
      else if (connection === 'disconnected') interrupted(DISCONNECTED_FOR);
      else if (connection === 'failed') interrupted(0);
    },
    networkChanged() {
      if (state === 'connected') restart();
      else if (state === 'disconnected' || state === 'reconnecting') restartAfter(0);
    },
    close: () => settle('closed'),
  };
}
