// The packed app under test, packed once per run. Its fuses refuse the inspector, so it is driven as a browser is.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Page } from '@playwright/test';
import { provideTestElectron } from '../../scripts/provision/electron.ts';
import { type Packed, pack } from '../../scripts/run/pack.ts';
import { removeFolder } from '../harness/folder.ts';

const READY_MS = 60_000;

export interface Program {
  readonly page: Page;
  readonly profile: string;
  readonly log: () => string;
  /** Resolves once the program has ended by itself. */
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

interface ProgramOptions {
  readonly server?: string;
  readonly profile?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Packs the app as it is built now into a folder that `remove` takes away again. */
export async function packForTest(): Promise<Packed & { remove(): Promise<void> }> {
  const output = mkdtempSync(join(tmpdir(), 'baraza-packed-'));
  const electron = await provideTestElectron(() => undefined);
  const packed = await pack({ electron, output, targets: [] });
  return { ...packed, remove: () => removeFolder(output) };
}

/** Starts a packed app as a person would, and waits for its window. */
export async function startProgram(executable: string, options: ProgramOptions = {}): Promise<Program> {
  const profile = options.profile ?? mkdtempSync(join(tmpdir(), 'baraza-profile-'));
  mkdirSync(profile, { recursive: true });
  const args = [
    `--profile-dir=${profile}`,
    '--remote-debugging-port=0',
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    '--allow-loopback-in-peer-connection',
    '--in-process-gpu',
    '--disable-backgrounding-occluded-windows',
    '--disable-renderer-backgrounding',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...(options.server === undefined ? [] : [`--server=${options.server}`]),
  ];
  const env = { ...process.env, XDG_CONFIG_HOME: join(profile, 'config'), ...options.env };
  const child = spawn(executable, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', part => {
      text += part;
    });
  const ended = once(child, 'exit');
  const address = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The packed app does not start:\n${text}`)), READY_MS);
    child.stderr.on('data', () => {
      const found = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
  });
  await windowShown(new URL(address).host);
  const browser = await chromium.connectOverCDP(address, { noDefaults: true });
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('The packed app has no window');
  const page = context.pages()[0] ?? (await context.waitForEvent('page', { timeout: READY_MS }));
  // Two windows lie on one screen: to the lower one too its own focus is told, or it would not draw.
  await (await context.newCDPSession(page)).send('Emulation.setFocusEmulationEnabled', { enabled: true });
  return {
    page,
    profile,
    log: () => text,
    ended,
    async stop() {
      await browser.close();
      if (child.exitCode === null && child.signalCode === null) child.kill();
      await ended;
      if (options.profile === undefined) await removeFolder(profile);
    },
  };
}

/** A window that is made while the driver attaches would make it hang. */
async function windowShown(host: string): Promise<void> {
  const until = Date.now() + READY_MS;
  while (Date.now() < until) {
    const targets = (await (await fetch(`http://${host}/json/list`)).json()) as {
      type: string;
      title: string;
    }[];
    if (targets.some(({ type, title }) => type === 'page' && title === 'Baraza')) return;
    await sleep(100);
  }
  throw new Error('The packed app shows no window');
}
