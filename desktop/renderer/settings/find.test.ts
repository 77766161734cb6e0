import { expect, test } from 'vitest';
import { findSections } from './find.ts';

const sections = [
  { id: 'appearance', words: ['Appearance', 'Theme', 'Language'] },
  { id: 'audio', words: ['Audio and video', 'Microphone', 'Écho'] },
] as const;

test('a section is found by its name or by what it holds, from the beginning of a word', () => {
  expect(findSections('', sections)).toEqual(['appearance', 'audio']);
  expect(findSections('the', sections)).toEqual(['appearance']);
  expect(findSections('MICRO vid', sections)).toEqual(['audio']);
  expect(findSections('echo', sections)).toEqual(['audio']);
  expect(findSections('phone', sections)).toEqual([]);
});
