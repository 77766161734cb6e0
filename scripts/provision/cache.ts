// Where fetched parts are kept: a per-user folder outside the repository.
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The cache folder; BARAZA_CACHE_DIR moves it. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const folder = env.BARAZA_CACHE_DIR || join(systemCache(env), 'baraza');
  mkdirSync(folder, { recursive: true });
  return folder;
}

function systemCache(env: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32') return env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return env.XDG_CACHE_HOME || join(homedir(), '.cache');
}

/** Fills a folder beside its final place and moves it there at once, so that a half-made one is never found. */
export async function makeFolder(folder: string, fill: (folder: string) => Promise<void>): Promise<void> {
  mkdirSync(join(folder, '..'), { recursive: true });
  const draft = mkdtempSync(`${folder}.`);
  try {
    await fill(draft);
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
