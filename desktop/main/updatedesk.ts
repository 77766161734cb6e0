// Updates in the life of the program: which engine, which address, what the window and the calls are doing.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, type BrowserWindow } from 'electron';
import { autoUpdater } from 'electron-updater';
import type { Shell } from './context.ts';
import { writeJson } from './files.ts';
import type { TrayDesk } from './traydesk.ts';
import { createUpdates, type UpdateEngine, type Updates } from './updates.ts';

const PACKED_FEED = 'app-update.yml';
const HIDDEN_ONCE = 'start-hidden';

/** Starts to look for updates where somebody has named an address for them. */
export function startUpdates(shell: Shell, window: BrowserWindow, tray: TrayDesk): Updates {
  const { settings, log } = shell;
  const updates = createUpdates({
    engine: () => engine(shell),
    builtIn: packedFeed(process.resourcesPath),
    settings: settings.get,
    visible: () => !window.isDestroyed() && window.isVisible(),
    inCall: tray.isInCall,
    tell: state => {
      for (const page of shell.pages.all()) page.send('updates:changed', state);
    },
    onSilent: () => writeFileSync(join(shell.folder, HIDDEN_ONCE), ''),
    every: (ms, run) => {
      const timer = setInterval(run, ms);
      return () => clearInterval(timer);
    },
    now: Date.now,
    log,
  });
  settings.onChange(updates.refresh);
  tray.onChange(updates.refresh);
  window.on('hide', updates.refresh);
  window.webContents.once('did-finish-load', updates.refresh);
  app.once('will-quit', updates.dispose);
  return updates;
}

/** Whether the last run ended for an update that nobody asked for, which must not open a window now. Once. */
export function takeHiddenStart(folder: string): boolean {
  const mark = join(folder, HIDDEN_ONCE);
  const marked = existsSync(mark);
  if (marked) rmSync(mark);
  return marked;
}

function engine({ log, folder, settings }: Shell): UpdateEngine {
  if (!existsSync(join(process.resourcesPath, PACKED_FEED))) {
    // The library wants a file that only a copy packed with an address has.
    const own = join(folder, 'updates.json');
    const { updateFeed: url } = settings.get();
    writeJson(own, { provider: 'generic', url, updaterCacheDirName: 'baraza-updates' });
    autoUpdater.updateConfigPath = own;
  }
  autoUpdater.logger = { info: log.info, warn: log.warn, error: text => log.error(String(text)) };
  return autoUpdater as unknown as UpdateEngine;
}

/** The address in the file that the packer puts beside the app; null where there is none. */
function packedFeed(resources: string): string | null {
  const file = join(resources, PACKED_FEED);
  if (!existsSync(file)) return null;
  return /^url: ['"]?(\S+?)['"]?$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? null;
}
