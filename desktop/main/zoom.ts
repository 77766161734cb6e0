// How large everything is drawn: one level for all pages and windows, kept over restarts.
import type { BrowserWindow, WebContents } from 'electron';
import type { Pages } from './pages.ts';
import type { WindowStateStore } from './windowstate.ts';

/** Larger, smaller, or as it was drawn. */
export type ZoomChange = 'in' | 'out' | 'reset';

const SMALLEST = -3;
const LARGEST = 5;
const STEP = 0.5;

/** The level after a change, within what stays legible and fits. */
export function nextZoom(level: number, change: ZoomChange): number {
  if (change === 'reset') return 0;
  const moved = level + (change === 'in' ? STEP : -STEP);
  return Math.min(Math.max(moved, SMALLEST), LARGEST);
}

/** Changes the level and draws everything that is open anew. */
export function createZoom(state: WindowStateStore, pages: Pages, windows: () => readonly BrowserWindow[]) {
  const level = () => state.get().zoom ?? 0;
  const apply = (contents: WebContents) => {
    if (!contents.isDestroyed()) contents.setZoomLevel(level());
  };
  const change = (step: ZoomChange) => {
    state.change({ zoom: nextZoom(level(), step) });
    for (const page of pages.all()) apply(page.contents);
    for (const window of windows()) apply(window.webContents);
  };
  return {
    change,
    /** Keeps a page at the level, and lets its wheel change it. */
    follow(contents: WebContents): void {
      contents.on('dom-ready', () => apply(contents));
      contents.on('zoom-changed', (_event, direction) => change(direction));
    },
  };
}
