// What the flight recorder says about a call.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addEntry, type FlightEntry, flightSeconds, verdictOf } from './verdict.ts';

const start = Date.UTC(2026, 0, 5, 14, 0);
const fine = {
  connected: true,
  lossIn: 0,
  lossOut: 0,
  rtt: 40,
  limitedBy: 'none',
  voiceOnly: false,
} as const;
type Change = Partial<FlightEntry>;

function flight(...parts: readonly (readonly [seconds: number, change: Change])[]): FlightEntry[] {
  const seconds = parts.flatMap(([count, change]) => Array.from({ length: count }, () => change));
  return seconds.map((change, index) => ({ ...fine, at: start + index * 1_000, ...change }));
}

describe('the verdict', () => {
  test('of a call of a few seconds is none', () => {
    expect(verdictOf(flight([4, { lossIn: 1 }]))).toEqual({ kind: 'unknown' });
  });

  test('of a call without trouble is good, one bad second or not', () => {
    expect(verdictOf(flight([60, {}]))).toEqual({ kind: 'good' });
    expect(verdictOf(flight([30, {}], [1, { lossIn: 0.5, rtt: 900 }], [30, {}]))).toEqual({ kind: 'good' });
  });

  test('names the side, the share and the time of loss', () => {
    const from = start + 120_000;
    expect(verdictOf(flight([120, {}], [20, { lossIn: 0.12 }]))).toEqual({
      kind: 'loss',
      direction: 'in',
      share: expect.closeTo(0.12),
      from,
    });
    expect(verdictOf(flight([120, {}], [20, { lossOut: 0.3 }]))).toMatchObject({ direction: 'out', from });
    expect(verdictOf(flight([20, { lossIn: 0.1, lossOut: 0.2 }]))).toMatchObject({ direction: 'both' });
  });

  test('counts how often and how long the connection was gone, before all else', () => {
    const gone = { connected: false, lossIn: 1 };
    expect(verdictOf(flight([20, {}], [3, gone], [20, { rtt: 900 }], [6, gone], [5, {}]))).toEqual({
      kind: 'broken',
      times: 2,
      seconds: 9,
    });
  });

  test.each([
    [{ rtt: 800 }, { kind: 'delay', milliseconds: 800 }],
    [{ voiceOnly: true }, { kind: 'narrow', voiceOnly: true }],
    [{ limitedBy: 'cpu' } as const, { kind: 'computer' }],
  ])('of %o is %o', (change, expected) => {
    expect(verdictOf(flight([30, {}], [10, change]))).toEqual({ ...expected, from: start + 30_000 });
  });

  test('is given for every flight there can be', () => {
    const entry = fc.record({
      at: fc.integer({ min: 0 }),
      connected: fc.boolean(),
      lossIn: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      lossOut: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      rtt: fc.option(fc.nat()),
      limitedBy: fc.constantFrom('none' as const, 'cpu' as const, 'bandwidth' as const),
      voiceOnly: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(entry), entries => {
        const verdict = verdictOf(entries);
        if (verdict.kind === 'loss') expect(verdict.share).toBeLessThanOrEqual(1);
        if (verdict.kind === 'broken') expect(verdict.seconds).toBeGreaterThanOrEqual(verdict.times);
      }),
    );
  });
});

test('the recorder keeps the end of a very long call', () => {
  let kept: readonly FlightEntry[] = flight([flightSeconds, {}]);
  kept = addEntry(kept, { ...fine, at: start * 2 });
  expect(kept).toHaveLength(flightSeconds);
  expect(kept.at(-1)?.at).toBe(start * 2);
  expect(kept[0]?.at).toBe(start + 1_000);
});
