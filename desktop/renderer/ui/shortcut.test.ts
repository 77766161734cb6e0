// A shortcut reads as each system writes it.
import { expect, test } from 'vitest';
import { shortcutAria, shortcutCaps } from './shortcut.ts';

test('Mod is Ctrl everywhere but on Apple systems', () => {
  expect(shortcutCaps('Mod+Shift+M', 'other')).toEqual(['Ctrl', 'Shift', 'M']);
  expect(shortcutCaps('Mod+Shift+M', 'apple')).toEqual(['⌘', '⇧', 'M']);
});

test('a plus is a key too', () => {
  expect([shortcutCaps('+', 'other'), shortcutCaps('Mod++', 'other')]).toEqual([['+'], ['Ctrl', '+']]);
});

test('assistive technology gets the key names of aria-keyshortcuts', () => {
  expect(shortcutAria('Mod+K', 'other')).toBe('Control+K');
  expect(shortcutAria('Mod+K', 'apple')).toBe('Meta+K');
  expect(shortcutAria('Alt+Up', 'other')).toBe('Alt+ArrowUp');
});
