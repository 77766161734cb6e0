// The one window: made hidden, shown when it has something to show, hidden to the tray when it is closed.
import { join } from 'node:path';
import { BrowserWindow, type NativeImage, nativeTheme, screen, type WebPreferences } from 'electron';
import type { EventChannels } from '../ipc/channels.ts';
import { MIN_HEIGHT, MIN_WIDTH, placeWindow } from './placement.ts';
import type { WindowStateStore } from './windowstate.ts';

export interface WindowOptions {
  state: WindowStateStore;
  icon: NativeImage;
  hidden: boolean;
  /** True when closing must hide the window instead. */
  hidesOnClose: () => boolean;
  onHiddenByClose: () => void;
  onAttention: (attention: EventChannels['window:attention']) => void;
}

const SAVE_AFTER = 500;

/** The colour behind the page, so that nothing flashes: the renderer's --surface. */
export function backgroundFor(dark: boolean): string {
  return dark ? '#1b1714' : '#faf6ef';
}

/** Makes the window; its page is loaded by who fills it. */
export function createWindow(options: WindowOptions): BrowserWindow {
  const saved = options.state.get();
  const areas = screen.getAllDisplays().map(display => display.workArea);
  const window = new BrowserWindow({
    ...placeWindow(saved, areas),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    show: false,
    title: 'Baraza',
    icon: options.icon,
    autoHideMenuBar: true,
    backgroundColor: backgroundFor(nativeTheme.shouldUseDarkColors),
    webPreferences: webPreferences(),
  });
  if (saved.maximized && !options.hidden) window.maximize();
  if (!options.hidden) window.once('ready-to-show', () => window.show());
  keepState(window, options.state);
  closeToTray(window, options);
  tellAttention(window, options.onAttention);
  followTheme(window);
  return window;
}

/** The locks of every page of ours. */
export function webPreferences(): WebPreferences {
  return {
    preload: join(__dirname, '../preload/preload.cjs'),
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
    spellcheck: true,
  };
}

/** Brings the window to the person, wherever it is. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** Hides the window; a full screen window first leaves full screen, or macOS keeps a black screen. */
export function hideWindow(window: BrowserWindow): void {
  if (!window.isFullScreen()) {
    window.hide();
    return;
  }
  window.once('leave-full-screen', () => window.hide());
  window.setFullScreen(false);
}

/** What the page is told about how far the person can see it. */
export function attentionOf(window: BrowserWindow): EventChannels['window:attention'] {
  return { visible: window.isVisible() && !window.isMinimized(), focused: window.isFocused() };
}

function keepState(window: BrowserWindow, state: WindowStateStore): void {
  let timer: NodeJS.Timeout | undefined;
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    if (window.isDestroyed() || window.isFullScreen()) return;
    state.change({ ...window.getNormalBounds(), maximized: window.isMaximized() });
  };
  const saveSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER);
  };
  for (const change of ['resize', 'move', 'maximize', 'unmaximize'] as const)
    window.on(change as 'resize', saveSoon);
  window.on('close', save);
  window.on('closed', () => clearTimeout(timer));
}

function closeToTray(window: BrowserWindow, options: WindowOptions): void {
  window.on('close', event => {
    if (!options.hidesOnClose()) return;
    event.preventDefault();
    hideWindow(window);
    options.onHiddenByClose();
  });
}

function tellAttention(window: BrowserWindow, tell: WindowOptions['onAttention']): void {
  let last = '';
  const changed = () => {
    if (window.isDestroyed()) return;
    const attention = attentionOf(window);
    const now = JSON.stringify(attention);
    if (now === last) return;
    last = now;
    tell(attention);
  };
  for (const change of ['show', 'hide', 'focus', 'blur', 'minimize', 'restore'] as const) {
    window.on(change as 'show', changed);
  }
  changed();
}

function followTheme(window: BrowserWindow): void {
  const repaint = () => window.setBackgroundColor(backgroundFor(nativeTheme.shouldUseDarkColors));
  nativeTheme.on('updated', repaint);
  window.on('closed', () => nativeTheme.removeListener('updated', repaint));
}
