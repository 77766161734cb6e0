// A waveform goes over the wire and comes back in the same shape.
import { expect, test } from 'vitest';
import { bars, decodePeaks, encodePeaks, peaksOf } from './peaks.ts';

test('each bar is the loudest moment of its part, of many levels and of few', () => {
  expect(peaksOf([0.1, 0.9, 0.2, 0.3], 2)).toEqual([0.9, 0.3]);
  expect(peaksOf([0.4], 3)).toEqual([0.4, 0.4, 0.4]);
  expect(peaksOf([], 2)).toEqual([0, 0]);
  const many = Array.from({ length: 9_001 }, (_, index) => (index === 9_000 ? 1 : 0));
  expect(peaksOf(many)).toHaveLength(bars);
  expect(peaksOf(many).at(-1)).toBe(1);
});

test('what is encoded comes back within a byte, and fits the bounds of the wire', () => {
  const peaks = peaksOf(Array.from({ length: 200 }, (_, index) => index / 199));
  const text = encodePeaks(peaks);
  expect(text.length).toBeLessThanOrEqual(172);
  for (const [index, peak] of decodePeaks(text).entries()) expect(peak).toBeCloseTo(peaks[index] ?? 0, 2);
  expect(decodePeaks(encodePeaks([2, -1]))[0]).toBe(1);
});

test('a waveform that is none is flat', () => {
  expect(decodePeaks('not base64!')).toEqual(peaksOf([]));
});
