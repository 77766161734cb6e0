// Builds the desktop app and the web client when their sources changed since the last build.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { shipped } from '../licences.ts';
import { run } from '../provision/command.ts';
import { complain, Problem, say } from '../provision/say.ts';

export interface Build {
  /** Hand this to Electron; it holds a package.json. */
  readonly appFolder: string;
  readonly webRoot: string;
}

const root = join(import.meta.dirname, '../..');
const sources = ['desktop', 'common', 'electron.vite.config.ts', 'tsconfig.base.json', 'package-lock.json'];

/** Makes sure that the build is fresh. The test build targets the oldest engine of the tests. */
export async function build(kind: 'product' | 'test'): Promise<Build> {
  const out = join(root, kind === 'test' ? 'out/test' : 'out');
  const result = { appFolder: kind === 'test' ? out : root, webRoot: join(out, 'renderer') };
  const stamp = join(out, '.sources');
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return result;
  say(kind === 'test' ? 'Building the app for tests' : 'Building the app (once per change)');
  rmSync(stamp, { force: true });
  mkdirSync(out, { recursive: true });
  const program = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const outcome = await run(process.execPath, [program, 'build'], {
    cwd: root,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NO_COLOR: '1',
      ...(kind === 'test' ? { BARAZA_TEST_BUILD: '1' } : {}),
    },
    onLine: line => {
      const modules = /(\d+) modules transformed/.exec(line);
      if (modules) say(`  ${modules[1]} modules`);
    },
  });
  if (outcome.code !== 0) throw buildFailure(outcome.output);
  if (kind === 'test') writeAppPackage(out);
  // Read by the app's own page about itself.
  writeFileSync(join(out, 'renderer/licences.json'), JSON.stringify(shipped(['common', 'desktop'])));
  writeFileSync(stamp, wanted);
  return result;
}

function buildFailure(output: string): Problem {
  if (output.includes('ENOSPC')) {
    return new Problem('The disk is full: the app could not be built', 'Free some space and start again');
  }
  return new Problem(
    `The app could not be built:\n${output.trim().slice(-4_000)}`,
    'Mend the sources, or start from a fresh checkout',
  );
}

function writeAppPackage(out: string): void {
  const { name, productName, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const about = { name, productName, version, main: 'main/main.cjs' };
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(about, null, 2)}\n`);
}

/** A hash over the names and contents of everything that goes into the build. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const source of sources) addToHash(hash, join(root, source));
  return hash.digest('hex');
}

function addToHash(hash: ReturnType<typeof createHash>, path: string): void {
  const entries = folderEntries(path);
  if (entries) {
    for (const name of entries) addToHash(hash, join(path, name));
  } else if (!/\.test\.tsx?$/.test(path)) {
    hash
      .update(`${relative(root, path)}\0`)
      .update(readFileSync(path))
      .update('\0');
  }
}

function folderEntries(path: string): string[] | undefined {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await build(process.argv.includes('--test') ? 'test' : 'product');
  } catch (error) {
    complain(error);
    process.exitCode = 1;
  }
}
