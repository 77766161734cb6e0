// Main's side of the bridge: lends each page its desk and answers what the pages ask.
import { app, BrowserWindow, dialog, ipcMain, nativeTheme, safeStorage, type WebContents } from 'electron';
import type { AppInfo, PowerState, Settings } from '../ipc/channels.ts';
import { FIRST } from './accounts.ts';
import { openAutostart } from './autostartdesk.ts';
import type { Shell } from './context.ts';
import { recoverPage } from './crashes.ts';
import { registerHandlers } from './handlers.ts';
import { createHandle } from './ipc.ts';
import { installContextMenu, installMenu } from './menus.ts';
import { forgetVerdicts } from './network.ts';
import type { createNotifications } from './notifications.ts';
import { createDesk, type Desk, serverOf } from './pagedesk.ts';
import type { Page } from './pages.ts';
import { openReports } from './reports.ts';
import { createRoster, type Roster } from './roster.ts';
import { openSecrets, type Secrets } from './secrets.ts';
import type { TrayDesk } from './traydesk.ts';
import type { Updates } from './updates.ts';

export interface AnswerParts {
  readonly notifications: ReturnType<typeof createNotifications>;
  readonly tray: TrayDesk;
  /** The folder of the page's files. */
  readonly root: string;
  readonly updates: Updates;
  readonly power: () => PowerState;
}

/** Answers the bridge; `lend` gives a new page its desk. */
export function answerPages(
  shell: Shell,
  { notifications, tray, root, updates, power }: AnswerParts,
): { roster: Roster; lend: (page: Page) => void } {
  const secrets = openSecrets(shell.folder, safeStorage, process.platform, shell.log, Date.now);
  const desks = new Map<WebContents, Desk>();
  const lend = (page: Page) => {
    const desk = createDesk(shell, page, { notifications, secrets });
    desks.set(page.contents, desk);
    page.contents.on('destroyed', () => {
      desk.forget();
      desks.delete(page.contents);
    });
    lookAfter(shell, page, desk);
  };
  const menu = () => installMenu(shell, roster);
  const roster: Roster = createRoster(shell, {
    tray,
    root,
    onOpened: lend,
    onClosed(account) {
      secrets.deleteAll(`${account}/`);
      notifications.of(account, () => undefined).closeAll();
    },
    onChanged: menu,
  });
  const settingsOf = (account: string): Settings => ({
    ...shell.settings.get(),
    serverUrl: serverOf(shell, account),
  });
  register(shell, { desks, roster, secrets, tray, updates, power, settingsOf });
  menu();
  shell.settings.onChange(settings => {
    nativeTheme.themeSource = settings.theme;
    for (const page of shell.pages.all()) page.send('settings:changed', settingsOf(page.account));
    tray.refresh();
    menu();
  });
  return { roster, lend };
}

function lookAfter(shell: Shell, page: Page, { spelling }: Desk): void {
  const { contents } = page;
  const window = shell.window() ?? BrowserWindow.fromWebContents(contents);
  if (window === null) return;
  recoverPage(contents, window, { dialog, strings: shell.strings, log: shell.log, quit: () => app.quit() });
  installContextMenu(page, window, spelling, shell.strings);
}

interface Registered {
  readonly desks: ReadonlyMap<WebContents, Desk>;
  readonly roster: Roster;
  readonly secrets: Secrets;
  readonly tray: TrayDesk;
  readonly updates: Updates;
  readonly power: () => PowerState;
  readonly settingsOf: (account: string) => Settings;
}

function register(shell: Shell, parts: Registered): void {
  const { desks, roster, secrets, tray, updates, power, settingsOf } = parts;
  let demoSignIn = shell.demoSignIn;
  const info = async (): Promise<AppInfo> => ({
    version: app.getVersion(),
    platform: process.platform as AppInfo['platform'],
    secretStore: secrets.kind,
    tray: await tray.found(),
    systemAudio: process.platform === 'win32',
  });
  const handle = createHandle(ipcMain, sender => desks.get(sender) ?? null, shell.log);
  registerHandlers(handle, {
    info,
    settings: shell.settings,
    settingsOf,
    roster,
    trust: shell.trust,
    forgetVerdicts() {
      return Promise.all([...desks.values()].map(({ session }) => forgetVerdicts(session)));
    },
    show: shell.show,
    updates,
    power,
    autostart: openAutostart(),
    showReports: () => openReports(shell.folder, shell.log),
    takeDemoSignIn(account) {
      if (account !== FIRST) return null;
      const taken = demoSignIn;
      demoSignIn = null;
      return taken;
    },
  });
}
