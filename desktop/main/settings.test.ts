import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../ipc/defaults.ts';
import { createLog } from './log.ts';
import { openSettings, readSettings } from './settings.ts';

let folder: string;
let lines: string[];
const open = () =>
  openSettings(
    folder,
    createLog(
      line => lines.push(line),
      () => new Date(0),
    ),
    () => 42,
  );

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'baraza-settings-'));
  lines = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a new profile has the defaults and writes nothing until something changes', () => {
  expect(open().get()).toEqual(DEFAULT_SETTINGS);
  expect(readdirSync(folder)).toEqual([]);
});

test('a change is told, kept in a private file, and read again', () => {
  const settings = open();
  const told: string[] = [];
  const stop = settings.onChange(next => told.push(next.theme));
  settings.change({ theme: 'dark' });
  stop();
  settings.change({ theme: 'light' });
  settings.chooseServer('https://chat.example.org');
  expect(told).toEqual(['dark']);
  expect(statSync(join(folder, 'settings.json')).mode & 0o777).toBe(0o600);
  expect(open().get()).toEqual({
    ...DEFAULT_SETTINGS,
    theme: 'light',
    serverUrl: 'https://chat.example.org',
  });
  expect(readdirSync(folder)).toEqual(['settings.json']);
});

test('a file that is not JSON is kept aside and the defaults are used', () => {
  writeFileSync(join(folder, 'settings.json'), '{"theme": "da');
  expect(open().get()).toEqual(DEFAULT_SETTINGS);
  expect(readFileSync(join(folder, 'settings.corrupt-42.json'), 'utf8')).toBe('{"theme": "da');
  expect(lines.join('')).toContain('settings.corrupt-42.json');
});

test('fields that are wrong, unknown or inherited are left out one by one', () => {
  const value = JSON.parse('{"theme":"pink","sounds":false,"later":1,"__proto__":{"closeToTray":false}}');
  expect(readSettings(value)).toEqual({ ...DEFAULT_SETTINGS, sounds: false });
  expect(readSettings({ serverUrl: 'javascript:alert(1)' }).serverUrl).toBeNull();
  for (const wrong of [null, 7, 'x', []]) expect(readSettings(wrong)).toEqual(DEFAULT_SETTINGS);
});
