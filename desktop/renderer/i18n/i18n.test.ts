// Every language has the same keys with the same placeholders, and the setting chooses as promised.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chooseLanguage, directionOf, languageName, languages } from './i18n.ts';

type Tree = { readonly [key: string]: string | Tree };

const folder = new URL('.', import.meta.url);
const files = readdirSync(folder).filter(name => name.endsWith('.json'));
const read = (name: string) => flatten(JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Tree);
const english = read('en.json');

function flatten(tree: Tree, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value] as const] : [...flatten(value, `${path}${key}.`)],
    ),
  );
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

describe.each(files)('%s', name => {
  const words = read(name);

  test('has the keys of English, no more and no fewer', () => {
    expect([...words.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test('has words behind each key, with the placeholders of English', () => {
    for (const [key, text] of words) {
      expect(text.trim(), key).not.toBe('');
      expect(placeholders(text), key).toEqual(placeholders(english.get(key) ?? ''));
    }
  });
});

test('each file is a language that can be chosen', () => {
  expect([...languages].sort()).toEqual(files.map(name => name.replace('.json', '')).sort());
});

test('"system" takes the first known language of the system, and English if none is known', () => {
  expect(chooseLanguage('system', ['de-DE', 'sw-KE', 'en-GB'])).toBe('sw');
  expect(chooseLanguage('system', ['de-DE'])).toBe('en');
  expect(chooseLanguage('sw', ['en-GB'])).toBe('sw');
  expect(chooseLanguage('xx', ['sw'])).toBe('en');
});

test('languages are named in themselves and know their direction', () => {
  expect(languageName('sw')).toBe('Kiswahili');
  expect(directionOf('sw')).toBe('ltr');
  expect(directionOf('ar')).toBe('rtl');
});
