// What was found is marked whatever its case and marks.
import { expect, test } from 'vitest';
import { excerpt, splitFound } from './found.ts';

const marked = (text: string, ...found: string[]) =>
  splitFound(text, found)
    .filter(piece => piece.marked)
    .map(piece => piece.text);

test('words that begin with what was asked are marked, without regard to case and diacritics', () => {
  expect(marked('Café in Nairobi, caféteria', 'cafe')).toEqual(['Café', 'caféteria']);
  expect(marked('decaf', 'caf')).toEqual([]);
  expect(marked('今日は東京です', '東京')).toHaveLength(1);
});

test('nothing of the text is lost', () => {
  const text = 'Habari za asubuhi, Habari!';
  expect(
    splitFound(text, ['habari'])
      .map(piece => piece.text)
      .join(''),
  ).toBe(text);
});

test('a long text is shown around what was found', () => {
  const text = `${'far away '.repeat(50)}treasure ${'and more '.repeat(50)}`;
  expect(excerpt(text, ['treasure'])).toContain('treasure');
  expect(excerpt(text, ['treasure']).length).toBeLessThan(300);
});
