// Puts the menus of menu.ts into the program.
import { app, type BrowserWindow, clipboard, Menu } from 'electron';
import type { Shell } from './context.ts';
import { applicationMenu, contextMenu } from './menu.ts';
import type { Page } from './pages.ts';
import type { Roster } from './roster.ts';
import type { Spelling } from './spelling.ts';
import type { Strings } from './strings.ts';

/** Installs the application menu in the language of today and with the accounts of now. */
export function installMenu(shell: Shell, roster: Roster): void {
  const system = { platform: process.platform, packaged: app.isPackaged };
  const { active, list } = roster.of(shell.accounts.active());
  const template = applicationMenu(shell.strings(), system, {
    send: kind => shell.pages.front()?.send('menu:command', { kind }),
    accounts: list.map(account => ({ ...account, isActive: account.id === active })),
    switchTo: account => {
      roster.switchTo(account);
      shell.show();
    },
    addAccount: roster.add,
    bindings: shell.settings.get().shortcuts,
    zoom: shell.zoom,
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/** Answers right clicks in a page of the window. */
export function installContextMenu(
  { contents, send }: Page,
  window: BrowserWindow,
  spelling: Spelling,
  strings: () => Strings,
): void {
  contents.on('context-menu', (_event, at) => {
    const items = contextMenu(at, strings(), {
      replaceMisspelling: word => contents.replaceMisspelling(word),
      addToDictionary: word => contents.session.addWordToSpellCheckerDictionary(word),
      languages: spelling.items(),
      toggleLanguage: spelling.toggle,
      chooseLanguages: () => send('menu:command', { kind: 'spelling' }),
      copyText: text => clipboard.writeText(text),
    });
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window });
  });
}
