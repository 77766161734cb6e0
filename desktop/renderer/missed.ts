// Calls that came while one was away and that one has not looked at since.
import type { CallRecord } from '../../common/calls/signal.ts';
import type { Disposer } from '../ipc/channels.ts';
import type { CallsStore, History } from './calls/state.ts';
import type { NavParts } from './nav.ts';

type Ended = Pick<CallRecord, 'direction' | 'outcome' | 'endedAt'>;

/** How many calls were missed after the moment `seen`; an empty one is before all. */
export function missedSince(calls: readonly Ended[], seen: string): number {
  return calls.filter(
    ({ direction, outcome, endedAt }) =>
      direction === 'incoming' && ['missed', 'cancelled', 'busy'].includes(outcome) && endedAt > seen,
  ).length;
}

/** Until when the list of calls was looked at; kept on this device. */
export interface Missed {
  count(history: History): number;
  /** Takes what is listed as seen while the calls are shown. */
  dispose: Disposer;
}

interface MissedParts {
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly key: string;
  readonly calls: Pick<CallsStore, 'getState' | 'subscribe'>;
  readonly nav: Pick<NavParts['store'], 'getState' | 'subscribe'>;
}

/** Follows the history and the place. */
export function createMissed({ storage, key, calls, nav }: MissedParts): Missed {
  const seen = () => storage.getItem(key) ?? '';
  const look = () => {
    const { history } = calls.getState();
    if (nav.getState().place !== 'calls' || history.kind !== 'ready') return;
    // The server's own times: no clock of this device takes part.
    const [newest = ''] = history.calls.map(({ endedAt }) => endedAt).sort((a, b) => (a < b ? 1 : -1));
    if (newest > seen()) storage.setItem(key, newest);
  };
  const disposers = [nav.subscribe(look), calls.subscribe(look)];
  return {
    count: history => (history.kind === 'ready' ? missedSince(history.calls, seen()) : 0),
    dispose() {
      for (const dispose of disposers) dispose();
    },
  };
}
