// How far an update has come, as a pure machine, and when one may be installed without a word.
import type { UpdateState } from '../ipc/payloads.ts';

export type UpdateEvent =
  | { kind: 'feed'; known: boolean }
  | { kind: 'check' }
  | { kind: 'none'; at: number }
  | { kind: 'found'; version: string; notes: string }
  | { kind: 'download' }
  | { kind: 'progress'; percent: number }
  | { kind: 'downloaded' }
  | { kind: 'failed'; reason: Extract<UpdateState, { name: 'error' }>['reason'] };

/** The next state; an event that comes late or twice changes nothing and returns the same object. */
export function nextUpdate(state: UpdateState, event: UpdateEvent): UpdateState {
  if (event.kind === 'feed') return onFeed(state, event.known);
  if (state.name === 'off') return state;
  switch (event.kind) {
    case 'check':
      return isBusy(state) || state.name === 'ready' ? state : { name: 'checking' };
    case 'none':
      return state.name === 'checking' ? { name: 'idle', checkedAt: event.at } : state;
    case 'found': {
      const { version, notes } = event;
      return state.name === 'checking' ? { name: 'available', version, notes } : state;
    }
    case 'download':
      return state.name === 'available' ? { ...state, name: 'downloading', percent: 0 } : state;
    case 'progress':
      return state.name === 'downloading' && event.percent > state.percent
        ? { ...state, percent: Math.min(100, event.percent) }
        : state;
    case 'downloaded': {
      if (state.name !== 'downloading') return state;
      const { version, notes } = state;
      return { name: 'ready', version, notes };
    }
    case 'failed':
      return { name: 'error', reason: event.reason };
  }
}

function onFeed(state: UpdateState, known: boolean): UpdateState {
  if (!known) return state.name === 'off' ? state : { name: 'off' };
  return state.name === 'off' ? { name: 'idle', checkedAt: null } : state;
}

function isBusy({ name }: UpdateState): boolean {
  return name === 'checking' || name === 'downloading';
}

export interface Surroundings {
  automatic: boolean;
  visible: boolean;
  inCall: boolean;
  status: UpdateState['name'];
}

/** True when nobody would notice a restart: wished for, ready, hidden in the tray, and no call. */
export function canRunSilently({ automatic, visible, inCall, status }: Surroundings): boolean {
  return automatic && status === 'ready' && !visible && !inCall;
}

/** The word for what went wrong that the page has a sentence for. */
export function failureOf(code: unknown): Extract<UpdateState, { name: 'error' }>['reason'] {
  const text = typeof code === 'string' ? code : '';
  if (/CHECKSUM|SIGNATURE|INVALID_UPDATE/.test(text)) return 'damaged';
  if (/^net::|ENOTFOUND|ECONN|TIMEDOUT|HTTP_ERROR|CHANNEL_FILE_NOT_FOUND/.test(text)) return 'unreachable';
  return 'failed';
}
