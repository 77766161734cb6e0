// The tray over the life of the program: found or not, fed by the page, acting on the window.
import { app } from 'electron';
import type { EventChannels, TrayState } from '../ipc/channels.ts';
import type { Shell } from './context.ts';
import { createTray, showBadge, type TrayControl, type TrayParts } from './tray.ts';
import { hasTrayHost, runProgram } from './trayhost.ts';
import { hideWindow } from './window.ts';

const HOUR = 3_600_000;
const LOOK_AGAIN = 10_000;

export interface TrayDesk {
  /** Whether this desktop shows tray icons; known a moment after the start. */
  found: () => Promise<boolean>;
  onFound: (tell: (found: boolean) => void) => void;
  isThere: () => boolean;
  /** Asks again, because panels come and go, and tells when a window hidden in the tray could not be reached. */
  tellIfGone: (tell: () => void) => void;
  set: (state: TrayState) => void;
  refresh: () => void;
}

/** Puts up the tray icon where there is a place for it and keeps it up to date. */
export function startTray(shell: Shell): TrayDesk {
  let control: TrayControl | null = null;
  let state: TrayState | null = null;
  const look = () => hasTrayHost(process.platform, process.env, runProgram);
  const putUp = (isFound: boolean) => {
    if (isFound) control ??= createTray(trayParts(shell));
    if (state !== null) control?.set(state);
    return isFound;
  };
  const failed = (error: unknown) => {
    shell.log.error('The tray icon could not be made', error);
    return false;
  };
  const found = look().then(putUp).catch(failed);
  // Started with the session, the program is often there before the panel is.
  const again = setTimeout(() => {
    if (control === null) look().then(putUp).catch(failed);
  }, LOOK_AGAIN);
  app.once('will-quit', () => clearTimeout(again));
  return {
    found: () => found,
    onFound(tell) {
      found.then(tell).catch(error => shell.log.error('A wait for the tray failed', error));
    },
    isThere: () => control !== null,
    tellIfGone(tell) {
      look()
        .then(isThere => (isThere ? undefined : tell()))
        .catch(failed);
    },
    set(next) {
      state = next;
      control?.set(next);
      showBadge(shell.window(), next.unread, shell.strings());
    },
    refresh: () => control?.refresh(),
  };
}

function trayParts(shell: Shell): TrayParts {
  const isVisible = () => shell.window()?.isVisible() ?? false;
  const isMuted = () => (shell.settings.get().mutedUntil ?? 0) > Date.now();
  const toggleWindow = () => {
    const window = shell.window();
    if (window !== null && isVisible()) hideWindow(window);
    else shell.show();
  };
  const openSettings = () => {
    shell.show();
    shell.send('menu:command', { kind: 'settings' });
  };
  const command = (event: EventChannels['tray:command']) => shell.send('tray:command', event);
  const mute = (muted: boolean) => {
    shell.settings.change({ mutedUntil: muted ? Date.now() + HOUR : null });
  };
  const actions = { toggleWindow, command, mute, openSettings, quit: () => app.quit() };
  return { strings: shell.strings, isVisible, isMuted, actions };
}
