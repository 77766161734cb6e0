// Words as people of many scripts write and seek them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseQuery, wordsOf } from './query.ts';
import { fold, hasAll, indexTerms, termsOf, unitsOf } from './search.ts';

const finds = (query: string, text: string) => hasAll(text, parseQuery(query).wanted);

describe('folding', () => {
  test('makes case, accents and compatibility forms equal', () => {
    expect(fold('Crème BRÛLÉE')).toBe('creme brulee');
    expect(fold('Straße')).toBe(fold('STRASSE'));
    expect(fold('ΟΔΟΣ')).toBe(fold('οδός'));
    expect(fold('İstanbul')).toBe('istanbul');
    expect(fold('ﬁne ＡＢＣ')).toBe('fine abc');
    expect(fold('مُحَمَّد')).toBe('محمد');
  });

  test('keeps what makes another letter', () => {
    expect(fold('が')).not.toBe(fold('か'));
    expect(fold('한국어')).toBe('한국어');
  });

  test('is settled after one time, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
    );
  });
});

describe('units', () => {
  test('are split at everything that is neither letter nor digit', () => {
    expect(unitsOf("don't stop—now, room 42!").map(unit => unit.text)).toEqual([
      'don',
      't',
      'stop',
      'now',
      'room',
      '42',
    ]);
  });

  test('keep scripts without spaces apart from words', () => {
    expect(unitsOf('iPhoneを買った')).toEqual([
      { kind: 'word', text: 'iphone' },
      { kind: 'run', text: 'を買った' },
    ]);
  });
});

describe('finding', () => {
  test.each([
    ['hab', 'Habari za asubuhi'],
    ['ASUB hab', 'Habari za asubuhi'],
    ['"habari za"', 'Habari za asubuhi'],
    ['creme', 'Crème brûlée'],
    ['京都', '東京都に住む'],
    ['都', '東京都'],
    ['"京都"', '東京都'],
    ['서울', '서울에서 만나요'],
    ['internationalis', 'Internationalisation is long'],
    ['a', 'a b c'],
  ])('%s is in %s', (query, text) => {
    expect(finds(query, text)).toBe(true);
  });

  test.each([
    ['bari', 'Habari'],
    ['"hab"', 'Habari'],
    ['"za habari"', 'Habari za'],
    ['h', 'Habari'],
    ['都京', '東京都'],
    ['internationalism', 'Internationalisation'],
  ])('%s is not in %s', (query, text) => {
    expect(finds(query, text)).toBe(false);
  });

  test('never misses in the index what is in the text', () => {
    const texts = fc.array(fc.constantFrom('Habari', 'a', 'ÉTÉ', '東京都', 'ß', 'x1', '-', 'を', 'Ελλάς'), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(texts, texts, fc.boolean(), (words, asked, exact) => {
        const text = words.join(' ');
        const query = exact ? `"${asked.join(' ')}"` : asked.join(' ');
        if (unitsOf(query).length === 0) return;
        const { wanted } = parseQuery(query);
        const indexed = new Set(indexTerms(text, 1_000));
        if (hasAll(text, wanted)) expect(termsOf(wanted).filter(term => !indexed.has(term))).toEqual([]);
      }),
    );
  });

  test('is bounded in what one text costs', () => {
    const long = Array.from({ length: 3_000 }, (_, index) => `word${index}`).join(' ');
    expect(indexTerms(long, 400)).toHaveLength(400);
  });
});

describe('operators', () => {
  test('are read apart from the words', () => {
    expect(
      parseQuery('from:@Amina in:"Team Nairobi" has:link before:2026-03-14 after:2026-03-01 chai'),
    ).toEqual({
      wanted: [{ kind: 'prefix', text: 'chai' }],
      from: ['amina'],
      inside: ['Team Nairobi'],
      has: ['link'],
      before: new Date('2026-03-14T00:00:00Z'),
      after: new Date('2026-03-01T00:00:00Z'),
    });
    expect(wordsOf(parseQuery('Chai "Moto SANA"'))).toEqual(['chai', 'moto', 'sana']);
  });

  test.each([
    '',
    '   ',
    '!!!',
    'in:team',
    'before:2026-01-01',
    'before:2026-02-30 x',
    'after:soon x',
    'has:joy x',
  ])('%j is refused', query => {
    expect(() => parseQuery(query)).toThrow(expect.objectContaining({ code: 'bad_request' }));
  });

  test.each(['from:amina', 'has:link', 'has:file'])('%j alone is enough', query => {
    expect(() => parseQuery(query)).not.toThrow();
  });
});
