// Which names a text may mention.
import { expect, test } from 'vitest';
import { limits } from '../limits.ts';
import { mentionedNames } from './mentions.ts';

const first = (text: string) => mentionedNames(text).map(([name]) => name);

test('[MENT1] names stand at the borders of words, in any case', () => {
  expect(first('@Asha, hi (@juma) "@neema-k"')).toEqual(['asha', 'juma', 'neema-k']);
  expect(first('@asha @ASHA')).toEqual(['asha']);
  expect(first('a@asha.org x.@asha /@asha @@asha @ashaé asha')).toEqual([]);
});

test('[MENT1] a name may end with punctuation, or the sentence may', () => {
  expect(mentionedNames('@asha.')).toEqual([['asha.', 'asha']]);
  expect(mentionedNames('@asha...')[0]).toContain('asha');
});

test('[MENT1] code mentions nobody', () => {
  expect(first('`@asha` ``@juma`` ```\n@neema\n``` @zuri')).toEqual(['zuri']);
  expect(first('```\n@asha never closed')).toEqual([]);
  expect(first('a ` alone @asha')).toEqual(['asha']);
});

test('[MENT1] a flood of names is cut, and found in linear time', () => {
  const many = Array.from({ length: 1_000 }, (_, index) => `@user${index}`).join(' ');
  expect(mentionedNames(many)).toHaveLength(limits.mentionsPerMessage);
  expect(mentionedNames('`'.repeat(limits.textCharacters))).toEqual([]);
  expect(mentionedNames(`@a${'.'.repeat(limits.textCharacters)}`)).toHaveLength(1);
  expect(mentionedNames('` '.repeat(limits.textCharacters / 2))).toEqual([]);
});
