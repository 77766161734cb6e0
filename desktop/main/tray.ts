// The tray icon: shows the state the page reports and carries its menu; also the count on dock and taskbar.
import { app, type BrowserWindow, Menu, screen, Tray } from 'electron';
import type { TrayState } from '../ipc/payloads.ts';
import { overlayImage, trayImage } from './icons.ts';
import type { Strings } from './strings.ts';
import { clickOpensMenu, type TrayActions, trayMenu, trayPicture, trayTooltip } from './traymenu.ts';

export interface TrayControl {
  set(state: TrayState): void;
  /** Draws again after the language, the pause or the window's visibility changed. */
  refresh(): void;
  dispose(): void;
}

export interface TrayParts {
  strings: () => Strings;
  isVisible: () => boolean;
  isPaused: () => boolean;
  actions: TrayActions;
}

// Windows remembers by this id where the person has put the icon.
const TRAY_ID = '8f0b8d2e-5a3c-4d57-9d6e-3f6c1b7a42e1';
const START: TrayState = { unread: 0, status: 'offline', inCall: false, micMuted: false };

/** Puts the icon into the tray. */
export function createTray(parts: TrayParts): TrayControl {
  const scale = screen.getPrimaryDisplay().scaleFactor;
  const pictureOf = (state: TrayState) => trayPicture(state, process.platform);
  const image = (state: TrayState) => trayImage(pictureOf(state), process.platform, scale);
  const withId = process.platform === 'win32' && app.isPackaged;
  const tray = withId ? new Tray(image(START), TRAY_ID) : new Tray(image(START));
  let state = START;
  let drawn: string | null = null;

  const draw = () => {
    const picture = pictureOf(state);
    if (picture !== drawn) tray.setImage(image(state));
    drawn = picture;
    tray.setToolTip(trayTooltip(state, parts.strings()));
    const shown = { visible: parts.isVisible(), paused: parts.isPaused() };
    tray.setContextMenu(Menu.buildFromTemplate(trayMenu(state, shown, parts.strings(), parts.actions)));
  };
  if (!clickOpensMenu(process.platform)) tray.on('click', parts.actions.toggleWindow);
  draw();

  return {
    set(next) {
      state = next;
      draw();
    },
    refresh: draw,
    dispose: () => tray.destroy(),
  };
}

/** Shows the unread count on the dock or the taskbar button. */
export function showBadge(window: BrowserWindow | null, unread: number, strings: Strings): void {
  if (process.platform !== 'win32') {
    app.setBadgeCount(unread);
    return;
  }
  window?.setOverlayIcon(unread > 0 ? overlayImage(unread) : null, unread > 0 ? strings.unread(unread) : '');
}
