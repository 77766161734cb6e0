// The connection's life under any order of events.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConnectionEvent, type ConnectionState, transition } from './machine.ts';

const delayOf = (attempt: number) => attempt * 100;
const idle: ConnectionState = { name: 'idle' };
const run = (events: readonly ConnectionEvent[], from: ConnectionState = idle) =>
  events.reduce((state, event) => transition(state, event, delayOf), from);

const event: fc.Arbitrary<ConnectionEvent> = fc.oneof(
  fc.constantFrom<ConnectionEvent>(
    { type: 'start' },
    { type: 'opened' },
    { type: 'welcomed' },
    { type: 'due' },
    { type: 'wake' },
    { type: 'revoked' },
    { type: 'stop' },
  ),
  fc
    .constantFrom(null, 1000, 1006, 1012, 4401, 4408, 4413, 4429)
    .map(code => ({ type: 'closed', code }) as const),
  fc.nat(5_000).map(reconnectAfterMs => ({ type: 'shutdown', reconnectAfterMs }) as const),
);

describe('[CON1] the connection', () => {
  test('goes from start to ready', () => {
    expect(run([{ type: 'start' }, { type: 'opened' }, { type: 'welcomed' }]).name).toBe('ready');
  });

  test('waits longer with each failed attempt and begins anew after success', () => {
    const lost: ConnectionEvent = { type: 'closed', code: 1006 };
    const second = run([{ type: 'start' }, lost, { type: 'due' }, lost]);
    expect(second).toEqual({ name: 'waiting', attempt: 2, delay: 200, renew: false });
    const again = run([{ type: 'due' }, { type: 'opened' }, { type: 'welcomed' }, lost], second);
    expect(again).toEqual({ name: 'waiting', attempt: 1, delay: 100, renew: false });
  });

  test('comes back when a draining server said', () => {
    const state = run([
      { type: 'start' },
      { type: 'opened' },
      { type: 'welcomed' },
      { type: 'shutdown', reconnectAfterMs: 1_000 },
      { type: 'closed', code: 1012 },
    ]);
    expect(state).toEqual({ name: 'waiting', attempt: 1, delay: 1_100, renew: false });
  });

  test('tries at once when the network is back', () => {
    const lost: ConnectionEvent = { type: 'closed', code: null };
    expect(run([{ type: 'start' }, lost, { type: 'wake' }])).toMatchObject({
      name: 'connecting',
      attempt: 0,
    });
  });

  test('[CON3] gives way to another window of the session', () => {
    const taken: ConnectionEvent = { type: 'closed', code: 1000 };
    const state = run([{ type: 'start' }, { type: 'opened' }, { type: 'welcomed' }, taken]);
    expect(state).toEqual({ name: 'stopped', reason: 'replaced' });
    expect(run([{ type: 'start' }], state).name).toBe('connecting');
  });

  test('[CON3] a window with a call takes the connection back: hanging up in it must reach the server', () => {
    const taken: ConnectionEvent = { type: 'closed', code: 1000, inCall: true };
    const state = run([{ type: 'start' }, { type: 'opened' }, { type: 'welcomed' }, taken]);
    expect(state).toMatchObject({ name: 'waiting', attempt: 1 });
  });

  test('ends only by stop, revocation, another window or a token refused twice, and starts again only by start', () => {
    fc.assert(
      fc.property(fc.array(event), events => {
        let state = run([]);
        for (const next of events) {
          const after = transition(state, next, delayOf);
          if (after.name === 'stopped' && state.name !== 'stopped') {
            expect(next.type === 'closed' ? next.code : next.type).toSatisfy((cause: unknown) =>
              [1000, 4401, 'stop', 'revoked'].includes(cause as string),
            );
          }
          if ((state.name === 'stopped' || state.name === 'idle') && after !== state) {
            expect(next.type).toBe('start');
          }
          if (after.name === 'ready' && state.name !== 'ready') expect(state.name).toBe('authenticating');
          state = after;
        }
      }),
    );
  });

  test('[CON2] renews a refused token once', () => {
    const refused: ConnectionEvent = { type: 'closed', code: 4401 };
    const first = run([{ type: 'start' }, { type: 'opened' }, refused]);
    expect(first).toEqual({ name: 'connecting', attempt: 0, renew: true });
    expect(run([{ type: 'opened' }, refused], first)).toEqual({ name: 'stopped', reason: 'unauthorized' });
    expect(run([{ type: 'opened' }, { type: 'welcomed' }, refused], first)).toMatchObject({ renew: true });
  });

  test('is never stuck: from any state a start or a delay leads to a new attempt', () => {
    fc.assert(
      fc.property(fc.array(event), events => {
        const state = run(events);
        const next = run([{ type: 'start' }, { type: 'due' }], state);
        expect(['connecting', 'authenticating', 'ready']).toContain(next.name);
      }),
    );
  });
});
