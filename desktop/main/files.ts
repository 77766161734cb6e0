// Small JSON files of the profile: written whole or not at all, readable by their owner only.
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

export type Loaded = { state: 'missing' } | { state: 'corrupt' } | { state: 'read'; value: unknown };

/** Reads a JSON file. Only a file that is not JSON counts as corrupt; one that cannot be read throws. */
export function readJson(path: string): Loaded {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return { state: 'missing' };
    throw error;
  }
  try {
    return { state: 'read', value: JSON.parse(text) };
  } catch {
    return { state: 'corrupt' };
  }
}

/** Replaces a JSON file atomically: a crash leaves the old file or the new one. */
export function writeJson(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.tmp`;
  rmSync(temporary, { force: true });
  const file = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(file, `${JSON.stringify(value, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

/** Moves a file that cannot be used out of the way, so that nothing a person wrote is lost. */
export function keepAside(path: string, now: number): string {
  const aside = `${path.replace(/\.json$/, '')}.corrupt-${now}.json`;
  renameSync(path, aside);
  return aside;
}

/** True when an error carries this system error code. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
