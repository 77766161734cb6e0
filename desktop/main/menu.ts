// The application menu and the menu of a right click, as templates.
import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron';
import { type Bindings, keysOf, type ShortcutAction } from '../ipc/bindings.ts';
import type { EventChannels } from '../ipc/channels.ts';
import type { AccountEntry } from '../ipc/payloads.ts';
import type { SpellingItem } from './spelling.ts';
import type { Strings } from './strings.ts';
import type { ZoomChange } from './zoom.ts';

export type MenuCommand = EventChannels['menu:command']['kind'];
export interface MenuSystem {
  platform: NodeJS.Platform;
  packaged: boolean;
}
export interface MenuActions {
  readonly send: (kind: MenuCommand) => void;
  readonly accounts: readonly (AccountEntry & { readonly isActive: boolean })[];
  readonly switchTo: (account: string) => void;
  readonly addAccount: () => void;
  /** Keys that were changed. */
  readonly bindings: Bindings;
  readonly zoom: (change: ZoomChange) => void;
}
type Items = MenuItemConstructorOptions[];

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' };

/** The application menu: roles where the system has them, commands of ours as events to the page. */
export function applicationMenu(strings: Strings, system: MenuSystem, actions: MenuActions): Items {
  const { send } = actions;
  const mac = system.platform === 'darwin';
  const keysFor = (action: ShortcutAction) => keysOf(actions.bindings, action).replace('Mod', 'CmdOrCtrl');
  const settings = command(strings.settings, keysFor('settings'), () => send('settings'));
  return [
    ...(mac ? [macMenu(strings, settings)] : []),
    { label: strings.file, submenu: fileMenu(strings, mac, settings, send, keysFor) },
    { label: strings.edit, submenu: editMenu(strings) },
    { label: strings.view, submenu: viewMenu(strings, system.packaged, actions.zoom) },
    { label: strings.accounts, submenu: accountsMenu(strings, actions) },
    { label: strings.window, submenu: windowMenu(strings, mac) },
  ];
}

function macMenu(strings: Strings, settings: MenuItemConstructorOptions): MenuItemConstructorOptions {
  const hiding: Items = [{ role: 'hide' }, { role: 'hideOthers' }, { role: 'unhide' }];
  const about: MenuItemConstructorOptions = { role: 'about', label: strings.about };
  const quit: MenuItemConstructorOptions = { role: 'quit', label: strings.quit };
  return { role: 'appMenu', submenu: [about, SEPARATOR, settings, SEPARATOR, ...hiding, SEPARATOR, quit] };
}

function fileMenu(
  strings: Strings,
  mac: boolean,
  settings: MenuItemConstructorOptions,
  send: (kind: MenuCommand) => void,
  keysFor: (action: ShortcutAction) => string,
): Items {
  return [
    command(strings.newChat, keysFor('newChat'), () => send('new_chat')),
    command(strings.search, keysFor('searchAll'), () => send('search')),
    command(strings.calls, undefined, () => send('calls')),
    ...(mac ? [] : [SEPARATOR, settings]),
    SEPARATOR,
    { role: 'close', label: strings.close },
    ...(mac ? [] : [{ role: 'quit', label: strings.quit, accelerator: 'Ctrl+Q' } as const]),
  ];
}

function editMenu(strings: Strings): Items {
  return [
    { role: 'undo', label: strings.undo },
    { role: 'redo', label: strings.redo },
    SEPARATOR,
    { role: 'cut', label: strings.cut },
    { role: 'copy', label: strings.copy },
    { role: 'paste', label: strings.paste },
    { role: 'selectAll', label: strings.selectAll },
  ];
}

/** The first nine have keys; who is waiting is counted. */
function accountsMenu(strings: Strings, { accounts, switchTo, addAccount }: MenuActions): Items {
  const signedIn = accounts.filter(({ person }) => person !== null);
  const entries: Items = signedIn.map(({ id, person, server, unread, isActive }, index) => ({
    label: `${person?.name ?? ''} (${server ?? ''})${unread > 0 ? ` · ${unread}` : ''}`,
    type: 'radio',
    checked: isActive,
    ...(index < 9 && { accelerator: `CmdOrCtrl+Alt+${index + 1}` }),
    click: () => switchTo(id),
  }));
  const none: Items = [{ label: strings.noOne, enabled: false }];
  return [
    ...(entries.length > 0 ? entries : none),
    SEPARATOR,
    { label: strings.addAccount, click: addAccount },
  ];
}

