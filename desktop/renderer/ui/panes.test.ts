// The list keeps within its bounds, whatever was stored.
import { expect, test } from 'vitest';
import { clampListWidth } from './panes.ts';

test('a width is brought within 280 to 360 px, and nonsense becomes the usual one', () => {
  expect([0, 300.4, 5_000, Number.NaN].map(clampListWidth)).toEqual([280, 300, 360, 320]);
});
