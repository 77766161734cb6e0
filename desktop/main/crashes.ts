// What happens when something breaks: the page is loaded again a few times, faults are logged and told once.
import type { BrowserWindow, Dialog, WebContents } from 'electron';
import type { Log } from './log.ts';
import type { Strings } from './strings.ts';

const DELAYS = [500, 2_000, 8_000] as const;
const FORGET_AFTER = 10 * 60_000;

/** How long to wait before the page is loaded again after these crashes; null when it crashed too often lately. */
export function reloadDelay(crashes: readonly number[], now: number): number | null {
  const recent = crashes.filter(time => now - time < FORGET_AFTER).length;
  return DELAYS[recent - 1] ?? null;
}

export interface CrashParts {
  dialog: Dialog;
  strings: () => Strings;
  log: Log;
  quit: () => void;
}

/** Brings a page of the window back after its process died. */
export function recoverPage(contents: WebContents, window: BrowserWindow, parts: CrashParts): void {
  let crashes: number[] = [];
  const reload = () => {
    if (!contents.isDestroyed()) contents.reload();
  };
  contents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit') return;
    const now = Date.now();
    crashes = [...crashes, now].slice(-DELAYS.length - 1);
    parts.log.error(`The page's process is gone: ${details.reason}, exit code ${details.exitCode}`);
    const delay = reloadDelay(crashes, now);
    if (delay !== null) {
      setTimeout(reload, delay);
      return;
    }
    askToReopen(window, parts).then(
      reopen => {
        crashes = [];
        if (reopen) reload();
        else parts.quit();
      },
      error => parts.log.error('The crash dialog failed', error),
    );
  });
  contents.on('did-fail-load', (_event, code, text, _url, isMainFrame) => {
    // -3 is a load that was replaced by another one.
    if (isMainFrame && code !== -3) parts.log.error(`The page could not be loaded: ${text} (${code})`);
  });
}

async function askToReopen(window: BrowserWindow, { dialog, strings }: CrashParts): Promise<boolean> {
  const { crashTitle, crashBody, reopen, quit } = strings();
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: crashTitle,
    detail: crashBody,
    buttons: [reopen, quit],
    defaultId: 0,
    cancelId: 0,
  });
  return response === 0;
}

/** Logs faults of the main process; the first one is also told to the person. */
export function watchFaults(process: NodeJS.Process, parts: Omit<CrashParts, 'quit'>): void {
  let told = false;
  const fault = (error: unknown) => {
    parts.log.error('A fault in the main process', error);
    if (told) return;
    told = true;
    const { faultTitle, faultBody } = parts.strings();
    parts.dialog
      .showMessageBox({ type: 'error', message: faultTitle, detail: faultBody })
      .catch(failure => parts.log.error('The fault dialog failed', failure));
  };
  process.on('uncaughtException', fault);
  process.on('unhandledRejection', fault);
}
