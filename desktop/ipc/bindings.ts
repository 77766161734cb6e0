// The keys of the app's own shortcuts: what they are at first, what someone made of them, and what stands in the way.

/** Mod is Ctrl, on macOS Command. */
export const firstKeys = {
  palette: 'Mod+K',
  shortcuts: 'Mod+/',
  newChat: 'Mod+N',
  searchAll: 'Mod+Shift+F',
  chats: 'Mod+1',
  calls: 'Mod+2',
  people: 'Mod+3',
  settings: 'Mod+,',
  nextChat: 'Alt+Down',
  previousChat: 'Alt+Up',
  searchChat: 'Mod+F',
  day: 'Mod+G',
} as const;

export type ShortcutAction = keyof typeof firstKeys;
/** Only what was changed. */
export type Bindings = Readonly<Record<string, string>>;

export const shortcutActions = Object.keys(firstKeys) as ShortcutAction[];

// Editing, marks, calls, the mute keys, zoom, and what the system or its menus take.
const reserved = new Set([
  ...'ABCDEIMQRUVWXZ0=-+'.split('').map(key => `Mod+${key}`),
  ...'ACEHIMRVXZ'.split('').map(key => `Mod+Shift+${key}`),
  ...'123456789M'.split('').map(key => `Mod+Alt+${key}`),
  'Alt+F4',
  'F8',
  'F9',
]);

/** The keys of an action as they are now. */
export function keysOf(bindings: Bindings, action: ShortcutAction): string {
  return bindings[action] ?? firstKeys[action];
}

/** Who has these keys already: another action, or the app and the system for good. */
export function takenBy(
  bindings: Bindings,
  action: ShortcutAction,
  keys: string,
): ShortcutAction | 'reserved' | null {
  if (reserved.has(keys)) return 'reserved';
  return shortcutActions.find(other => other !== action && keysOf(bindings, other) === keys) ?? null;
}

/** The bindings with one action changed; keys as they were at first are not written down. */
export function bind(bindings: Bindings, action: ShortcutAction, keys: string): Record<string, string> {
  const { [action]: _before, ...others } = bindings;
  return keys === firstKeys[action] ? others : { ...others, [action]: keys };
}

export type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const arrows: Readonly<Record<string, string>> = {
  ArrowDown: 'Down',
  ArrowUp: 'Up',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
};

/** What was pressed, as shortcuts are written; null while only Ctrl and the like are held, or for keys that write. */
export function keysFrom(pressed: Pressed, isApple: boolean): string | null {
  const { code, altKey, shiftKey } = pressed;
  const mod = isApple ? pressed.metaKey : pressed.ctrlKey;
  if (isApple ? pressed.ctrlKey : pressed.metaKey) return null;
  // With Alt a Mac writes other characters, so there the place of the key counts.
  const place = altKey ? /^(?:Key|Digit)(.)$/.exec(code)?.[1] : undefined;
  const key = arrows[pressed.key] ?? place ?? pressed.key.toUpperCase();
  const isFunction = /^F([1-9]|1\d|2[0-4])$/.test(key);
  if (!isFunction && (!(mod || altKey) || (key.length !== 1 && !(key in named)))) return null;
  if (key === ' ') return null;
  // Signs and digits stand behind Shift on many keyboards.
  const countsShift = /^[A-Z]$/.test(key) || key.length > 1;
  return [mod && 'Mod', altKey && 'Alt', shiftKey && countsShift && 'Shift', named[key] ?? key]
    .filter(Boolean)
    .join('+');
}

const named: Readonly<Record<string, string>> = { Down: 'Down', Up: 'Up', Left: 'Left', Right: 'Right' };
