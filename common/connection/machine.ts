// The life of a client's connection, as a pure function; the socket's driver acts on what it becomes.
import { assertNever } from '../assert.ts';
import { closeCodes } from '../limits.ts';

/** `replaced`: another window with the same session took over. */
export type StopReason = 'signed_out' | 'unauthorized' | 'replaced';

export type ConnectionState =
  | { readonly name: 'idle' }
  /** `renew`: the access token was refused and must be renewed before this attempt. */
  | { readonly name: 'connecting'; readonly attempt: number; readonly renew: boolean }
  | { readonly name: 'authenticating'; readonly attempt: number; readonly renew: boolean }
  /** `resumeAfter`: the server announced its end and when to come back, in milliseconds. */
  | { readonly name: 'ready'; readonly resumeAfter: number | null }
  | { readonly name: 'waiting'; readonly attempt: number; readonly delay: number; readonly renew: boolean }
  | { readonly name: 'stopped'; readonly reason: StopReason };

export type ConnectionEvent =
  | { readonly type: 'start' }
  | { readonly type: 'opened' }
  | { readonly type: 'welcomed' }
  /** The socket ended, or could not be opened; null when no code is known. */
  /** `inCall`: a call lives in this window, so no other may have its connection. */
  | { readonly type: 'closed'; readonly code: number | null; readonly inCall?: boolean }
  | { readonly type: 'shutdown'; readonly reconnectAfterMs: number }
  /** The delay is over. */
  | { readonly type: 'due' }
  /** The network is back, or the machine woke up. */
  | { readonly type: 'wake' }
  /** The session is over: revoked, or its tokens are refused for good. */
  | { readonly type: 'revoked' }
  | { readonly type: 'stop' };

/** Milliseconds to wait before an attempt, 1 for the first retry. */
export type DelayOf = (attempt: number) => number;

const startAgain: ConnectionState = { name: 'connecting', attempt: 0, renew: false };
const abuseAttempt = 4;

/** [CON1] What a state becomes; late and doubled events return the same object. */
export function transition(
  state: ConnectionState,
  event: ConnectionEvent,
  delayOf: DelayOf,
): ConnectionState {
  switch (event.type) {
    case 'start':
      return state.name === 'idle' || state.name === 'stopped' ? startAgain : state;
    case 'opened':
      return state.name === 'connecting' ? { ...state, name: 'authenticating' } : state;
    case 'welcomed':
      return state.name === 'authenticating' ? { name: 'ready', resumeAfter: null } : state;
    case 'closed':
      return closed(state, event.code, event.inCall ?? false, delayOf);
    case 'shutdown':
      return state.name === 'ready' ? { ...state, resumeAfter: event.reconnectAfterMs } : state;
    case 'due':
      return state.name === 'waiting' ? attemptOf(state) : state;
    case 'wake':
      return state.name === 'waiting' ? { ...attemptOf(state), attempt: 0 } : state;
    case 'revoked':
      return isEnded(state) ? state : { name: 'stopped', reason: 'unauthorized' };
    case 'stop':
      return isEnded(state) ? state : { name: 'stopped', reason: 'signed_out' };
    default:
      return assertNever(event);
  }
}

function isEnded(state: ConnectionState): boolean {
  return state.name === 'idle' || state.name === 'stopped';
}

function attemptOf(state: Extract<ConnectionState, { name: 'waiting' }>) {
  return { name: 'connecting', attempt: state.attempt, renew: state.renew } as const;
}

function closed(
  state: ConnectionState,
  code: number | null,
  inCall: boolean,
  delayOf: DelayOf,
): ConnectionState {
  if (state.name === 'idle' || state.name === 'stopped' || state.name === 'waiting') return state;
  // [CON2] A refused token is renewed once; refused again, the session is over.
  if (code === closeCodes.unauthorized.code) {
    if (state.name !== 'ready' && state.renew) return { name: 'stopped', reason: 'unauthorized' };
    return { name: 'connecting', attempt: state.name === 'ready' ? 0 : state.attempt, renew: true };
  }
  if (state.name === 'ready') {
    // [CON3] Two windows that share a session must not take it from each other for ever: the one with a call has it.
    if (code === closeCodes.normal.code && !inCall) return { name: 'stopped', reason: 'replaced' };
    const attempt = code === closeCodes.abuse.code ? abuseAttempt : 1;
    const delay = delayOf(attempt) + (state.resumeAfter ?? 0);
    return { name: 'waiting', attempt, delay, renew: false };
  }
  const attempt = state.attempt + 1;
  return { name: 'waiting', attempt, delay: delayOf(attempt), renew: state.renew };
}
