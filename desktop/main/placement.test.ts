import { expect, test } from 'vitest';
import { placeWindow } from './placement.ts';

const left = { x: 0, y: 0, width: 1920, height: 1040 };
const right = { x: 1920, y: 0, width: 1280, height: 1000 };
const saved = { x: 2100, y: 50, width: 900, height: 700 };

test('the window opens where it was, on the display where it was', () => {
  expect(placeWindow(saved, [left, right])).toEqual(saved);
});

test('without that display it keeps its size and the system finds a place', () => {
  expect(placeWindow(saved, [left])).toEqual({ width: 900, height: 700 });
});

test('a window of which less than 100 px are shown counts as lost', () => {
  expect(placeWindow({ ...saved, x: 1821, y: 50 }, [left])).not.toHaveProperty('x');
  expect(placeWindow({ ...saved, x: 1820, y: 50 }, [left])).toHaveProperty('x', 1820);
  expect(placeWindow({ ...saved, x: 100, y: -200 }, [left])).not.toHaveProperty('y');
});

test('its size stays between the smallest and what the displays can show', () => {
  expect(placeWindow({ width: 10, height: 10 }, [left])).toEqual({ width: 380, height: 560 });
  expect(placeWindow({ width: 9000, height: 9000 }, [left, right])).toEqual({ width: 1920, height: 1040 });
});
