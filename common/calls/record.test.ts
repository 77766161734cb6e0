// The life of a call as the server keeps it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CallStep, outcomeFor, type RecordState, rule } from './record.ts';

const side = fc.constantFrom('caller' as const, 'callee' as const);
const step: fc.Arbitrary<CallStep> = fc.oneof(
  fc.record({ type: fc.constantFrom('answer' as const, 'decline' as const), side }),
  fc.record({ type: fc.constant('end' as const), side, failed: fc.boolean() }),
  fc.constant({ type: 'rung_out' as const }),
  fc.record({ type: fc.constant('lost' as const), side }),
);

/** The whole table, written out. */
const table: [RecordState, CallStep, string][] = [
  ['ringing', { type: 'answer', side: 'callee' }, 'active'],
  ['ringing', { type: 'answer', side: 'caller' }, 'forbidden'],
  ['ringing', { type: 'decline', side: 'callee' }, 'declined'],
  ['ringing', { type: 'decline', side: 'caller' }, 'forbidden'],
  ['ringing', { type: 'end', side: 'caller', failed: false }, 'cancelled'],
  ['ringing', { type: 'end', side: 'callee', failed: false }, 'declined'],
  ['ringing', { type: 'end', side: 'caller', failed: true }, 'failed'],
  ['ringing', { type: 'rung_out' }, 'missed'],
  ['ringing', { type: 'lost', side: 'caller' }, 'cancelled'],
  ['ringing', { type: 'lost', side: 'callee' }, 'same'],
  ['active', { type: 'answer', side: 'callee' }, 'conflict'],
  ['active', { type: 'answer', side: 'caller' }, 'forbidden'],
  ['active', { type: 'decline', side: 'callee' }, 'conflict'],
  ['active', { type: 'end', side: 'caller', failed: false }, 'completed'],
  ['active', { type: 'end', side: 'callee', failed: false }, 'completed'],
  ['active', { type: 'end', side: 'callee', failed: true }, 'failed'],
  ['active', { type: 'rung_out' }, 'same'],
  ['active', { type: 'lost', side: 'caller' }, 'failed'],
  ['active', { type: 'lost', side: 'callee' }, 'failed'],
  ['ended', { type: 'answer', side: 'callee' }, 'conflict'],
  ['ended', { type: 'decline', side: 'callee' }, 'same'],
  ['ended', { type: 'end', side: 'caller', failed: true }, 'same'],
  ['ended', { type: 'rung_out' }, 'same'],
  ['ended', { type: 'lost', side: 'caller' }, 'same'],
];

describe('[CREC1] the steps of a call', () => {
  test.each(table)('%s and %o is %s', (state, taken, expected) => {
    const ruling = rule(state, taken);
    const short = ruling.to === 'ended' ? ruling.outcome : ruling.to === 'refused' ? ruling.code : ruling.to;
    expect(short).toBe(expected);
  });

  test('a call that ended never moves again, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(step), steps => {
        let state: RecordState = 'ringing';
        let ends = 0;
        for (const taken of steps) {
          const ruling = rule(state, taken);
          if (state === 'ended') expect(['same', 'refused']).toContain(ruling.to);
          if (ruling.to === 'active') expect(state).toBe('ringing');
          if (ruling.to === 'ended') ends += 1;
          if (ruling.to === 'active' || ruling.to === 'ended') state = ruling.to;
        }
        expect(ends).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('[CREC2] how each side remembers a call', () => {
  test('what the one called never answered was missed, unless declined', () => {
    for (const outcome of ['cancelled', 'busy', 'missed', 'failed'] as const) {
      expect(outcomeFor('callee', outcome, false)).toBe('missed');
      expect(outcomeFor('caller', outcome, false)).toBe(outcome);
    }
    expect(outcomeFor('callee', 'declined', false)).toBe('declined');
    expect(outcomeFor('callee', 'completed', true)).toBe('completed');
    expect(outcomeFor('callee', 'failed', true)).toBe('failed');
  });
});
