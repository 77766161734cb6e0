// What the shell's specs share: a screen per worker, and the desktop on an empty page of its own origin.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import type { Baraza } from '../../desktop/ipc/bridge.ts';
import { type Display, startDisplay } from '../harness/display.ts';
import { type Desktop, type DesktopOptions, launchDesktop } from '../harness/electron.ts';
import { removeFolder } from '../harness/folder.ts';

/** The page's window, for code that runs in it. */
export type WithBridge = Window & { baraza: Baraza; events: unknown[] };

export type OpenShell = (options?: DesktopOptions) => Promise<Desktop>;

export const test = base.extend<{ openShell: OpenShell }, { display: Display }>({
  display: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs out of the pattern
    async ({}, use) => {
      const display = await startDisplay();
      await use(display);
      await display.stop();
    },
    { scope: 'worker' },
  ],
  openShell: async ({ display }, use) => {
    const opened: { desktop: Desktop; hasEnded: () => boolean }[] = [];
    await use(async (options = {}) => {
      const desktop = await launchDesktop({ ...options, env: { DISPLAY: display.name, ...options.env } });
      const child = desktop.app.process();
      opened.push({ desktop, hasEnded: () => child.exitCode !== null || child.signalCode !== null });
      await desktop.page.waitForLoadState();
      await toBlank(desktop.page);
      return desktop;
    });
    for (const { desktop, hasEnded } of opened) {
      if (!hasEnded()) await desktop.quit();
      await removeFolder(desktop.profile);
    }
  },
});

/** Leaves the real page, so that only the shell is under test. */
export async function toBlank(page: Page): Promise<void> {
  await page.goto('app://baraza/blank');
  await expect(page.locator('body')).toHaveText('Not found');
}

export function logOf({ profile }: Desktop): string {
  return readFileSync(join(profile, 'logs/main.log'), 'utf8');
}

export function isVisible({ app }: Desktop): Promise<boolean> {
  return app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false);
}

export function closeWindow({ app }: Desktop): Promise<void> {
  return app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
}
