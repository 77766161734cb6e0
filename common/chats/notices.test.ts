// Muting a chat for a time, and what still comes through.
import { expect, test } from 'vitest';
import { forGood, holdsBack, isMuted } from './notices.ts';

const noon = Date.parse('2026-11-24T12:00:00Z');
const untilOne = { mutedUntil: '2026-11-24T13:00:00Z' };

test('a chat is muted until its time, and for good until it is taken back', () => {
  expect(isMuted(undefined, noon)).toBe(false);
  expect(isMuted({ sound: 'none' }, noon)).toBe(false);
  expect(isMuted(untilOne, noon)).toBe(true);
  expect(isMuted(untilOne, noon + 3_600_000)).toBe(false);
  expect(isMuted({ mutedUntil: forGood }, noon + 1e13)).toBe(true);
});

test('a mention comes through a muted chat, unless these are unwanted too', () => {
  expect(holdsBack(untilOne, false, noon)).toBe(true);
  expect(holdsBack(untilOne, true, noon)).toBe(false);
  expect(holdsBack({ ...untilOne, mentionsToo: true }, true, noon)).toBe(true);
  expect(holdsBack({ mentionsToo: true }, true, noon)).toBe(false);
});
