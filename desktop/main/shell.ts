// The shell: makes each part once the engine is ready and connects them.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  app,
  type BrowserWindow,
  dialog,
  globalShortcut,
  ipcMain,
  Notification,
  nativeTheme,
  powerMonitor,
  protocol,
  safeStorage,
  session,
  systemPreferences,
} from 'electron';
import type { AppInfo } from '../ipc/channels.ts';
import { type Capture, createCapture, usesPortal } from './capture.ts';
import type { Send, Shell, ShellContext } from './context.ts';
import { recoverPage } from './crashes.ts';
import { type HandlerParts, registerHandlers } from './handlers.ts';
import { appIcon } from './icons.ts';
import { createIncoming } from './incoming.ts';
import { createHandle, sendEvent } from './ipc.ts';
import { createLinks } from './links.ts';
import { installContextMenu, installMenu } from './menus.ts';
import { createNotifications, type Notifications } from './notifications.ts';
import { lockPermissions } from './permissions.ts';
import { watchPower } from './power.ts';
import { servePages } from './protocol.ts';
import { openSecrets } from './secrets.ts';
import { answerDisplayMedia, listSources, maySeeScreen } from './sharing.ts';
import { createShortcuts } from './shortcuts.ts';
import { startTray, type TrayDesk } from './traydesk.ts';
import { createWindow, showWindow } from './window.ts';
import { openWindowState, type WindowStateStore } from './windowstate.ts';

/** Starts everything, as soon as the engine allows it. */
export function startShell(context: ShellContext): void {
  let window: BrowserWindow | null = null;
  const current = () => (window === null || window.isDestroyed() ? null : window);
  const send: Send = (channel, event) => sendEvent(current()?.webContents ?? null, channel, event);
  const show = () => {
    const shown = current();
    if (shown !== null) showWindow(shown);
  };
  const deliver = (url: string) => {
    show();
    send('link:open', { url });
  };
  const shell: Shell = { ...context, window: current, send, show, links: createLinks(deliver, context.log) };
  takeLinks(shell);
  app.on('activate', show);
  app
    .whenReady()
    .then(() => {
      window = open(shell);
    })
    .catch(error => {
      context.log.error('The shell could not start', error);
      app.exit(1);
    });
}

function takeLinks(shell: Shell): void {
  if (shell.link !== null) shell.links.open(shell.link);
  app.on('second-instance', (_event, argv) => {
    shell.show();
    const link = argv.find(word => word.startsWith('baraza://'));
    if (link !== undefined) shell.links.open(link);
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    shell.links.open(url);
  });
  // Run from sources there is no program that the system could start with a link.
  if (app.isPackaged) app.setAsDefaultProtocolClient('baraza');
}

function open(shell: Shell): BrowserWindow {
  const { settings, log } = shell;
  const root = join(__dirname, '../renderer');
  servePages(protocol, root, () => settings.get().serverUrl);
  lockPermissions(session.defaultSession, systemPreferences, log);
  nativeTheme.themeSource = settings.get().theme;
  const notifications = notificationBoard(shell);
  const capture = captureDesk(shell);
  answerDisplayMedia(session.defaultSession, capture, log);

  const tray = startTray(shell);
  const window = mainWindow(shell, notifications, tray);
  window.webContents.on('did-start-navigation', (_event, _url, isInPlace) => {
    if (!isInPlace) capture.cancel();
  });
  bridge(shell, notifications, capture, tray, callDesk(shell, window));
  watchPower(powerMonitor, kind => shell.send('power:event', { kind }));
  installMenu(shell.strings(), kind => shell.send('menu:command', { kind }));
  installContextMenu(window, shell.strings);
  followSettings(shell, tray);
  return window;
}

function mainWindow(shell: Shell, notifications: Notifications, tray: TrayDesk): BrowserWindow {
  const state = openWindowState(shell.folder);
  let quitting = false;
  app.on('before-quit', () => {
    quitting = true;
  });
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', () => notifications.closeAll());
  const hides = () => process.platform === 'darwin' || (tray.isThere() && shell.settings.get().closeToTray);
  const window = createWindow({
    state,
    icon: appIcon(),
    hidden: shell.hidden,
    hidesOnClose: () => !quitting && hides(),
    onHiddenByClose: () => {
      hintOnce(shell, state);
      tray.tellIfGone(shell.show);
    },
    onAttention: attention => {
      shell.send('window:attention', attention);
      tray.refresh();
    },
  });
  recoverPage(window, { dialog, strings: shell.strings, log: shell.log, quit: () => app.quit() });
  window.webContents.on('dom-ready', () => shell.links.setReady(true));
  window.webContents.on('render-process-gone', () => shell.links.setReady(false));
  // Started hidden on a desktop without a tray there would be no way back to the window.
  if (shell.hidden) {
    tray.onFound(found => {
      if (!found) showWindow(window);
    });
  }
  return window;
}

