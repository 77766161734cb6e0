import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../ipc/defaults.ts';
import { createLog } from './log.ts';
import { openSettings } from './settings.ts';

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
const file = () => join(folder, 'settings.json');
const written = () => JSON.parse(readFileSync(file(), 'utf8')) as Record<string, unknown>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'baraza-settings-'));
  lines = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a new profile has the defaults and writes none of them down', () => {
  const settings = open();
  expect(settings.get()).toEqual(DEFAULT_SETTINGS);
  settings.change({ sounds: false });
  expect(Object.keys(written()).filter(name => name !== '__internal__')).toEqual(['sounds']);
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
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(open().get()).toEqual({
    ...DEFAULT_SETTINGS,
    theme: 'light',
    serverUrl: 'https://chat.example.org',
  });
  expect(readdirSync(folder)).toEqual(['settings.json']);
});

test('a file that is not JSON is kept aside and the defaults are used', () => {
  writeFileSync(file(), '{"theme": "da');
  expect(open().get()).toEqual(DEFAULT_SETTINGS);
  expect(readFileSync(join(folder, 'settings.corrupt-42.json'), 'utf8')).toBe('{"theme": "da');
  expect(lines.join('')).toContain('settings.corrupt-42.json');
});

test('fields that are wrong or inherited are left out one by one, those of a later version stay', () => {
  writeFileSync(
    file(),
    '{"theme":"pink","sounds":false,"serverUrl":"javascript:alert(1)","later":1,"__proto__":{"closeToTray":false}}',
  );
  expect(open().get()).toEqual({ ...DEFAULT_SETTINGS, sounds: false });
  expect(lines.join('')).toContain('theme, serverUrl, __proto__');
  expect(written()).toMatchObject({ sounds: false, later: 1 });
  for (const wrong of ['null', '7', '"x"', '[]']) {
    writeFileSync(file(), wrong);
    expect(open().get()).toEqual(DEFAULT_SETTINGS);
  }
});

test('a profile of the first version keeps its choices, and no longer the defaults of that time', () => {
  const first = {
    serverUrl: null,
    theme: 'dark',
    language: 'system',
    closeToTray: true,
    notifications: true,
  };
  const rest = { notificationPreview: 'message', sounds: true, mutedUntil: null };
  writeFileSync(file(), JSON.stringify({ ...first, ...rest }));
  expect(open().get()).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark' });
  expect(Object.keys(written()).filter(name => name !== '__internal__')).toEqual(['theme']);
  // Once only: what is chosen later stays, also when it is what was usual then.
  open().change({ sounds: true });
  expect(open().get().sounds).toBe(true);
  expect(written()).toMatchObject({ theme: 'dark', sounds: true });
});

test('a value that breaks the schema is not kept', () => {
  const settings = open();
  expect(() => settings.change({ theme: 'pink' as never })).toThrow('theme');
  expect(open().get()).toEqual(DEFAULT_SETTINGS);
});
