// Text stays text; only https addresses become links.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isHttps, splitLinks } from './links.ts';

const links = (text: string) => splitLinks(text).flatMap(part => ('href' in part ? [part.href] : []));

test('finds https addresses and leaves the sentence around them', () => {
  expect(splitLinks('See https://example.org/a?b=1, please.')).toEqual([
    { text: 'See ' },
    { text: 'https://example.org/a?b=1', href: 'https://example.org/a?b=1' },
    { text: ', please.' },
  ]);
  expect(links('(https://en.wikipedia.org/wiki/Veranda_(disambiguation))')).toEqual([
    'https://en.wikipedia.org/wiki/Veranda_(disambiguation)',
  ]);
});

test('nothing else is a link', () => {
  expect(
    links('http://example.org javascript:alert(1) https://user@example.org https://localhost ftp://a.b'),
  ).toEqual([]);
});

test('the parts are the text, whatever it is', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl()), { maxLength: 5 }), pieces => {
      const text = pieces.join(' ');
      expect(
        splitLinks(text)
          .map(part => part.text)
          .join(''),
      ).toBe(text);
      for (const href of links(text)) expect(new URL(href).protocol).toBe('https:');
    }),
    { numRuns: 50 },
  );
});

test('a preview may only lead where a link may', () => {
  expect(isHttps('https://example.org/a')).toBe(true);
  for (const url of ['http://example.org', 'javascript:alert(1)', 'https://me@example.org', 'nowhere']) {
    expect(isHttps(url)).toBe(false);
  }
});
