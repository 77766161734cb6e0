// The tray over the life of the program: found or not, fed by the page, acting on the window.
import { app } from 'electron';
import type { EventChannels } from '../ipc/channels.ts';
import type { TrayState } from '../ipc/payloads.ts';
import type { Shell } from './context.ts';
import { createTray, showBadge, type TrayControl, type TrayParts } from './tray.ts';
import { hasTrayHost, runProgram } from './trayhost.ts';
import { mergeTray, pauseEnd } from './traymenu.ts';
import { hideWindow } from './window.ts';

const LOOK_AGAIN = 10_000;
const MAX_TIMER = 2 ** 31 - 1;

export interface TrayDesk {
  /** Whether this desktop shows tray icons; known a moment after the start. */
  found: () => Promise<boolean>;
  onFound: (tell: (found: boolean) => void) => void;
  isThere: () => boolean;
  /** Asks again, because panels come and go, and tells when a window hidden in the tray could not be reached. */
  tellIfGone: (tell: () => void) => void;
  /** The state of one account; null once it is gone. */
  set: (account: string, state: TrayState | null) => void;
  stateOf: (account: string) => TrayState | null;
  /** Whether any account is in a call. */
  isInCall: () => boolean;
  /** Told after each new state. */
  onChange: (tell: () => void) => void;
  refresh: () => void;
}

/** Puts up the tray icon where there is a place for it and keeps it up to date. */
export function startTray(shell: Shell): TrayDesk {
  let control: TrayControl | null = null;
  const states = new Map<string, TrayState>();
  const listeners = new Set<() => void>();
  const pauses = pauseTimer(shell, () => control?.refresh());
  const look = () => hasTrayHost(process.platform, process.env, runProgram);
  const putUp = (isFound: boolean) => {
    if (isFound) control ??= createTray(trayParts(shell));
    if (states.size > 0) control?.set(mergeTray([...states.values()]));
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
  app.once('will-quit', () => {
    clearTimeout(again);
    pauses.stop();
  });
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
    set(account, next) {
      if (next === null) states.delete(account);
      else states.set(account, next);
      const merged = mergeTray([...states.values()]);
      control?.set(merged);
      showBadge(shell.window(), merged.unread, shell.strings());
      for (const tell of listeners) tell();
    },
    stateOf: account => states.get(account) ?? null,
    isInCall: () => [...states.values()].some(({ inCall }) => inCall),
    onChange: tell => void listeners.add(tell),
    refresh() {
      pauses.restart();
      control?.refresh();
    },
  };
}

// When a pause ends by itself the menu must not go on offering to end it.
function pauseTimer(shell: Shell, over: () => void) {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => clearTimeout(timer);
  const restart = () => {
    stop();
    const left = (shell.settings.get().mutedUntil ?? 0) - Date.now();
    if (left > 0) timer = setTimeout(over, Math.min(left + 50, MAX_TIMER));
  };
  restart();
  return { stop, restart };
}

function trayParts(shell: Shell): TrayParts {
  const isVisible = () => shell.window()?.isVisible() ?? false;
  const isPaused = () => (shell.settings.get().mutedUntil ?? 0) > Date.now();
  const toggleWindow = () => {
    const window = shell.window();
    if (window !== null && isVisible()) hideWindow(window);
    else shell.show();
  };
  const openSettings = () => {
    shell.show();
    shell.pages.front()?.send('menu:command', { kind: 'settings' });
  };
  // A page without a call does nothing with what is meant for one.
  const command = (event: EventChannels['tray:command']) => {
    for (const page of shell.pages.all()) page.send('tray:command', event);
  };
  const pause: TrayParts['actions']['pause'] = chosen => {
    shell.settings.change({ mutedUntil: chosen === null ? null : pauseEnd(chosen, new Date()) });
  };
  const actions = { toggleWindow, command, pause, openSettings, quit: () => app.quit() };
  return { strings: shell.strings, isVisible, isPaused, actions };
}
