// When a computer counts as left, and how seldom that is asked.
import { expect, test } from 'vitest';
import { nextLook, watchIdleness } from './power.ts';

test('[field 17] who works in another program is not away; who left is, and is back within seconds', () => {
  let idle = 10;
  const told: string[] = [];
  const waits: number[] = [];
  let look: () => void = () => undefined;
  const stop = watchIdleness(
    () => idle,
    (run, seconds) => {
      look = run;
      waits.push(seconds);
      return () => waits.push(-1);
    },
    kind => told.push(kind),
  );
  const after = (seconds: number) => {
    idle = seconds;
    look();
  };
  after(200);
  expect(told).toEqual([]);
  after(300);
  after(900);
  expect(told).toEqual(['idle']);
  after(2);
  expect(told).toEqual(['idle', 'active']);
  expect(waits).toEqual([290, 100, 15, 15, 298]);
  stop();
  expect(waits.at(-1)).toBe(-1);
});

test('it is asked no sooner than something can have changed', () => {
  expect([nextLook(0), nextLook(299.5), nextLook(300)]).toEqual([300, 1, 15]);
});
