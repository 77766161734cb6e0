// Is there a place where a tray icon would be seen? On Linux that depends on the desktop.
import { execFile } from 'node:child_process';

/** Runs a program with a time limit; null when it is missing or fails. */
export type Run = (program: string, args: readonly string[]) => Promise<string | null>;

const WATCHER = 'org.kde.StatusNotifierWatcher';
const ASK_WITHIN = 1_500;

/** Asks the session bus whether a StatusNotifier host is there. */
export async function hasTrayHost(
  platform: NodeJS.Platform,
  environment: NodeJS.ProcessEnv,
  run: Run,
): Promise<boolean> {
  if (platform !== 'linux') return true;
  const answer = await askBus(run);
  if (answer !== null) return answer;
  // The bus cannot be asked: plain GNOME is the one big desktop without a tray.
  const desktops = (environment.XDG_CURRENT_DESKTOP ?? '').split(':');
  return environment.XDG_CURRENT_DESKTOP !== undefined && !desktops.includes('GNOME');
}

async function askBus(run: Run): Promise<boolean | null> {
  const path = `/${WATCHER.split('.').at(-1)}`;
  const get = 'org.freedesktop.DBus.Properties.Get';
  const wanted = 'IsStatusNotifierHostRegistered';
  const names = await run('gdbus', [
    ...['call', '--session', '--dest', 'org.freedesktop.DBus', '--object-path', '/org/freedesktop/DBus'],
    ...['--method', 'org.freedesktop.DBus.NameHasOwner', WATCHER],
  ]);
  if (names !== null) {
    if (!names.includes('true')) return false;
    const call = [
      'call',
      '--session',
      '--dest',
      WATCHER,
      '--object-path',
      path,
      '--method',
      get,
      WATCHER,
      wanted,
    ];
    return (await run('gdbus', call))?.includes('true') ?? null;
  }
  const reply = await run('busctl', ['--user', 'get-property', WATCHER, path, WATCHER, wanted]);
  return reply === null ? null : reply.includes('true');
}

/** Runs a program of this machine without a shell. */
export const runProgram: Run = (program, args) =>
  new Promise(resolve => {
    execFile(program, [...args], { timeout: ASK_WITHIN, encoding: 'utf8' }, (error, output) => {
      resolve(error === null ? output : null);
    });
  });
