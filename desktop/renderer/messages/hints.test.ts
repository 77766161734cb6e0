// The hints under the caret are the text itself, whatever it is, and look as the message will.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hintsOf } from './hints.ts';

const knows = (username: string) => username === 'juma';
const looksOf = (text: string) =>
  hintsOf(text, knows)
    ?.filter(({ looks }) => looks.length > 0)
    .map(hint => [hint.text, hint.looks.join(' ')]);

test('marks step back, and what they mark looks as it will', () => {
  expect(looksOf('a **b _c_** `d` ~~e~~')).toEqual([
    ['**', 'mark'],
    ['b ', 'bold'],
    ['_', 'mark'],
    ['c', 'bold italic'],
    ['_**', 'mark'],
    ['`', 'mark'],
    ['d', 'code'],
    ['`', 'mark'],
    ['~~', 'mark'],
    ['e', 'strike'],
    ['~~', 'mark'],
  ]);
  expect(looksOf('> said **so**\n> twice')).toEqual([
    ['> ', 'mark'],
    ['said ', 'quote'],
    ['**', 'mark'],
    ['so', 'quote bold'],
    ['**\n> ', 'mark'],
    ['twice', 'quote'],
  ]);
  expect(looksOf('@juma https://example.org @nobody')).toEqual([
    ['@juma', 'mention'],
    ['https://example.org', 'link'],
  ]);
  expect(looksOf('```ts\nlet a\n```')?.[1]).toEqual(['let a', 'code']);
});

test('what has no marks, or is long, is left alone', () => {
  expect(hintsOf('just words, 2 * 3', knows)).toBeNull();
  expect(hintsOf(`**a** ${'x'.repeat(2_000)}`, knows)).toBeNull();
});

test('joined, the hints are the text, character by character', () => {
  const piece = fc.constantFrom('**', '_', '`', '~~', '> ', '\n', '- ', '```', ' ', 'a', '@juma', '🌍', '*');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
      const text = pieces.join('');
      const hints = hintsOf(text, knows);
      if (hints) expect(hints.map(hint => hint.text).join('')).toBe(text);
    }),
  );
});
