// Start with the session, hidden: what each system is told, and what it says about it.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { isCode } from './files.ts';

export interface Autostart {
  /** Null where a program cannot arrange it itself. */
  get(): boolean | null;
  /** The state afterwards. */
  set(on: boolean): boolean | null;
}

export interface Program {
  readonly executable: string;
  readonly args: readonly string[];
}

/** What is needed of Electron's app. */
export interface LoginItems {
  getLoginItemSettings(of: object): { openAtLogin: boolean; executableWillLaunchAtLogin?: boolean };
  setLoginItemSettings(settings: object): void;
}

/** How a program asks to be started: by a file of the desktop, by the system's list, or not at all. */
export function autostartWay(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
): 'file' | 'login_item' | null {
  if (platform === 'darwin' || platform === 'win32') return 'login_item';
  // A sandbox's files are not the desktop's: there its own settings decide.
  return env.FLATPAK_ID === undefined && env.SNAP === undefined ? 'file' : null;
}

/** The program as it must be started; an AppImage runs from a place that is gone after each run. */
export function programOf(
  { APPIMAGE }: NodeJS.ProcessEnv,
  executable: string,
  sources: string | null,
): Program {
  return { executable: APPIMAGE ?? executable, args: [...(sources === null ? [] : [sources]), '--hidden'] };
}

/** Where the desktops of Linux look for it. */
export function autostartFile({ XDG_CONFIG_HOME: named = '' }: NodeJS.ProcessEnv, home: string): string {
  return join(isAbsolute(named) ? named : join(home, '.config'), 'autostart', 'baraza.desktop');
}

/** The file's text. */
export function autostartEntry({ executable, args }: Program): string {
  const lines = [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Baraza',
    `Exec=${[executable, ...args].map(quoted).join(' ')}`,
    'Icon=baraza',
    'Terminal=false',
    'StartupNotify=false',
    'X-GNOME-Autostart-enabled=true',
  ];
  return `${lines.join('\n')}\n`;
}

// Quoted for the command line that it is, then once more for the file, in which a backslash means something too.
function quoted(word: string): string {
  const inner = word.replace(/[\\"`$]/g, '\\$&').replaceAll('%', '%%');
  return `"${inner.replaceAll('\\', '\\\\')}"`;
}

/** By a file of the desktop, which its own settings may have switched off. */
export function fileAutostart(path: string, program: Program): Autostart {
  const get = () => {
    const text = readText(path);
    return text !== null && !/^(Hidden=true|X-GNOME-Autostart-enabled=false)\s*$/m.test(text);
  };
  return {
    get,
    set(on) {
      if (on) {
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        writeFileSync(path, autostartEntry(program), { mode: 0o644 });
      } else rmSync(path, { force: true });
      return get();
    },
  };
}

/** By the system's own list. */
export function loginItemAutostart(
  app: LoginItems,
  platform: NodeJS.Platform,
  { executable, args }: Program,
): Autostart {
  // macOS tells the program that it was started so; Windows hands it an argument.
  const item = platform === 'win32' ? { path: executable, args: [...args] } : {};
  const get = () => {
    // On Windows the task manager may forbid what the list has.
    const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings(item);
    return openAtLogin && executableWillLaunchAtLogin !== false;
  };
  return {
    get,
    set(on) {
      app.setLoginItemSettings({ ...item, openAtLogin: on, ...(platform === 'win32' && { enabled: on }) });
      return get();
    },
  };
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}
