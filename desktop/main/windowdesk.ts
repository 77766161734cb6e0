// The main window over the life of the program: hidden to the tray, told of once, found again.
import { app, type BrowserWindow, Notification } from 'electron';
import type { Shell } from './context.ts';
import { appIcon } from './icons.ts';
import type { createNotifications } from './notifications.ts';
import type { TrayDesk } from './traydesk.ts';
import { createWindow, showWindow } from './window.ts';
import type { WindowStateStore } from './windowstate.ts';

/** Makes the window and decides what closing it means. */
export function openMainWindow(
  shell: Shell,
  notifications: ReturnType<typeof createNotifications>,
  tray: TrayDesk,
): BrowserWindow {
  const state = shell.windowState;
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
      tray.tellIfGone(() => shell.show());
    },
    onAttention: attention => {
      shell.pages.tellAttention(attention);
      tray.refresh();
    },
  });
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
  hint.on('click', () => shell.show());
  hint.show();
}
// Held here so that the one-time hint still answers a click after a garbage collection.
let hint: Notification | null = null;
