// Sizes and lengths read as people write them.
import { expect, test } from 'vitest';
import { formatLength, formatSize } from './size.ts';
import { tileSize } from './tileSize.ts';

test.each([
  [0, '0 byte'],
  [999, '999 byte'],
  [1_000, '1 kB'],
  [999_499, '999 kB'],
  [999_500, '1 MB'],
  [3_420_000, '3.4 MB'],
  [200 * 1024 * 1024, '210 MB'],
  [1_500_000_000, '1.5 GB'],
])('%d bytes are %s', (bytes, words) => {
  expect(formatSize(bytes, 'en')).toBe(words);
});

test.each([
  [0, '0:00'],
  [67.4, '1:07'],
  [3_729, '1:02:09'],
])('%d seconds are %s', (seconds, words) => {
  expect(formatLength(seconds)).toBe(words);
});

test('a picture keeps its shape within bounds, and one that is far too long is cut', () => {
  expect(tileSize({ width: 4000, height: 3000 }, 'own')).toEqual({ width: 360, aspectRatio: '360 / 270' });
  expect(tileSize({ width: 3000, height: 4000 }, 'own')).toEqual({ width: 300, aspectRatio: '300 / 400' });
  expect(tileSize({ width: 100, height: 9000 }, 'own')).toEqual({ width: 140, aspectRatio: '140 / 400' });
  expect(tileSize({ width: 9000, height: 100 }, 'own')).toEqual({ width: 360, aspectRatio: '360 / 80' });
});
