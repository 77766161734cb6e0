// Secrets of the session: sealed by the system's keyring where there is one, else in a file with mode 0600.
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { keepAside, readJson, writeJson } from './files.ts';
import type { Log } from './log.ts';

/** What is needed of Electron's safeStorage; the backend's name is missing in older versions. */
export interface Keyring {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Buffer;
  decryptString(sealed: Buffer): string;
  getSelectedStorageBackend?(): string;
}

export interface Secrets {
  readonly kind: 'keyring' | 'file';
  get(key: string): string | null;
  set(key: string, value: string): void;
  delete(key: string): void;
  /** Deletes all whose keys begin so. */
  deleteAll(prefix: string): void;
}

const MAX_SECRETS = 256;

const entrySchema = Type.Union([
  Type.Object({ key: Type.String(), sealed: Type.String() }),
  Type.Object({ key: Type.String(), plain: Type.String() }),
]);
const fileSchema = Type.Object({ version: Type.Literal(1), entries: Type.Array(entrySchema) });
type Entry = Static<typeof entrySchema>;
const fileCheck = Compile(fileSchema);

/** A keyring counts only when it seals with a secret of its own; "basic_text" is a key that everyone knows. */
export function hasRealKeyring(keyring: Keyring, platform: NodeJS.Platform): boolean {
  if (!keyring.isEncryptionAvailable()) return false;
  if (platform !== 'linux' || keyring.getSelectedStorageBackend === undefined) return true;
  const backend = keyring.getSelectedStorageBackend();
  return backend !== 'basic_text' && backend !== 'unknown';
}

/** Opens `secrets.json` in a folder. A secret that cannot be opened any more reads as null. */
export function openSecrets(
  folder: string,
  keyring: Keyring,
  platform: NodeJS.Platform,
  log: Log,
  now: () => number,
): Secrets {
  const path = join(folder, 'secrets.json');
  const kind = hasRealKeyring(keyring, platform) ? 'keyring' : 'file';
  const entries = loadEntries(path, log, now);
  const save = () => writeJson(path, { version: 1, entries: [...entries.values()] });

  return {
    kind,
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return null;
      return 'plain' in entry ? entry.plain : unseal(keyring, entry, log);
    },
    set(key, value) {
      if (!entries.has(key) && entries.size >= MAX_SECRETS) throw new Error('Too many secrets');
      const sealed = kind === 'keyring' ? keyring.encryptString(value).toString('base64') : null;
      entries.set(key, sealed === null ? { key, plain: value } : { key, sealed });
      save();
    },
    delete(key) {
      if (entries.delete(key)) save();
    },
    deleteAll(prefix) {
      for (const key of [...entries.keys()]) if (key.startsWith(prefix)) entries.delete(key);
      save();
    },
  };
}

export type AccountSecrets = Pick<Secrets, 'get' | 'set' | 'delete'>;

/** The secrets of one account; those of the first one have no prefix, as before there were others. */
export function secretsOf(secrets: Secrets, prefix: string): AccountSecrets {
  return {
    get: key => secrets.get(prefix + key),
    set: (key, value) => secrets.set(prefix + key, value),
    delete: key => secrets.delete(prefix + key),
  };
}

function loadEntries(path: string, log: Log, now: () => number): Map<string, Entry> {
  const loaded = readJson(path);
  if (loaded.state === 'missing') return new Map();
  if (loaded.state === 'read' && fileCheck.Check(loaded.value)) {
    return new Map(loaded.value.entries.map(entry => [entry.key, entry]));
  }
  log.warn(`Secrets were not readable, kept aside as ${keepAside(path, now())}`);
  return new Map();
}

function unseal(keyring: Keyring, entry: { key: string; sealed: string }, log: Log): string | null {
  try {
    return keyring.decryptString(Buffer.from(entry.sealed, 'base64'));
  } catch {
    // The error's text may quote what it failed on, so only the name of the secret is logged.
    log.warn(`The keyring cannot open the secret "${entry.key}"; sign in again`);
    return null;
  }
}
