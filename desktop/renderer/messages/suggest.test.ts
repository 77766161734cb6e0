// Completion begins where a word begins, and leaves the rest of the text alone.
import { expect, test } from 'vitest';
import { closedCode, complete, wantedAt } from './suggest.ts';

test('a name is wanted behind an @ that begins a word', () => {
  expect(wantedAt('hi @ju', 6)).toEqual({ kind: 'person', query: 'ju', from: 3 });
  expect(wantedAt('@', 1)).toEqual({ kind: 'person', query: '', from: 0 });
  expect(wantedAt('a@ju', 4)).toBeNull();
  expect(wantedAt('@ju now', 7)).toBeNull();
});

test('an emoji is wanted behind a colon and two letters', () => {
  expect(wantedAt(':sm', 3)).toEqual({ kind: 'emoji', query: 'sm', from: 0 });
  expect(wantedAt('at 12:30', 8)).toBeNull();
  expect(wantedAt(':s', 2)).toBeNull();
});

test('the word is replaced and the caret stands behind it', () => {
  expect(complete('hi @ju there', 6, 3, '@juma')).toEqual(['hi @juma there', 9]);
  expect(complete('@ju', 3, 0, '@juma')).toEqual(['@juma ', 6]);
});

test('a closed shortcode is recognised', () => {
  expect(closedCode('so :smile:', 10)).toEqual({ code: 'smile', from: 3 });
  expect(closedCode('a: b:', 5)).toBeNull();
});
