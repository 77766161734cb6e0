// What is cut out of a picture stays inside of it, however it is turned.
import { expect, test } from 'vitest';
import { bounded, flip, turn, turnedSize, unturned, within } from './crop.ts';

test('four turns in one direction, or one there and one back, change nothing', () => {
  expect([1, 1, 1, 1].reduce<typeof unturned>(turned => turn(turned, 1), unturned)).toEqual(unturned);
  expect(turn(turn(unturned, -1), 1)).toEqual(unturned);
  expect(turn(unturned, -1).quarters).toBe(3);
});

test('a picture on its side is as wide as it was high', () => {
  const size = { width: 400, height: 300 };
  expect(turnedSize(size, turn(unturned, 1))).toEqual({ width: 300, height: 400 });
  expect(turnedSize(size, turn(turn(unturned, 1), 1))).toEqual(size);
});

test('a flip is of what one sees: on its side, left and right are the own top and bottom', () => {
  expect(flip(unturned, 'horizontal').flipped).toEqual({ horizontal: true, vertical: false });
  expect(flip(turn(unturned, 1), 'horizontal').flipped).toEqual({ horizontal: false, vertical: true });
  expect(flip(flip(turn(unturned, 1), 'vertical'), 'vertical')).toEqual(turn(unturned, 1));
});

test('what is cut out is whole pixels inside of the picture, and never nothing', () => {
  const picture = { width: 100, height: 50 };
  expect(within({ x: -3.2, y: 10.4, width: 40.4, height: 60 }, picture)).toEqual({
    x: 0,
    y: 10,
    width: 40,
    height: 40,
  });
  expect(within({ x: 200, y: 200, width: 0, height: 0 }, picture)).toEqual({
    x: 99,
    y: 49,
    width: 1,
    height: 1,
  });
});

test('a large result is made smaller in its own shape, a small one is left', () => {
  expect(bounded({ width: 8000, height: 2000 }, 4000)).toEqual({ width: 4000, height: 1000 });
  expect(bounded({ width: 10_000, height: 1 }, 100)).toEqual({ width: 100, height: 1 });
  expect(bounded({ width: 80, height: 20 }, 100)).toEqual({ width: 80, height: 20 });
});
