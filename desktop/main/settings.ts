// The settings of this profile: a schema, migrations, a tolerant load, and one place that changes them.
import { join } from 'node:path';
import ElectronStore from 'electron-store';
import { Compile } from 'typebox/compile';
import type { Disposer, Settings, SettingsChange } from '../ipc/channels.ts';
import { DEFAULT_SETTINGS } from '../ipc/defaults.ts';
import { parseServerOrigin } from '../ipc/link.ts';
import { keepAside, readJson, writeJson } from './files.ts';
import type { Log } from './log.ts';
import { settingSchemas } from './schemas.ts';
import { forgetFirstDefaults, SETTINGS_VERSION } from './settingsmigrations.ts';

export interface SettingsStore {
  get(): Settings;
  change(change: SettingsChange): Settings;
  chooseServer(origin: string | null): Settings;
  onChange(listener: (settings: Settings) => void): Disposer;
}

const fields = Object.keys(settingSchemas) as (keyof Settings)[];
const checks = new Map(Object.entries(settingSchemas).map(([name, schema]) => [name, Compile(schema)]));

/** Opens `settings.json` in a folder. A file that is not JSON is kept aside and the defaults are used. */
export function openSettings(folder: string, log: Log, now: () => number): SettingsStore {
  repair(join(folder, 'settings.json'), log, now);
  const store = new ElectronStore<Partial<Settings>>({
    cwd: folder,
    name: 'settings',
    configFileMode: 0o600,
    schema: settingSchemas as never,
    migrations: { '1.0.0': forgetFirstDefaults },
    // Taken as the app's version unless it is given, which the library's types do not say.
    ...({ projectVersion: SETTINGS_VERSION } as object),
  });
  const read = (): Settings => {
    const kept = Object.fromEntries(fields.map(name => [name, store.get(name, DEFAULT_SETTINGS[name])]));
    return kept as unknown as Settings;
  };
  let settings = read();
  const listeners = new Set<(settings: Settings) => void>();
  const put = (change: Partial<Settings>): Settings => {
    store.set(change);
    settings = { ...settings, ...change };
    for (const listener of listeners) listener(settings);
    return settings;
  };
  return {
    get: () => settings,
    change: put,
    chooseServer: origin => put({ serverUrl: origin }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/*
 * The store refuses a file as a whole when one field breaks the schema; a person would lose all settings for one.
 * So wrong fields are taken out first, one by one. Fields of a later version stay for the way back to it.
 */
function repair(path: string, log: Log, now: () => number): void {
  const loaded = readJson(path);
  if (loaded.state === 'missing') return;
  const { value } = loaded.state === 'read' ? loaded : { value: null };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    log.warn(`Settings were not readable, kept aside as ${keepAside(path, now())}`);
    return;
  }
  const entries = Object.entries(value);
  const right = entries.filter(([name, field]) => isRight(name, field));
  if (right.length === entries.length) return;
  const wrong = entries.filter(([name, field]) => !isRight(name, field)).map(([name]) => name);
  log.warn(`Settings left out, because they were not valid: ${wrong.join(', ')}`);
  writeJson(path, Object.fromEntries(right));
}

function isRight(name: string, value: unknown): boolean {
  if (name === '__proto__') return false;
  if (name === 'serverUrl' && typeof value === 'string') return parseServerOrigin(value) === value;
  return checks.get(name)?.Check(value) ?? true;
}
