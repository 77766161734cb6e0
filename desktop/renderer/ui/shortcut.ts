// Shortcuts written once ("Mod+Shift+M") and shown as each system writes them.

export type Platform = 'apple' | 'other';

const apple: Record<string, string> = {
  Mod: '⌘',
  Alt: '⌥',
  Shift: '⇧',
  Ctrl: '⌃',
  Enter: '↩',
  Up: '↑',
  Down: '↓',
  Escape: 'esc',
};
const other: Record<string, string> = { Mod: 'Ctrl', Up: '↑', Down: '↓', Escape: 'Esc' };

/** The platform that this page runs on, as far as shortcuts differ. */
export function currentPlatform(): Platform {
  return /mac|iphone|ipad/i.test(navigator.userAgent) ? 'apple' : 'other';
}

/** The caps to draw for a shortcut, one per key. */
export function shortcutCaps(keys: string, platform: Platform): readonly string[] {
  const names = platform === 'apple' ? apple : other;
  // A plus at the end is a key.
  return keys.split(/\+(?=.)/).map(key => names[key] ?? key);
}

/** The same shortcut as aria-keyshortcuts wants it. */
export function shortcutAria(keys: string, platform: Platform): string {
  const mod = platform === 'apple' ? 'Meta' : 'Control';
  return keys
    .replace('Mod', mod)
    .replace('Ctrl', 'Control')
    .replace('Up', 'ArrowUp')
    .replace('Down', 'ArrowDown');
}
