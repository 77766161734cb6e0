// The life of a call as the server keeps it: which step is allowed in which state, and how each side remembers it.
import { assertNever } from '../assert.ts';
import type { CallOutcome } from './signal.ts';

export type RecordState = 'ringing' | 'active' | 'ended';
export type CallSide = 'caller' | 'callee';

export type CallStep =
  | { readonly type: 'answer' | 'decline'; readonly side: CallSide }
  /** `failed`: the client says that it could not go on. */
  | { readonly type: 'end'; readonly side: CallSide; readonly failed: boolean }
  /** Nobody answered in time. */
  | { readonly type: 'rung_out' }
  /** The side's device was away for longer than a call waits. */
  | { readonly type: 'lost'; readonly side: CallSide };

/** Why a call broke. */
export type FailureReason = 'reported' | 'caller_lost' | 'callee_lost';

export type Ruling =
  | { readonly to: 'active' }
  | { readonly to: 'ended'; readonly outcome: CallOutcome; readonly reason?: FailureReason }
  /** Nothing is left to do: it is as the step wants it. */
  | { readonly to: 'same' }
  | { readonly to: 'refused'; readonly code: 'conflict' | 'forbidden' };

const same: Ruling = { to: 'same' };
const conflict: Ruling = { to: 'refused', code: 'conflict' };
const forbidden: Ruling = { to: 'refused', code: 'forbidden' };
const ended = (outcome: CallOutcome): Ruling => ({ to: 'ended', outcome });
const failed = (reason: FailureReason): Ruling => ({ to: 'ended', outcome: 'failed', reason });

/** [CREC1] What a step does to a call. An ended call never moves again; only the one called answers or declines. */
export function rule(state: RecordState, step: CallStep): Ruling {
  switch (step.type) {
    case 'answer':
      if (step.side === 'caller') return forbidden;
      return state === 'ringing' ? { to: 'active' } : conflict;
    case 'decline':
      if (step.side === 'caller') return forbidden;
      if (state === 'ended') return same;
      return state === 'ringing' ? ended('declined') : conflict;
    case 'end':
      if (state === 'ended') return same;
      if (step.failed) return failed('reported');
      if (state === 'active') return ended('completed');
      return ended(step.side === 'caller' ? 'cancelled' : 'declined');
    case 'rung_out':
      return state === 'ringing' ? ended('missed') : same;
    case 'lost':
      if (state === 'ended') return same;
      if (state === 'active') return failed(`${step.side}_lost`);
      // While it rings the one called has no device in the call that could be lost.
      return step.side === 'caller' ? ended('cancelled') : same;
    default:
      return assertNever(step);
  }
}

/** [CREC2] One side's view of how a call ended: what was never answered, nor declined, was missed by the one called. */
export function outcomeFor(side: CallSide, outcome: CallOutcome, answered: boolean): CallOutcome {
  if (side === 'caller' || answered || outcome === 'declined') return outcome;
  return 'missed';
}
