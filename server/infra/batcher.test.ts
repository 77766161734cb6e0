// Bulks without timers.
import { expect, test } from 'vitest';
import { createBatcher } from './batcher.ts';

test('what arrives in one turn, and what arrives while a bulk is in flight, goes together and in order', async () => {
  const bulks: number[][] = [];
  const gates: (() => void)[] = [];
  const batcher = createBatcher<number>(async items => {
    bulks.push([...items]);
    await new Promise<void>(resolve => gates.push(resolve));
  }, 3);
  const first = [batcher.add(1), batcher.add(2)];
  await Promise.resolve();
  await Promise.resolve();
  const rest = [3, 4, 5, 6].map(item => batcher.add(item));
  gates.shift()?.();
  await Promise.all(first);
  await Promise.resolve();
  gates.shift()?.();
  await Promise.all(rest.slice(0, 3));
  await Promise.resolve();
  gates.shift()?.();
  await batcher.idle();
  expect(bulks).toEqual([[1, 2], [3, 4, 5], [6]]);
});

test('a bulk that fails fails its items only, and the next one runs', async () => {
  const batcher = createBatcher<number>(items => {
    if (items.includes(1)) throw new Error('No');
    return Promise.resolve();
  }, 1);
  const results = await Promise.allSettled([batcher.add(1), batcher.add(2)]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  await batcher.idle();
});
