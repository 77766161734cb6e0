// When a level counts as speech.
import { expect, test } from 'vitest';
import { createSpeechSense } from './levels.ts';

test('speech is three loud moments in a row, and ends after a while of quiet', () => {
  const sense = createSpeechSense();
  expect([0.9, 0.1, 0.9, 0.9].map(sense)).toEqual([false, false, false, false]);
  expect(sense(0.9)).toBe(true);
  expect(Array.from({ length: 29 }, () => sense(0.1)).at(-1)).toBe(true);
  expect(sense(0.1)).toBe(false);
});
