// A missed call is counted until the calls were looked at.
import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { CallRecord } from '../../common/calls/signal.ts';
import type { CallsState } from './calls/state.ts';
import { createMissed, missedSince } from './missed.ts';
import type { Nav } from './nav.ts';

const at = (minute: number) => `2026-01-01T10:0${minute}:00.000Z`;
const missedAt = (minute: number) =>
  ({ direction: 'incoming', outcome: 'missed', endedAt: at(minute) }) as CallRecord;

test('only incoming calls that nobody took, and only those since the last look, are counted', () => {
  const calls = [
    missedAt(3),
    { direction: 'incoming', outcome: 'completed', endedAt: at(3) },
    { direction: 'incoming', outcome: 'declined', endedAt: at(3) },
    { direction: 'outgoing', outcome: 'missed', endedAt: at(3) },
    missedAt(1),
  ] as const;
  expect(missedSince(calls, '')).toBe(2);
  expect(missedSince(calls, at(1))).toBe(1);
});

test('opening the calls takes what is listed as seen, and the next window knows', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const history = (...calls: CallRecord[]) => ({ kind: 'ready', calls, next: null, more: 'idle' }) as const;
  const calls = createStore(() => ({ history: history(missedAt(1)) }) as unknown as CallsState);
  const nav = createStore(() => ({ place: 'chats' }) as Nav);
  const missed = createMissed({ storage, key: 'seen', calls, nav });
  expect(missed.count(calls.getState().history)).toBe(1);
  nav.setState({ place: 'calls' });
  expect(missed.count(calls.getState().history)).toBe(0);
  nav.setState({ place: 'chats' });
  calls.setState({ history: history(missedAt(2), missedAt(1)) });
  expect(missed.count(calls.getState().history)).toBe(1);
  missed.dispose();
  expect(createMissed({ storage, key: 'seen', calls, nav }).count(calls.getState().history)).toBe(1);
});
