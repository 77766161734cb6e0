import { expect, test } from 'vitest';
import { bind, firstKeys, keysFrom, keysOf, shortcutActions, takenBy } from './bindings.ts';

const none = { code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test('what is pressed reads as shortcuts are written, on each system and keyboard', () => {
  expect(keysFrom({ ...none, key: 'k', ctrlKey: true }, false)).toBe('Mod+K');
  expect(keysFrom({ ...none, key: 'k', metaKey: true }, true)).toBe('Mod+K');
  expect(keysFrom({ ...none, key: 'k', ctrlKey: true }, true)).toBeNull();
  expect(keysFrom({ ...none, key: 'F', ctrlKey: true, shiftKey: true }, false)).toBe('Mod+Shift+F');
  // A German keyboard has the slash, a French one the digits, behind Shift.
  expect(keysFrom({ ...none, key: '/', ctrlKey: true, shiftKey: true }, false)).toBe('Mod+/');
  expect(keysFrom({ ...none, key: '1', ctrlKey: true, shiftKey: true }, false)).toBe('Mod+1');
  expect(keysFrom({ ...none, key: 'ArrowDown', altKey: true }, false)).toBe('Alt+Down');
  expect(keysFrom({ ...none, key: 'µ', code: 'KeyM', metaKey: true, altKey: true }, true)).toBe('Mod+Alt+M');
  expect(keysFrom({ ...none, key: 'F6' }, false)).toBe('F6');
});

test('keys that write, and Ctrl and the like alone, are no shortcut', () => {
  expect(keysFrom({ ...none, key: 'k' }, false)).toBeNull();
  expect(keysFrom({ ...none, key: 'K', shiftKey: true }, false)).toBeNull();
  expect(keysFrom({ ...none, key: 'Control', ctrlKey: true }, false)).toBeNull();
  expect(keysFrom({ ...none, key: 'Tab', altKey: true }, false)).toBeNull();
});

test('at first no two actions share keys and none has keys that are taken for good', () => {
  expect(shortcutActions.map(action => takenBy({}, action, firstKeys[action]))).toEqual(
    shortcutActions.map(() => null),
  );
});

test('a conflict names who has the keys, also after a change', () => {
  const changed = bind({}, 'newChat', 'Mod+J');
  expect(keysOf(changed, 'newChat')).toBe('Mod+J');
  expect(takenBy(changed, 'palette', 'Mod+J')).toBe('newChat');
  expect(takenBy(changed, 'palette', 'Mod+N')).toBeNull();
  expect(takenBy(changed, 'palette', 'Mod+C')).toBe('reserved');
  expect(bind(changed, 'newChat', 'Mod+N')).toEqual({});
});
