// The settings of this profile: defaults, a tolerant load, and one place that changes them.
import { join } from 'node:path';
import { Compile } from 'typebox/compile';
import type { Disposer, Settings, SettingsChange } from '../ipc/channels.ts';
import { DEFAULT_SETTINGS } from '../ipc/defaults.ts';
import { parseServerOrigin } from '../ipc/link.ts';
import { keepAside, readJson, writeJson } from './files.ts';
import type { Log } from './log.ts';
import { settingSchemas } from './schemas.ts';

export interface SettingsStore {
  get(): Settings;
  change(change: SettingsChange): Settings;
  chooseServer(origin: string | null): Settings;
  onChange(listener: (settings: Settings) => void): Disposer;
}

const fieldChecks = Object.entries(settingSchemas).map(([name, schema]) => ({
  name,
  check: Compile(schema),
}));

/** The known fields of a value that are valid, on top of the defaults; anything else is left out. */
export function readSettings(value: unknown): Settings {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return DEFAULT_SETTINGS;
  const known: Record<string, unknown> = {};
  for (const { name, check } of fieldChecks) {
    const field = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    if (field !== undefined && check.Check(field)) known[name] = field;
  }
  const settings: Settings = { ...DEFAULT_SETTINGS, ...known };
  return {
    ...settings,
    serverUrl: settings.serverUrl === null ? null : parseServerOrigin(settings.serverUrl),
  };
}

/** Opens `settings.json` in a folder. A file that is not JSON is kept aside and the defaults are used. */
export function openSettings(folder: string, log: Log, now: () => number): SettingsStore {
  const path = join(folder, 'settings.json');
  const loaded = readJson(path);
  if (loaded.state === 'corrupt')
    log.warn(`Settings were not readable, kept aside as ${keepAside(path, now())}`);
  let settings = readSettings(loaded.state === 'read' ? loaded.value : null);
  const listeners = new Set<(settings: Settings) => void>();

  const put = (next: Settings): Settings => {
    writeJson(path, next);
    settings = next;
    for (const listener of listeners) listener(next);
    return next;
  };
  return {
    get: () => settings,
    change: change => put({ ...settings, ...change }),
    chooseServer: origin => put({ ...settings, serverUrl: origin }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
