import { expect, test } from 'vitest';
import { applicationMenu, type ClickedAt, contextMenu, type MenuActions, type MenuCommand } from './menu.ts';
import type { SpellingItem } from './spelling.ts';
import { stringsFor } from './strings.ts';

const strings = stringsFor('en', 'en');
const at: ClickedAt = {
  isEditable: false,
  selectionText: '',
  linkURL: '',
  misspelledWord: '',
  dictionarySuggestions: [],
  editFlags: { canCut: true, canCopy: true, canPaste: true } as ClickedAt['editFlags'],
};
const actions = {
  replaceMisspelling: () => undefined,
  addToDictionary: () => undefined,
  copyText: () => undefined,
  languages: null,
  toggleLanguage: () => undefined,
  chooseLanguages: () => undefined,
};
const menu: MenuActions = {
  send: () => undefined,
  accounts: [],
  switchTo: () => undefined,
  addAccount: () => undefined,
  bindings: {},
  zoom: () => undefined,
};
const labels = (change: Partial<ClickedAt>) =>
  contextMenu({ ...at, ...change }, strings, actions).map(item => item.label ?? item.type);

test('a right click offers only what makes sense there', () => {
  expect(labels({})).toEqual([]);
  expect(labels({ selectionText: ' \n' })).toEqual([]);
  expect(labels({ selectionText: 'word' })).toEqual(['Copy']);
  expect(labels({ linkURL: 'https://example.org' })).toEqual(['Copy link']);
  expect(labels({ isEditable: true })).toEqual(['Cut', 'Copy', 'Paste', 'Select all']);
});

test('a misspelled word comes with at most five suggestions', () => {
  const dictionarySuggestions = ['a', 'b', 'c', 'd', 'e', 'f'];
  expect(labels({ isEditable: true, misspelledWord: 'x', dictionarySuggestions }).slice(0, 7)).toEqual([
    'a',
    'b',
    'c',
    'd',
    'e',
    'Add to dictionary',
    'separator',
  ]);
});

test('the settings are in the application menu on macOS and in the file menu elsewhere', () => {
  const sent: MenuCommand[] = [];
  const find = (platform: NodeJS.Platform, at: number) => {
    const template = applicationMenu(
      strings,
      { platform, packaged: true },
      { ...menu, send: kind => sent.push(kind) },
    );
    const items = template[at]?.submenu;
    return Array.isArray(items) ? items.find(item => item.accelerator === 'CmdOrCtrl+,') : undefined;
  };
  for (const item of [find('darwin', 0), find('linux', 0), find('win32', 0)])
    item?.click?.(undefined as never, undefined, undefined as never);
  expect(sent).toEqual(['settings', 'settings', 'settings']);
});

test('developer tools are offered from sources only', () => {
  const roles = (packaged: boolean) =>
    JSON.stringify(applicationMenu(strings, { platform: 'linux', packaged }, menu));
  expect(roles(true)).not.toContain('toggleDevTools');
  expect(roles(false)).toContain('toggleDevTools');
});

test('accounts have keys, what waits in them, and one more can be added', () => {
  const switched: string[] = [];
  const account = { server: 'chat.example.org', unread: 0, status: 'online', isActive: false } as const;
  const accounts = [
    { ...account, id: 'main', person: { id: 'u1', name: 'Amina' }, isActive: true },
    { ...account, id: 'b', person: { id: 'u2', name: 'Juma' }, unread: 3 },
    { ...account, id: 'c', person: null },
  ];
  const actions = { ...menu, accounts, switchTo: (id: string) => switched.push(id) };
  const template = applicationMenu(strings, { platform: 'linux', packaged: true }, actions);
  const items = template.find(({ label }) => label === 'Accounts')?.submenu;
  if (!Array.isArray(items)) throw new Error('There is no menu of accounts');
  expect(items.map(({ label, accelerator, checked }) => [label, accelerator, checked])).toEqual([
    ['Amina (chat.example.org)', 'CmdOrCtrl+Alt+1', true],
    ['Juma (chat.example.org) · 3', 'CmdOrCtrl+Alt+2', false],
    [undefined, undefined, undefined],
    ['Add account…', undefined, undefined],
  ]);
  items[1]?.click?.(undefined as never, undefined, undefined as never);
  expect(switched).toEqual(['b']);
});

test('where one writes, the languages of this chat are switched, or chosen when there are none yet', () => {
  const switched: string[] = [];
  const menuWith = (languages: readonly SpellingItem[]) =>
    contextMenu({ ...at, isEditable: true }, strings, {
      ...actions,
      languages,
      toggleLanguage: language => switched.push(language),
    });
  expect(menuWith([]).at(-1)?.label).toBe('Spelling languages…');
  const submenu = menuWith([
    { language: 'en-GB', name: 'British English', isOn: true },
    { language: 'fr', name: 'Français', isOn: false },
  ]).at(-1)?.submenu;
  const items = Array.isArray(submenu) ? submenu : [];
  expect(items.map(({ label, checked }) => [label, checked])).toEqual([
    ['British English', true],
    ['Français', false],
    [undefined, undefined],
    ['Spelling languages…', undefined],
  ]);
  items[1]?.click?.(undefined as never, undefined, undefined as never);
  expect(switched).toEqual(['fr']);
});

test('keys that were changed are the ones in the menu', () => {
  const template = applicationMenu(
    strings,
    { platform: 'linux', packaged: true },
    { ...menu, bindings: { newChat: 'Mod+Shift+J' } },
  );
  const items = template[0]?.submenu;
  const keys = Array.isArray(items) ? items.map(({ accelerator }) => accelerator) : [];
  expect(keys.slice(0, 2)).toEqual(['CmdOrCtrl+Shift+J', 'CmdOrCtrl+Shift+F']);
});
