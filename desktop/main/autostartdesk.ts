// Start with the session on this very machine: the way that its system has, for the program that runs.
import { homedir } from 'node:os';
import { app } from 'electron';
import {
  type Autostart,
  autostartFile,
  autostartWay,
  fileAutostart,
  loginItemAutostart,
  programOf,
} from './autostart.ts';

const never: Autostart = { get: () => null, set: () => null };

/** Opens it; where the program has moved since, as an updated AppImage does, the entry follows. */
export function openAutostart(): Autostart {
  const { platform, env, execPath } = process;
  const program = programOf(env, execPath, app.isPackaged ? null : app.getAppPath());
  const way = autostartWay(platform, env);
  if (way === null) return never;
  if (way === 'login_item') return loginItemAutostart(app, platform, program);
  const autostart = fileAutostart(autostartFile(env, homedir()), program);
  if (app.isPackaged && autostart.get()) autostart.set(true);
  return autostart;
}

/** Whether macOS started the program with the session, which it says in no argument. */
export function startedBySession(): boolean {
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}
