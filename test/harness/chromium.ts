// The web client under test: a current Chromium with a profile of its own.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { findBrowser } from '../../scripts/provision/browser.ts';
import { removeFolder } from './folder.ts';

export interface Browser {
  readonly context: BrowserContext;
  readonly page: Page;
  stop(): Promise<void>;
}

export interface BrowserOptions {
  /** Without it, permission questions are asked for real. */
  readonly grantMedia?: boolean;
  readonly args?: readonly string[];
}

const quietFlags = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--use-fake-device-for-media-stream',
  '--allow-loopback-in-peer-connection',
];

/** Launches Chromium with a fresh profile and opens the address. */
export async function launchBrowser(url: string, options: BrowserOptions = {}): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('Chromium is not installed (npm test installs it)');
  const profile = mkdtempSync(join(tmpdir(), 'baraza-chromium-'));
  const args = [...quietFlags, ...(options.args ?? [])];
  if (options.grantMedia ?? true) args.push('--use-fake-ui-for-media-stream');
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: !process.env.DISPLAY,
    chromiumSandbox: process.getuid?.() !== 0,
    args,
    viewport: { width: 1280, height: 800 },
  });
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(url);
  return {
    context,
    page,
    stop: async () => {
      await context.close();
      await removeFolder(profile);
    },
  };
}
