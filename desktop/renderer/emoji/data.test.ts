// Every emoji of the picker is one that the server takes, and the words people type find it.
import { expect, test } from 'vitest';
import { isEmoji } from '../../../common/messages/emoji.ts';
import { findEmoji, loadEmoji, toned } from './data.ts';

test('every emoji, in every skin tone, is one in the spelling for interchange', async () => {
  const all = await loadEmoji();
  const strange = all.flatMap(({ unicode, skins }) => [unicode, ...skins]).filter(one => !isEmoji(one));
  expect(all.length).toBeGreaterThan(1_500);
  expect(strange).toEqual([]);
});

test('names, shortcodes and other words find them, whole names first', async () => {
  const all = await loadEmoji();
  expect(findEmoji(all, 'tada')[0]?.unicode).toBe('🎉');
  expect(findEmoji(all, 'thumbs up')[0]?.unicode).toBe('👍');
  expect(findEmoji(all, 'zzzz')).toEqual([]);
  const thumb = findEmoji(all, 'thumbsup')[0];
  expect(thumb && toned(thumb, 5)).toBe('👍🏿');
});
