// The delays grow, spread and stay in bounds.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoff } from './backoff.ts';

test('the delay doubles up to half a minute', () => {
  expect([1, 2, 3, 10, 1_000].map(attempt => backoff(attempt, () => 1))).toEqual([
    500, 1_000, 2_000, 30_000, 30_000,
  ]);
});

test('[CALL5] while a call lives the delay stays within two seconds, so that it is back long before the server gives up', () => {
  expect([1, 2, 3, 4, 1_000].map(attempt => backoff(attempt, () => 1, true))).toEqual([
    500, 1_000, 2_000, 2_000, 2_000,
  ]);
});

test('chance takes away no more than half', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, chance) => {
      const full = backoff(attempt, () => 1);
      const delay = backoff(attempt, () => chance);
      expect(delay).toBeGreaterThanOrEqual(full / 2);
      expect(delay).toBeLessThanOrEqual(full);
    }),
  );
});
