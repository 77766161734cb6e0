// The calls with one person as lines between their messages.
import type { CallRecord, CallType } from '../../../common/calls/signal.ts';
import type { CallId, UserId } from '../../../common/ids.ts';
import type { History } from './state.ts';

export type CallLineKind = 'talked' | 'missed' | 'no_answer' | 'declined' | 'cancelled' | 'busy' | 'failed';

export interface CallLine {
  readonly callId: CallId;
  readonly peerId: UserId;
  /** When it began, as messages say it: the line stands there in time. */
  readonly at: string;
  readonly direction: CallRecord['direction'];
  readonly callType: CallType;
  readonly kind: CallLineKind;
  /** Seconds; 0 when nobody talked. */
  readonly duration: number;
}

/** The calls with a person that are known, oldest first. */
export function callLines(history: History, peerId: UserId): readonly CallLine[] {
  if (history.kind !== 'ready') return [];
  return history.calls
    .filter(record => record.peerId === peerId)
    .map(lineOf)
    .sort((one, other) => one.at.localeCompare(other.at));
}

function lineOf(record: CallRecord): CallLine {
  const { callId, peerId, startedAt: at, direction, callType, duration } = record;
  return { callId, peerId, at, direction, callType, kind: kindOf(record), duration };
}

// As the one at this device saw it: whoever was called and did not talk has missed the call.
function kindOf({ outcome, direction }: CallRecord): CallLineKind {
  const incoming = direction === 'incoming';
  switch (outcome) {
    case 'completed':
      return 'talked';
    case 'declined':
    case 'failed':
      return outcome;
    case 'missed':
      return incoming ? 'missed' : 'no_answer';
    case 'cancelled':
    case 'busy':
      return incoming ? 'missed' : outcome;
  }
}
