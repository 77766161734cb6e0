// When a computer counts as left, and how seldom that is asked.
import { expect, test } from 'vitest';
import { nextLook, watchIdleness } from './power.ts';

test('[field 17] who works in another program is not away; who left is, and is back within seconds', () => {
  let idle = 10;
  const told: string[] = [];
  const waiting = new Map<() => void, number>();
  const idleness = watchIdleness(
    () => idle,
    (run, seconds) => {
      waiting.set(run, seconds);
      return () => waiting.delete(run);
    },
    kind => told.push(kind),
  );
  const after = (seconds: number) => {
    idle = seconds;
    for (const run of [...waiting.keys()]) run();
    return [...waiting.values()];
  };
  expect([...waiting.values()]).toEqual([290]);
  expect(after(200)).toEqual([100]);
  expect(told).toEqual([]);
  expect([after(300), after(900)]).toEqual([[15], [15]]);
  expect(told).toEqual(['idle']);
  expect(after(2)).toEqual([298]);
  expect(told).toEqual(['idle', 'active']);
  // A computer that woke up by itself is looked at at once, and still in one rhythm.
  idle = 5_000;
  idleness.look();
  expect(told).toEqual(['idle', 'active', 'idle']);
  expect([...waiting.values()]).toEqual([15]);
  idleness.dispose();
  expect(waiting.size).toBe(0);
});

test('it is asked no sooner than something can have changed', () => {
  expect([nextLook(0), nextLook(299.5), nextLook(300)]).toEqual([300, 1, 15]);
});
