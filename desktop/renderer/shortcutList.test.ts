// The list names each shortcut once, and follows what Enter does.
import type { TFunction } from 'i18next';
import { expect, test } from 'vitest';
import { shortcutGroups } from './shortcutList.ts';

const t = ((key: string) => key) as TFunction;
const keysOf = (words: string, enterSends: boolean) =>
  shortcutGroups(t, enterSends, {})
    .flatMap(({ rows }) => rows)
    .find(row => row.words === words)?.keys;

test('what Enter does is as it was chosen', () => {
  expect([keysOf('messages.send', true), keysOf('shortcuts.newLine', true)]).toEqual([
    ['Enter'],
    ['Shift+Enter'],
  ]);
  expect([keysOf('messages.send', false), keysOf('shortcuts.newLine', false)]).toEqual([
    ['Mod+Enter'],
    ['Enter'],
  ]);
});

test('no key means two things in one place', () => {
  for (const { rows } of shortcutGroups(t, true, {})) {
    const keys = rows.flatMap(row => row.keys);
    expect(new Set(keys).size).toBe(keys.length);
  }
});
