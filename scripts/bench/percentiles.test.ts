// Percentiles by nearest rank.
import { expect, test } from 'vitest';
import { spread } from './percentiles.ts';

test('Samples are pooled before they are ranked', () => {
  const low = Float64Array.from({ length: 99 }, (_, index) => index + 1);
  expect(spread(Float64Array.of(1000), low)).toEqual({ count: 100, p50: 50, p95: 95, p99: 99, max: 1000 });
});

test('Without samples there is no spread', () => {
  expect(spread(new Float64Array())).toBeNull();
});
