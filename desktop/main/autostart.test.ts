// Start with the session: the file is read by the desktop's own reader, the other systems are told the right thing.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  autostartFile,
  autostartWay,
  fileAutostart,
  type LoginItems,
  loginItemAutostart,
  programOf,
} from './autostart.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'baraza-autostart-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('each system is asked in its own way, and a sandbox is left to its own settings', () => {
  expect(autostartWay('linux', {})).toBe('file');
  expect(autostartWay('linux', { FLATPAK_ID: 'org.baraza' })).toBeNull();
  expect(autostartWay('linux', { SNAP: '/snap/baraza/1' })).toBeNull();
  expect(['darwin', 'win32'].map(name => autostartWay(name as NodeJS.Platform, {}))).toEqual([
    'login_item',
    'login_item',
  ]);
});

test('an AppImage is started by its own file, sources by the engine, and always hidden', () => {
  expect(programOf({ APPIMAGE: '/home/a/Baraza.AppImage' }, '/tmp/.mount/baraza', null)).toEqual({
    executable: '/home/a/Baraza.AppImage',
    args: ['--hidden'],
  });
  expect(programOf({}, '/opt/electron', '/src')).toEqual({
    executable: '/opt/electron',
    args: ['/src', '--hidden'],
  });
});

test('the file lies where the desktop looks, a relative folder being none', () => {
  expect(autostartFile({ XDG_CONFIG_HOME: '/x' }, '/home/a')).toBe('/x/autostart/baraza.desktop');
  const usual = '/home/a/.config/autostart/baraza.desktop';
  expect([autostartFile({}, '/home/a'), autostartFile({ XDG_CONFIG_HOME: 'x' }, '/home/a')]).toEqual([
    usual,
    usual,
  ]);
});

// glib's own: it reads the entry as the desktops do, and is there wherever a session bus can be asked.
const launcher = 'gio';

test('the desktop starts exactly what is meant, whatever the path holds', () => {
  const strange = join(folder, 'A b"c$d`e\\f');
  mkdirSync(strange);
  const script = join(strange, 'start me');
  const told = join(folder, 'told');
  writeFileSync(script, `#!/bin/sh\nprintf '%s\\n' "$@" > '${told}.part'\nmv '${told}.part' '${told}'\n`);
  chmodSync(script, 0o755);
  const path = join(folder, 'autostart/baraza.desktop');
  const autostart = fileAutostart(path, programOf({}, script, '100% $HOME "x"'));
  expect(autostart.get()).toBe(false);
  expect(autostart.set(true)).toBe(true);
  execFileSync(launcher, ['launch', path]);
  execFileSync('sh', ['-c', `until [ -f '${told}' ]; do sleep 0.02; done`]);
  expect(readFileSync(told, 'utf8')).toBe('100% $HOME "x"\n--hidden\n');
  expect(autostart.set(false)).toBe(false);
  expect(existsSync(path)).toBe(false);
});

test('what the desktop switched off itself is off', () => {
  const path = join(folder, 'baraza.desktop');
  const autostart = fileAutostart(path, programOf({}, '/opt/baraza', null));
  for (const line of ['Hidden=true', 'X-GNOME-Autostart-enabled=false']) {
    autostart.set(true);
    const kept = readFileSync(path, 'utf8').replace(/^X-GNOME.*\n/m, '');
    writeFileSync(path, `${kept}${line}\n`);
    expect(autostart.get()).toBe(false);
  }
  expect(autostart.set(true)).toBe(true);
});

function loginItems(forbidden = false) {
  const told: object[] = [];
  let openAtLogin = false;
  const app: LoginItems = {
    getLoginItemSettings: () => ({ openAtLogin, executableWillLaunchAtLogin: openAtLogin && !forbidden }),
    setLoginItemSettings(settings) {
      told.push(settings);
      ({ openAtLogin } = settings as { openAtLogin: boolean });
    },
  };
  return { app, told };
}
const program = programOf({}, 'C:\\Baraza.exe', null);

test('Windows is told how to start it hidden, and its task manager has the last word', () => {
  const { app, told } = loginItems();
  expect(loginItemAutostart(app, 'win32', program).set(true)).toBe(true);
  expect(told).toEqual([{ path: 'C:\\Baraza.exe', args: ['--hidden'], openAtLogin: true, enabled: true }]);
  expect(loginItemAutostart(loginItems(true).app, 'win32', program).set(true)).toBe(false);
});

test('macOS keeps the program in its list without arguments', () => {
  const { app, told } = loginItems();
  const autostart = loginItemAutostart(app, 'darwin', program);
  expect([autostart.set(true), autostart.set(false)]).toEqual([true, false]);
  expect(told).toEqual([{ openAtLogin: true }, { openAtLogin: false }]);
});
