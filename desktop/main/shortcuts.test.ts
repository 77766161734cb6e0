// The shortcut that mutes from any program is taken and given back.
import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { createLog } from './log.ts';
import { muteShortcutSchema } from './schemas.ts';
import { createShortcuts } from './shortcuts.ts';

const log = createLog(
  () => undefined,
  () => new Date(0),
);

function system(taken: readonly string[]) {
  const held = new Map<string, () => void>();
  return {
    held,
    register: (keys: string, act: () => void) => {
      if (keys === 'F99') throw new Error('No such key');
      if (taken.includes(keys)) return false;
      held.set(keys, act);
      return true;
    },
    unregister: (keys: string) => void held.delete(keys),
  };
}

test('one shortcut is held at a time, and none after it was given back', () => {
  const keys = system([]);
  let muted = 0;
  const shortcuts = createShortcuts(keys, () => (muted += 1), log);
  expect(shortcuts.setMute('F8')).toBe(true);
  expect(shortcuts.setMute('F9')).toBe(true);
  expect([...keys.held.keys()]).toEqual(['F9']);
  keys.held.get('F9')?.();
  expect(muted).toBe(1);
  expect(shortcuts.setMute('')).toBe(true);
  expect(keys.held.size).toBe(0);
});

test('keys that another program has, or that do not exist, are refused and nothing is held', () => {
  const keys = system(['F8']);
  const shortcuts = createShortcuts(keys, () => undefined, log);
  expect(shortcuts.setMute('F8')).toBe(false);
  expect(shortcuts.setMute('F99')).toBe(false);
  expect(keys.held.size).toBe(0);
});

test.each([
  ['', true],
  ['F8', true],
  ['CommandOrControl+Shift+M', true],
  ['M', false],
  ['Shift+M', false],
  ['F25', false],
  ['MediaPlayPause', false],
])('the page may ask for %j: %s', (accelerator, may) => {
  expect(Compile(muteShortcutSchema).Check({ accelerator })).toBe(may);
});
