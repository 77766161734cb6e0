// Open-loop pacing with a clock of its own.
import { expect, test } from 'vitest';
import { pace } from './pace.ts';

test('Events keep their due times when the loop was held up', async () => {
  let time = 0;
  const seen: [number, number][] = [];
  const emitted = await pace({
    rate: 1000,
    count: 6,
    now: () => time,
    wait: turn => {
      time += time === 2 ? 3 : 1;
      setImmediate(turn);
    },
    emit: (index, due) => seen.push([due, time - due]) && expect(index).toBe(seen.length - 1),
    stop: () => false,
  });
  expect(emitted).toBe(6);
  expect(seen.map(([due]) => due)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(seen.map(([, late]) => late)).toEqual([0, 0, 2, 1, 0, 0]);
});

test('It ends early when asked to', async () => {
  let time = 0;
  let count = 0;
  const emitted = await pace({
    rate: 1000,
    count: 100,
    now: () => time,
    wait: turn => {
      time += 1;
      setImmediate(turn);
    },
    emit: () => {
      count += 1;
    },
    stop: () => count === 5,
  });
  expect(emitted).toBe(5);
});