function hintOnce(shell: Shell, state: WindowStateStore): void {
  if (process.platform === 'darwin' || state.get().trayHintShown || !Notification.isSupported()) return;
  state.change({ trayHintShown: true });
  const { stillRunningTitle: title, stillRunningBody: body } = shell.strings();
  hint = new Notification({ title, body, silent: true, icon: appIcon() });
  hint.on('click', shell.show);
  hint.show();
}
// Held here so that the one-time hint still answers a click after a garbage collection.
let hint: Notification | null = null;

function notificationBoard(shell: Shell): Notifications {
  return createNotifications({
    make: options => new Notification({ ...options, icon: appIcon() }),
    settings: shell.settings.get,
    strings: shell.strings,
    now: Date.now,
    onActivated: shown => {
      shell.show();
      shell.send('notification:activated', shown);
    },
  });
}

function captureDesk(shell: Shell): Capture {
  return createCapture({
    listSources,
    mayCapture: maySeeScreen,
    systemPicker: usesPortal(process.platform, process.env),
    systemAudio: process.platform === 'win32',
    ask: request => shell.send('capture:request', request),
    ended: requestId => shell.send('capture:ended', { requestId }),
    newId: randomUUID,
    later: (run, after) => {
      const timer = setTimeout(run, after);
      return () => clearTimeout(timer);
    },
    log: shell.log,
  });
}

/** What calls need of the system besides the page. */
function callDesk(shell: Shell, window: BrowserWindow): Pick<HandlerParts, 'shortcuts' | 'incoming'> {
  const mute = () => shell.send('tray:command', { kind: 'mute' });
  const shortcuts = createShortcuts(globalShortcut, mute, shell.log);
  const incoming = createIncoming((callId, action) => {
    if (action !== 'decline') shell.show();
    shell.send('incoming:action', { callId, action });
  }, shell.log);
  // A page that is gone or new knows nothing of what an earlier one has asked for.
  const forget = () => {
    shortcuts.release();
    incoming.closeAll();
  };
  window.webContents.on('did-start-navigation', (_event, _url, isInPlace) => {
    if (!isInPlace) forget();
  });
  window.webContents.on('render-process-gone', forget);
  window.on('closed', forget);
  return { shortcuts, incoming };
}

function bridge(
  shell: Shell,
  notifications: Notifications,
  capture: Capture,
  tray: TrayDesk,
  calls: Pick<HandlerParts, 'shortcuts' | 'incoming'>,
): void {
  const secrets = openSecrets(shell.folder, safeStorage, process.platform, shell.log, Date.now);
  let demoSignIn = shell.demoSignIn;
  const info = async (): Promise<AppInfo> => ({
    version: app.getVersion(),
    platform: process.platform as AppInfo['platform'],
    secretStore: secrets.kind,
    tray: await tray.found(),
    systemAudio: process.platform === 'win32',
  });
  const handle = createHandle(ipcMain, () => shell.window()?.webContents ?? null, shell.log);
  registerHandlers(handle, {
    info,
    settings: shell.settings,
    secrets,
    notifications,
    capture,
    ...calls,
    setTray: tray.set,
    showWindow: shell.show,
    // After the answer is on its way, so that the page's promise does not hang in a page that is gone.
    reloadPage: () => setImmediate(() => shell.window()?.webContents.reload()),
    takeDemoSignIn: () => {
      const taken = demoSignIn;
      demoSignIn = null;
      return taken;
    },
  });
}

function followSettings(shell: Shell, tray: TrayDesk): void {
  let language = shell.settings.get().language;
  shell.settings.onChange(settings => {
    nativeTheme.themeSource = settings.theme;
    shell.send('settings:changed', settings);
    tray.refresh();
    if (settings.language === language) return;
    language = settings.language;
    installMenu(shell.strings(), kind => shell.send('menu:command', { kind }));
  });
}
