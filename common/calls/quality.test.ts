// The rules by which a call's quality is judged.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addSample,
  type Counters,
  levelOf,
  noQuality,
  type Sample,
  sampleBetween,
  steadyLevel,
  summarise,
} from './quality.ts';

const counters = (change: Partial<Counters>): Counters => ({
  at: 0,
  packetsReceived: 0,
  packetsLost: 0,
  bytesReceived: 0,
  bytesSent: 0,
  jitter: null,
  rtt: null,
  relayed: false,
  ...change,
});
const sample = (change: Partial<Sample>): Sample => ({
  rtt: 20,
  jitter: 2,
  loss: 0,
  bitrate: 64_000,
  relayed: false,
  ...change,
});

describe('a sample', () => {
  test('holds the rates of the time between two counters', () => {
    const before = counters({
      at: 1000,
      packetsReceived: 100,
      packetsLost: 10,
      bytesReceived: 1000,
      bytesSent: 500,
    });
    const after = counters({
      at: 3000,
      packetsReceived: 190,
      packetsLost: 20,
      bytesReceived: 3000,
      bytesSent: 1000,
      rtt: 42,
      jitter: 3,
    });
    expect(sampleBetween(before, after)).toEqual({
      rtt: 42,
      jitter: 3,
      loss: 0.1,
      bitrate: 10_000,
      relayed: false,
    });
  });

  test('does not exist between counters that are not in order', () => {
    expect(sampleBetween(counters({ at: 5 }), counters({ at: 5 }))).toBeNull();
  });

  test('never has a negative rate or a loss above one, even when counters start anew', () => {
    const any = fc.record({
      packetsReceived: fc.nat(),
      packetsLost: fc.nat(),
      bytesReceived: fc.nat(),
      bytesSent: fc.nat(),
    });
    fc.assert(
      fc.property(any, any, fc.integer({ min: 1, max: 10_000 }), (first, second, elapsed) => {
        const made = sampleBetween(counters(first), counters({ ...second, at: elapsed }));
        expect(made?.bitrate).toBeGreaterThanOrEqual(0);
        if (made?.loss != null) expect(made.loss >= 0 && made.loss <= 1).toBe(true);
      }),
    );
  });
});

describe('the level', () => {
  test('is good on a quiet network', () => expect(levelOf(sample({}))).toBe('good'));
  test('is fair with some loss', () => expect(levelOf(sample({ loss: 0.05 }))).toBe('fair'));
  test('is poor with a long way', () => expect(levelOf(sample({ rtt: 900 }))).toBe('poor'));
  test('is good while nothing is known', () =>
    expect(levelOf(sample({ rtt: null, jitter: null, loss: null }))).toBe('good'));
  test('does not flicker for one bad second', () => {
    const bad = sample({ loss: 0.5 });
    expect(steadyLevel([sample({}), bad, sample({})])).toBe('good');
    expect(steadyLevel([sample({}), bad, bad])).toBe('poor');
  });
  test('recovers when the last seconds are good', () => {
    const bad = sample({ loss: 0.5 });
    expect(steadyLevel([bad, bad, ...Array.from({ length: 5 }, () => sample({}))])).toBe('good');
  });
});

describe('the summary', () => {
  test('averages what was known and leaves out what was not', () => {
    const sums = [
      sample({ rtt: 10, jitter: null }),
      sample({ rtt: null, jitter: null }),
      sample({ rtt: 30, jitter: null, relayed: true }),
    ].reduce(addSample, noQuality);
    expect(summarise(sums, 123.4)).toEqual({
      relayed: true,
      rtt: 20,
      loss: 0,
      bitrate: 64_000,
      setup: 123,
    });
  });
});
