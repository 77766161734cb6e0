// Puts the menus of menu.ts into the program.
import { app, type BrowserWindow, clipboard, Menu } from 'electron';
import { applicationMenu, contextMenu, type MenuCommand } from './menu.ts';
import type { Strings } from './strings.ts';

/** Installs the application menu in the language of these words. */
export function installMenu(strings: Strings, send: (kind: MenuCommand) => void): void {
  const system = { platform: process.platform, packaged: app.isPackaged };
  Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu(strings, system, send)));
}

/** Answers right clicks in the window. */
export function installContextMenu(window: BrowserWindow, strings: () => Strings): void {
  const { webContents } = window;
  webContents.on('context-menu', (_event, at) => {
    const items = contextMenu(at, strings(), {
      replaceMisspelling: word => webContents.replaceMisspelling(word),
      addToDictionary: word => webContents.session.addWordToSpellCheckerDictionary(word),
      copyText: text => clipboard.writeText(text),
    });
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window });
  });
}
