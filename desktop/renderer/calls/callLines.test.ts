// Calls between messages: whose, in which order, and what is said of each.
import { expect, test } from 'vitest';
import type { CallOutcome, CallRecord } from '../../../common/calls/signal.ts';
import type { CallId, UserId } from '../../../common/ids.ts';
import { callLines } from './callLines.ts';

const anna = 'anna' as UserId;
const record = (minute: number, direction: CallRecord['direction'], outcome: CallOutcome, peerId = anna) => ({
  callId: `c${minute}` as CallId,
  direction,
  peerId,
  callType: 'voice' as const,
  startedAt: new Date(Date.UTC(2026, 0, 1, 9, minute)).toISOString(),
  endedAt: new Date(Date.UTC(2026, 0, 1, 9, minute, 30)).toISOString(),
  duration: outcome === 'completed' ? 30 : 0,
  outcome,
});
const ready = (calls: readonly CallRecord[]) => ({ kind: 'ready', calls, next: null, more: 'idle' }) as const;

test('only the calls with this person are lines, oldest first', () => {
  const history = ready([
    record(9, 'outgoing', 'completed'),
    record(7, 'incoming', 'missed'),
    record(8, 'incoming', 'missed', 'ben' as UserId),
  ]);
  expect(callLines(history, anna).map(({ callId, kind, duration }) => [callId, kind, duration])).toEqual([
    ['c7', 'missed', 0],
    ['c9', 'talked', 30],
  ]);
});

test.each([
  ['incoming', 'cancelled', 'missed'],
  ['incoming', 'busy', 'missed'],
  ['incoming', 'declined', 'declined'],
  ['outgoing', 'missed', 'no_answer'],
  ['outgoing', 'busy', 'busy'],
  ['outgoing', 'cancelled', 'cancelled'],
  ['outgoing', 'failed', 'failed'],
] as const)('an %s call that ended as %s reads as %s', (direction, outcome, kind) => {
  expect(callLines(ready([record(1, direction, outcome)]), anna)[0]?.kind).toBe(kind);
});

test('a history that is not there has no lines', () => {
  expect(callLines({ kind: 'loading' }, anna)).toEqual([]);
});
