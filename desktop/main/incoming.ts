// The window of a call that rings while the main one is hidden: above all others, never taking the focus.
import { BrowserWindow, screen } from 'electron';
import type { IncomingAction, IncomingCall } from '../ipc/channels.ts';
import { actionOf, incomingPage } from './incomingpage.ts';
import type { Log } from './log.ts';
import { backgroundFor } from './window.ts';

export interface IncomingDesk {
  show(call: IncomingCall): void;
  close(callId: string): void;
  closeAll(): void;
}

const WIDTH = 360;
const HEIGHT = 180;
const MARGIN = 20;

/** Shows at most one such window; what is clicked in it goes to the page, which owns the call. */
export function createIncoming(
  onAction: (callId: string, action: IncomingAction) => void,
  log: Log,
): IncomingDesk {
  let shown: { readonly callId: string; readonly window: BrowserWindow } | null = null;
  const closeAll = () => {
    const closing = shown;
    shown = null;
    if (closing && !closing.window.isDestroyed()) closing.window.destroy();
  };
  return {
    show(call) {
      if (shown?.callId === call.callId && !shown.window.isDestroyed()) return;
      closeAll();
      const window = makeWindow(call.dark);
      shown = { callId: call.callId, window };
      window.webContents.on('will-navigate', (event, url) => {
        event.preventDefault();
        const action = actionOf(url);
        if (action === null) return;
        closeAll();
        onAction(call.callId, action);
      });
      // Shown without being activated: what the person types goes on to where it went.
      window.once('ready-to-show', () => window.showInactive());
      window.loadURL(incomingPage(call)).catch(error => {
        if (shown?.window === window) log.error('The window of an incoming call did not load', error);
      });
    },
    close(callId) {
      if (shown?.callId === callId) closeAll();
    },
    closeAll,
  };
}

/*
 * On Wayland a program may neither place its windows nor raise them above others: there the compositor decides,
 * and the notification, which the desktop itself shows above all, is what can be relied on.
 */
function makeWindow(dark: boolean): BrowserWindow {
  const { workArea } = screen.getDisplayNearestPoint(screen.getCursorScreenPoint());
  const window = new BrowserWindow({
    width: WIDTH,
    height: HEIGHT,
    x: workArea.x + workArea.width - WIDTH - MARGIN,
    y: workArea.y + MARGIN,
    show: false,
    frame: false,
    resizable: false,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    skipTaskbar: true,
    alwaysOnTop: true,
    backgroundColor: backgroundFor(dark),
    webPreferences: { javascript: false, sandbox: true, contextIsolation: true, nodeIntegration: false },
  });
  // Also over a presentation or a film in full screen.
  window.setAlwaysOnTop(true, 'screen-saver');
  window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true });
  return window;
}
