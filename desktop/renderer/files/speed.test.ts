// Speed over the last seconds, told only when there is something to tell.
import { expect, test } from 'vitest';
import { noted, rateOf, type Speed, still } from './speed.ts';

const run = (...samples: readonly (readonly [at: number, bytes: number])[]) =>
  samples.reduce<Speed>((speed, [at, bytes]) => noted(speed, at, bytes), still);

test('says nothing before there is enough to go by', () => {
  expect(rateOf(still)).toBeNull();
  expect(rateOf(run([0, 0], [300, 5000]))).toBeNull();
});

test('is what moved over the last seconds', () => {
  expect(rateOf(run([0, 0], [1000, 5000]))).toBe(5000);
  expect(rateOf(run([0, 0], [1000, 90_000], [9000, 90_000], [10_000, 91_000]))).toBe(1000);
});

test('begins anew where an upload goes on further back', () => {
  expect(rateOf(run([0, 0], [1000, 9000], [1500, 4000]))).toBeNull();
});
