// The climb finds the edge, whatever hiccups come on the way.
import { expect, test } from 'vitest';
import { climb, type Verdict } from './climb.ts';

const plan = { from: 100, factor: 2, narrowing: 3, attempts: 2, ceiling: 10_000 };
const edgeAt =
  (edge: number) =>
  async (rate: number): Promise<Verdict> =>
    rate <= edge ? null : 'slow';

test('It narrows down between the last good rate and the first bad one', async () => {
  const { sustained, broke } = await climb(plan, edgeAt(650));
  expect(sustained).toBe(650);
  expect(broke).toEqual({ rate: 700, why: 'slow' });
});

test('A single failure is tried again', async () => {
  const seen = new Set<number>();
  const hiccups = async (rate: number): Promise<Verdict> => {
    if (seen.has(rate)) return rate <= 650 ? null : 'slow';
    seen.add(rate);
    return 'hiccup';
  };
  expect((await climb(plan, hiccups)).sustained).toBe(650);
});

test('At the ceiling nothing broke', async () => {
  expect(await climb(plan, edgeAt(1e9))).toEqual({ sustained: 6_400, broke: null });
});

test('Nothing is sustained when no rate holds', async () => {
  expect((await climb(plan, async () => 'dead')).sustained).toBe(0);
});
