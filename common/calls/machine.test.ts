// The call machine alone, and two of them with a server between under any order of events.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallId, UserId } from '../ids.ts';
import { transition } from './machine.ts';
import { modelOf } from './model.testing.ts';
import { type CallEvent, type CallState, callOf, idle, isActive, isLive, type Offer } from './state.ts';

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}` as CallId;
const anna = 'anna' as UserId;
const ben = 'ben' as UserId;
const offer = (n: number, from = ben): Offer => ({
  callId: id(n),
  from,
  callType: 'voice',
  expiresAt: '2030-01-01T00:00:00.000Z',
});
const run = (events: readonly CallEvent[], from: CallState = idle) => events.reduce(transition, from);

const start = (n: number): CallEvent => ({
  type: 'local:start',
  callId: id(n),
  peerId: ben,
  callType: 'voice',
});
const ready = (n: number): CallEvent => ({ type: 'device:ready', callId: id(n) });
const offered = (n: number, from = ben): CallEvent => ({ type: 'remote:offer', ...offer(n, from) });
const accepted = (n: number, winner = n): CallEvent => ({
  type: 'remote:accepted',
  callId: id(n),
  winner: id(winner),
  reachable: true,
});
const answered = (n: number): CallEvent => ({ type: 'remote:answered', callId: id(n) });
const ended = (
  n: number,
  reason: 'completed' | 'cancelled' | 'missed' | 'declined' = 'completed',
): CallEvent => ({
  type: 'remote:ended',
  callId: id(n),
  reason,
  duration: 3,
});

describe('an outgoing call', () => {
  test('goes from the click over ringing to connected, and keeps its start through a bad patch', () => {
    const state = run([
      start(1),
      ready(1),
      accepted(1),
      answered(1),
      { type: 'link:up', callId: id(1), at: 1000 },
      { type: 'link:down', callId: id(1), at: 5000 },
      { type: 'link:up', callId: id(1), at: 7000 },
    ]);
    expect(state).toMatchObject({ kind: 'connected', since: 1000, call: { direction: 'outgoing' } });
    expect(run([{ type: 'local:hang_up', callId: id(1), at: 9000 }], state)).toMatchObject({
      kind: 'ended',
      reason: 'completed',
      duration: 8,
    });
  });

  test('says why it did not come about', () => {
    const ringing = run([start(1), ready(1), accepted(1)]);
    expect(run([ended(1, 'declined')], ringing)).toMatchObject({ kind: 'ended', reason: 'declined' });
    expect(run([ended(1, 'missed')], ringing)).toMatchObject({ kind: 'ended', reason: 'missed' });
    const asked = run([start(1), ready(1)]);
    const refused = (code: 'busy' | 'forbidden' | 'internal') =>
      run([{ type: 'remote:refused', callId: id(1), code }], asked);
    expect(refused('busy')).toMatchObject({ reason: 'busy' });
    expect(refused('forbidden')).toMatchObject({ reason: 'forbidden' });
    expect(refused('internal')).toMatchObject({ reason: 'failed' });
  });

  test('does not ring without a microphone', () => {
    expect(run([start(1), { type: 'device:unable', callId: id(1) }])).toMatchObject({
      kind: 'ended',
      reason: 'no_media',
    });
  });

  test('gives way to a third person who was faster', () => {
    const state = run([
      start(1),
      ready(1),
      offered(7, anna),
      { type: 'remote:refused', callId: id(1), code: 'busy' },
    ]);
    expect(state).toMatchObject({ kind: 'incoming', call: { callId: id(7), peerId: anna } });
  });
});

describe('an incoming call', () => {
  test('rings once however often it is announced', () => {
    const state = run([offered(1)]);
    expect(run([offered(1)], state)).toBe(state);
  });

  test('is answered, declined, missed, or taken on another device', () => {
    const state = run([offered(1)]);
    const answeredHere = run([{ type: 'local:answer', callId: id(1) }, ready(1)], state);
    expect(answeredHere).toMatchObject({ kind: 'connecting', call: { direction: 'incoming' } });
    expect(run([{ type: 'remote:taken', callId: id(1) }], state)).toMatchObject({ reason: 'taken' });
    expect(run([{ type: 'remote:taken', callId: id(1) }], answeredHere)).toMatchObject({ reason: 'taken' });
    expect(run([{ type: 'local:decline', callId: id(1) }], state)).toMatchObject({ reason: 'declined' });
    expect(run([{ type: 'device:expired', callId: id(1) }], state)).toMatchObject({ reason: 'missed' });
  });

  test('goes on ringing when the microphone cannot be opened', () => {
    const state = run([
      offered(1),
      { type: 'local:answer', callId: id(1) },
      { type: 'device:unable', callId: id(1) },
    ]);
    expect(state).toMatchObject({ kind: 'incoming', call: { callId: id(1) } });
  });

  test('does not come back after its end', () => {
    const state = run([offered(1), ended(1, 'missed')]);
    expect(run([offered(1)], state)).toBe(state);
    const next = run([offered(2), ended(2)], state);
    expect(run([offered(1)], next)).toBe(next);
  });
});

describe('two calls that cross', () => {
  test('the larger id gives way when the offer of the smaller one comes, and its own end is not noticed', () => {
    const state = run([start(5), ready(5), accepted(5), offered(3), ended(5, 'cancelled')]);
    expect(state).toMatchObject({ kind: 'preparing', call: { callId: id(3), direction: 'incoming' } });
  });

  test('the reply may name the winner before or after its offer comes', () => {
    const before = run([start(5), ready(5), accepted(5, 3), ended(5, 'cancelled'), offered(3)]);
    const after = run([start(5), ready(5), offered(3), accepted(5, 3)]);
    for (const state of [before, after]) {
      expect(state).toMatchObject({ kind: 'preparing', call: { callId: id(3), direction: 'incoming' } });
    }
  });

  test('a signal of the call that gave way may find it gone before the winner is heard of', () => {
    const state = run([
      start(5),
      ready(5),
      accepted(5),
      { type: 'remote:gone', callId: id(5), at: 0 },
      offered(3),
    ]);
    expect(state).toMatchObject({ kind: 'preparing', call: { callId: id(3), direction: 'incoming' } });
  });

  test('the smaller id goes on as if nothing had happened', () => {
    const state = run([start(3), ready(3), offered(5), accepted(3), ended(5, 'cancelled'), answered(3)]);
    expect(state).toMatchObject({ kind: 'connecting', call: { callId: id(3), direction: 'outgoing' } });
  });

  test('a ring that comes while the camera is being opened for the same person is the call', () => {
    expect(run([start(3), offered(5)])).toMatchObject({ kind: 'preparing', call: { callId: id(5) } });
  });
});

describe('whatever comes', () => {
  const callIds = [id(1), id(2), id(3)];
  const anyCall = fc.constantFrom(...callIds);
  const late: fc.Arbitrary<CallEvent> = fc.oneof(
    fc.record({ type: fc.constant('remote:offer' as const), callId: anyCall }).map(({ type, callId }) => ({
      ...offer(1),
      type,
      callId,
    })),
    fc.record({
      type: fc.constantFrom('remote:answered' as const, 'remote:taken' as const),
      callId: anyCall,
    }),
    fc.record({
      type: fc.constant('remote:accepted' as const),
      callId: anyCall,
      winner: anyCall,
      reachable: fc.boolean(),
    }),
    fc.record({
      type: fc.constant('remote:ended' as const),
      callId: anyCall,
      reason: fc.constantFrom('completed' as const, 'missed' as const),
      duration: fc.nat(),
    }),
    fc.record({
      type: fc.constant('remote:refused' as const),
      callId: anyCall,
      code: fc.constantFrom('busy' as const, 'internal' as const),
    }),
    fc.record({
      type: fc.constantFrom('device:ready' as const, 'device:unable' as const, 'device:expired' as const),
      callId: anyCall,
    }),
    fc.record({
      type: fc.constantFrom(
        'link:up' as const,
        'link:down' as const,
        'link:lost' as const,
        'remote:gone' as const,
      ),
      callId: anyCall,
      at: fc.nat(),
    }),
  );

  test('a call that has ended stays so', () => {
    fc.assert(
      fc.property(fc.array(late, { maxLength: 40 }), events => {
        let state: CallState = idle;
        const over = new Set<CallId>();
        for (const event of events) {
          state = transition(state, event);
          if (isLive(state)) expect(over.has(callOf(state)?.callId as CallId)).toBe(false);
          if (state.kind === 'ended') over.add(state.call.callId);
        }
      }),
    );
  });

  test('an event that comes a second time changes nothing', () => {
    fc.assert(
      fc.property(fc.array(late, { maxLength: 40 }), events => {
        let state: CallState = idle;
        for (const event of events) {
          state = transition(state, event);
          expect(transition(state, event)).toBe(state);
        }
      }),
    );
  });

  test('an illegal act of our own throws', () => {
    expect(() => run([{ type: 'local:answer', callId: id(1) }])).toThrow('local:answer while idle');
    expect(() => run([start(1), start(2)])).toThrow('local:start while preparing');
    expect(() => run([offered(1), { type: 'local:hang_up', callId: id(1), at: 0 }])).toThrow();
    expect(() => run([{ type: 'local:dismiss' }])).toThrow();
  });

  test('two people and a server agree in the end', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 11 }), { maxLength: 120 }), steps => {
        const model = modelOf([anna, ben], id);
        for (const step of steps) {
          model.step(step);
          model.check();
        }
        model.settle();
        const [first, second] = model.states();
        if (isActive(first) || isActive(second)) {
          expect(isActive(first) && isActive(second)).toBe(true);
          expect(callOf(first)?.callId).toBe(callOf(second)?.callId);
        }
        expect(model.consistent()).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('two people who call each other at once talk to each other, whoever is faster', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(fc.nat({ max: 5 }), { maxLength: 60 }), (swapped, order) => {
        const model = modelOf([anna, ben], n => id(swapped ? 9 - n : n));
        model.start(0);
        model.start(1);
        for (const step of order) model.deliver(step);
        model.settle();
        const [first, second] = model.states();
        expect(first.kind).toBe('connecting');
        expect(second.kind).toBe('connecting');
        expect(callOf(first)?.callId).toBe(callOf(second)?.callId);
      }),
      { numRuns: 1000 },
    );
  });
});
