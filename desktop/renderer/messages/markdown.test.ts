// Marks are understood where they are meant, and everything else stays what was written.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Block, type Inline, parseInline, parseMarkdown, plainText } from './markdown.ts';

const knows = (name: string) => name === 'juma' || name === 'asha.m';
const inline = (text: string) => parseInline(text, knows);

function written(parts: readonly Inline[]): string {
  return parts.map(part => ('parts' in part ? written(part.parts) : part.text)).join('');
}
function all(blocks: readonly Block[]): string {
  return blocks
    .map(block => {
      if (block.kind === 'paragraph') return written(block.parts);
      if (block.kind === 'code') return block.text;
      return block.kind === 'quote' ? all(block.blocks) : block.items.map(written).join('');
    })
    .join('');
}

describe('marks', () => {
  test('make bold, italic, struck and code', () => {
    expect(inline('a **b** *c* _d_ ~~e~~ `f`').map(part => part.kind)).toEqual([
      'text',
      'bold',
      'text',
      'italic',
      'text',
      'italic',
      'text',
      'strike',
      'text',
      'code',
    ]);
  });
  test('inside of words, alone or open are only characters', () => {
    for (const text of ['snake_case_name', '2 * 3 * 4', '**open', '* a', '`', '****', '5*6*7'])
      expect(inline(text)).toEqual([{ kind: 'text', text }]);
  });
  test('mean nothing inside of code and addresses', () => {
    expect(inline('`**a**`')).toEqual([{ kind: 'code', text: '**a**' }]);
    expect(inline('https://a.example/_x_')).toEqual([
      { kind: 'link', text: 'https://a.example/_x_', href: 'https://a.example/_x_' },
    ]);
  });
});

test('only people who are here are mentioned, and an address of mail mentions no one', () => {
  expect(inline('@juma, @asha.m. @nobody a@juma')).toEqual([
    { kind: 'mention', text: '@juma', username: 'juma' },
    { kind: 'text', text: ', ' },
    { kind: 'mention', text: '@asha.m', username: 'asha.m' },
    { kind: 'text', text: '. @nobody a@juma' },
  ]);
});

test('code, quotes and lists are blocks', () => {
  const text = 'see\n```ts\nlet a = 1;\n\n```\n> said\n> again\n- one\n- two\n3. three';
  expect(parseMarkdown(text, knows).map(block => block.kind)).toEqual([
    'paragraph',
    'code',
    'quote',
    'list',
    'list',
  ]);
  expect(parseMarkdown('```\nopen', knows).map(block => block.kind)).toEqual(['paragraph']);
});

test('a line of plain text is what it says', () => {
  expect(plainText('**Hi**\n> you\n- a\n- b')).toBe('Hi you a, b');
});

test('no text is lost, none is made up, and bombs end at once', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '*', '_', '~', '`', '>', ' ', '\n', '@', '-', '1', '.') }),
      text => {
        const kept = all(parseMarkdown(text, knows));
        let at = 0;
        for (const character of kept.replace(/\n/g, '')) {
          at = text.indexOf(character, at) + 1;
          expect(at).toBeGreaterThan(0);
        }
      },
    ),
  );
  for (const piece of ['*a ', '**', '`', '> ', '_a_', '~~a', '*_~~'])
    expect(parseMarkdown(piece.repeat(10_000 / piece.length), knows)).toBeDefined();
});
