// Finding a chat by what one remembers of its name.
import { expect, test } from 'vitest';
import { matches } from './describe.ts';

test('each word that is typed begins a word of the names', () => {
  expect(matches('as mw', 'Asha Mwangi', 'asha.m')).toBe(true);
  expect(matches('mwangi', 'Asha Mwangi')).toBe(true);
  expect(matches('', 'Asha')).toBe(true);
  expect(matches('sha', 'Asha')).toBe(false);
});
