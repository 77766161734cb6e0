// The desktop app under test: the test build in a real Electron, each with a profile of its own.
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { provideTestElectron } from '../../scripts/provision/electron.ts';
import { removeFolder } from './folder.ts';

export interface Desktop {
  readonly app: ElectronApplication;
  /** The main window. */
  readonly page: Page;
  readonly profile: string;
  readonly log: () => string;
  /** Ends the app; the profile stays for another launch until `stop`. */
  quit(): Promise<void>;
  /** Ends the app and removes the profile. */
  stop(): Promise<void>;
}

export interface DesktopOptions {
  readonly server?: string;
  /** A profile of an earlier launch, to come back as the same person. */
  readonly profile?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Without it, permission questions are asked for real. */
  readonly grantMedia?: boolean;
}

const appFolder = join(import.meta.dirname, '../../out/test');
const LAUNCH_MS = 60_000;

/** Launches the desktop app and waits for its main window. */
export async function launchDesktop(options: DesktopOptions = {}): Promise<Desktop> {
  if (!existsSync(join(appFolder, 'package.json')))
    throw new Error('No test build: run npm test, or npm run build:test');
  const electron = await provideTestElectron(() => undefined);
  const profile = options.profile ?? mkdtempSync(join(tmpdir(), 'baraza-profile-'));
  const args = [appFolder, `--profile-dir=${profile}`, ...engineFlags(options.grantMedia ?? true)];
  if (options.server) args.push(`--server=${options.server}`);
  const app = await _electron.launch({
    // Playwright finds the product's own by itself, and then preloads what keeps it from racing with the app.
    ...(electron.isProduct ? {} : { executablePath: electron.executable }),
    args: [...args, ...(options.args ?? [])],
    env: { ...strings(process.env), XDG_CONFIG_HOME: join(profile, 'config'), ...options.env },
    timeout: LAUNCH_MS,
  });
  let text = '';
  const take = (part: Buffer) => {
    text += part.toString('utf8');
  };
  app.process().stdout?.on('data', take);
  app.process().stderr?.on('data', take);
  const quit = () => end(app);
  return {
    app,
    page: await app.firstWindow({ timeout: LAUNCH_MS }),
    profile,
    log: () => text,
    quit,
    stop: async () => {
      await quit();
      await removeFolder(profile);
    },
  };
}

function engineFlags(grantMedia: boolean): string[] {
  const flags = [
    '--use-fake-device-for-media-stream',
    '--allow-loopback-in-peer-connection',
    '--in-process-gpu',
  ];
  if (grantMedia) flags.push('--use-fake-ui-for-media-stream');
  if (process.getuid?.() === 0) flags.push('--no-sandbox');
  return flags;
}

// Closing windows would only hide the app in the tray, so it is told to exit; a hung one is killed.
async function end(app: ElectronApplication): Promise<void> {
  const child = app.process();
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await Promise.all([
    new Promise<void>(resolve => child.once('exit', () => resolve())),
    // The answer is lost when the process ends before it could be sent.
    app.evaluate(({ app: electron }) => electron.exit(0)).catch(() => undefined),
  ]);
  clearTimeout(timer);
}

function strings(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
