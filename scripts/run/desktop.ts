// Opens the desktop app, or says plainly why it cannot.
import { existsSync, readFileSync } from 'node:fs';
import { type Electron, provideElectron, provideTestElectron } from '../provision/electron.ts';
import { say } from '../provision/say.ts';
import { type Running, start } from './child.ts';

/** Whether windows can be shown here. */
export function hasDisplay(env: NodeJS.ProcessEnv = process.env): boolean {
  return process.platform !== 'linux' || !!env.DISPLAY || !!env.WAYLAND_DISPLAY;
}

/** The Electron to use; undefined (and said why) where there is none. */
export async function findDesktop(): Promise<Electron | undefined> {
  if (!hasDisplay()) {
    say('There is no display here, so the desktop app is not opened');
    return undefined;
  }
  if (asRoot())
    say('Running as root, where Chromium has no sandbox: better start Baraza as an ordinary user');
  return process.env.BARAZA_TEST_BUILD === '1' ? provideTestElectron() : provideElectron();
}

export interface DesktopOptions {
  readonly electron: Electron;
  readonly appFolder: string;
  readonly logFile: string;
  readonly args: readonly string[];
}

const EARLY_MS = 5_000;

/** Opens the app in a process group of its own; says so if it ends at once with a failure. */
export async function openDesktop({ electron, appFolder, logFile, args }: DesktopOptions): Promise<Running> {
  const opened = performance.now();
  const running = await start(electron.executable, [appFolder, ...args, ...rootFlags()], {
    logFile,
    ownGroup: true,
  });
  void running.ended.then(code => {
    if (code === 0 || code === 'SIGTERM' || performance.now() - opened > EARLY_MS) return;
    say(`The desktop app ended at once (${code}). ${remedy(logFile)}`);
  });
  return running;
}

function asRoot(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

function rootFlags(): string[] {
  if (!asRoot()) return [];
  const flags = ['--no-sandbox'];
  // Without a graphics driver the separate GPU process of a root's Chromium does not come up.
  if (!existsSync('/dev/dri')) flags.push('--in-process-gpu');
  return flags;
}

function remedy(logFile: string): string {
  const log = existsSync(logFile) ? readFileSync(logFile, 'utf8').slice(-20_000) : '';
  const library = /error while loading shared libraries: (\S+):/.exec(log)?.[1];
  if (library) return `It needs ${library}: install it with your system's package manager.`;
  if (/SUID sandbox|namespace/.test(log)) {
    return 'This system forbids the sandbox to ordinary users: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0';
  }
  return `See ${logFile}. The web client works meanwhile.`;
}