function viewMenu(strings: Strings, packaged: boolean, zoom: MenuActions['zoom']): Items {
  const development: Items = packaged ? [] : [SEPARATOR, { role: 'toggleDevTools' }];
  return [
    command(strings.zoomReset, 'CmdOrCtrl+0', () => zoom('reset')),
    command(strings.zoomIn, 'CmdOrCtrl+Plus', () => zoom('in')),
    // Plus is Shift+= on many keyboards; people press it without Shift.
    {
      ...command(strings.zoomIn, 'CmdOrCtrl+=', () => zoom('in')),
      visible: false,
      acceleratorWorksWhenHidden: true,
    },
    command(strings.zoomOut, 'CmdOrCtrl+-', () => zoom('out')),
    SEPARATOR,
    { role: 'togglefullscreen', label: strings.fullScreen },
    { role: 'reload', label: strings.reload },
    ...development,
  ];
}

function windowMenu(strings: Strings, mac: boolean): Items {
  return [
    { role: 'minimize', label: strings.minimize },
    ...(mac ? ([{ role: 'zoom' }, SEPARATOR, { role: 'front' }] as Items) : []),
  ];
}

function command(
  label: string,
  accelerator: string | undefined,
  click: () => void,
): MenuItemConstructorOptions {
  return accelerator === undefined ? { label, click } : { label, accelerator, click };
}

export type ClickedAt = Pick<
  ContextMenuParams,
  'isEditable' | 'selectionText' | 'linkURL' | 'misspelledWord' | 'dictionarySuggestions' | 'editFlags'
>;

export interface ContextActions {
  replaceMisspelling: (word: string) => void;
  addToDictionary: (word: string) => void;
  copyText: (text: string) => void;
  /** What writing can be checked in; null where the system has a menu of its own for it. */
  languages: readonly SpellingItem[] | null;
  toggleLanguage: (language: string) => void;
  chooseLanguages: () => void;
}

/** The menu of a right click; empty when there is nothing to offer. */
export function contextMenu(at: ClickedAt, strings: Strings, actions: ContextActions): Items {
  const spelling: Items = at.misspelledWord === '' ? [] : spellingItems(at, strings, actions);
  const link: Items =
    at.linkURL === '' ? [] : [{ label: strings.copyLink, click: () => actions.copyText(at.linkURL) }];
  const cut: Items = [{ role: 'cut', label: strings.cut, enabled: at.editFlags.canCut }];
  const copy: Items = [{ role: 'copy', label: strings.copy, enabled: at.editFlags.canCopy }];
  const rest: Items = [
    { role: 'paste', label: strings.paste, enabled: at.editFlags.canPaste },
    { role: 'selectAll', label: strings.selectAll },
  ];
  if (at.isEditable)
    return [...spelling, ...link, ...cut, ...copy, ...rest, ...languageItems(strings, actions)];
  return at.selectionText.trim() === '' ? link : [...link, ...copy];
}

function languageItems(strings: Strings, actions: ContextActions): Items {
  const { languages } = actions;
  if (languages === null) return [];
  const choose: Items = [{ label: strings.spellingLanguages, click: actions.chooseLanguages }];
  if (languages.length === 0) return [SEPARATOR, ...choose];
  const checks: Items = languages.map(({ language, name, isOn }) => ({
    label: name,
    type: 'checkbox',
    checked: isOn,
    click: () => actions.toggleLanguage(language),
  }));
  return [SEPARATOR, { label: strings.spelling, submenu: [...checks, SEPARATOR, ...choose] }];
}

function spellingItems(at: ClickedAt, strings: Strings, actions: ContextActions): Items {
  const suggestions = at.dictionarySuggestions.slice(0, 5);
  return [
    ...suggestions.map(word => ({ label: word, click: () => actions.replaceMisspelling(word) })),
    { label: strings.addToDictionary, click: () => actions.addToDictionary(at.misspelledWord) },
    SEPARATOR,
  ];
}
