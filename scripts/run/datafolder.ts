// The data folder: where it is, its secrets, and the lock that keeps a second start out.

import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem, say } from '../provision/say.ts';
import { note, type ProcessNote, stillRuns } from './identity.ts';
import { serverSecrets } from './server.ts';

export type Secrets = ReturnType<typeof serverSecrets> & { readonly MONGODB_PASSWORD: string };

const SPACE_NEEDED = 400_000_000;

/** The per-user data folder; BARAZA_DATA_DIR moves it. */
export function dataFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.BARAZA_DATA_DIR) return resolve(env.BARAZA_DATA_DIR);
  if (process.platform === 'win32')
    return join(env.APPDATA || join(homedir(), 'AppData', 'Roaming'), 'Baraza');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Baraza');
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'baraza');
}

/** Makes the folder, private to its owner, and checks that there is room in it. */
export function openDataFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < SPACE_NEEDED) {
    throw new Problem(
      `The disk is full: only ${Math.round((bavail * bsize) / 1_000_000)} MB are left for ${folder}`,
      'Free some space, or choose another folder with BARAZA_DATA_DIR',
    );
  }
}

/** Reads the secrets; the first time, makes them. Losing the file means losing the messages, so it is never overwritten. */
export function openSecrets(folder: string): Secrets {
  const file = join(folder, 'secrets.json');
  if (!existsSync(file)) {
    const secrets: Secrets = { ...serverSecrets(), MONGODB_PASSWORD: randomBytes(24).toString('base64url') };
    writeWhole(file, secrets);
    say(`Secrets made: ${file} (keep a copy: without it the messages cannot be read)`);
    return secrets;
  }
  if (process.platform !== 'win32') chmodSync(file, 0o600);
  try {
    const secrets = JSON.parse(readFileSync(file, 'utf8')) as Secrets;
    for (const name of ['JWT_SECRET', 'MONGODB_ENCRYPTION_KEY', 'TURN_SECRET', 'MONGODB_PASSWORD'] as const) {
      if (typeof secrets[name] !== 'string') throw new SyntaxError(`${name} is missing`);
    }
    return secrets;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Problem(`${file} is damaged (${error.message})`, 'Put back your copy of it', { cause: error });
  }
}

/** Writes a private JSON file whole or not at all. */
export function writeWhole(file: string, content: unknown): void {
  const draft = `${file}.${process.pid}.tmp`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(draft, file);
}

interface LockContent {
  readonly owner: ProcessNote;
  readonly address?: string;
  readonly children: readonly ProcessNote[];
}

export interface Lock {
  /** Notes the address for whoever comes second. */
  setAddress(address: string): void;
  /** Notes a program we started, so that the next start can end it if we are killed. */
  addChild(pid: number): void;
  release(): void;
}

/** Takes the data folder, or says who has it. What a killed start left running is ended first. */
export async function lockDataFolder(folder: string): Promise<Lock> {
  const file = join(folder, 'run.lock');
  let content: LockContent = { owner: note(process.pid), children: [] };
  const save = () => writeWhole(file, content);
  for (;;) {
    try {
      writeFileSync(file, `${JSON.stringify(content)}\n`, { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      await clearStale(folder, file);
    }
  }
  return {
    setAddress(address) {
      content = { ...content, address };
      save();
    },
    addChild(pid) {
      content = { ...content, children: [...content.children, note(pid)] };
      save();
    },
    release: () => rmSync(file, { force: true }),
  };
}

async function clearStale(folder: string, file: string): Promise<void> {
  const before = readLock(file);
  if (before && stillRuns(before.owner)) {
    throw new Problem(
      `Baraza already runs on ${folder}${before.address ? `, at ${before.address}` : ''} (process ${before.owner.pid})`,
      'Use that one, stop it with Ctrl-C, or choose another folder with BARAZA_DATA_DIR',
    );
  }
  const left = before?.children.filter(stillRuns) ?? [];
  if (left.length > 0) say('The last run was cut off; ending what it left behind');
  // Newest first, so that the database goes last.
  for (const child of left.toReversed()) await end(child);
  rmSync(file, { force: true });
}

function readLock(file: string): LockContent | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LockContent;
  } catch (error) {
    const gone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    // A lock cut short by a crash says nothing about who held it.
    if (gone || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const END_MS = 20_000;

async function end(child: ProcessNote): Promise<void> {
  process.kill(child.pid, 'SIGTERM');
  const deadline = performance.now() + END_MS;
  while (stillRuns(child)) {
    if (performance.now() > deadline) process.kill(child.pid, 'SIGKILL');
    await sleep(50);
  }
}
