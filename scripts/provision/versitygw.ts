// Finds or builds an S3 service for the tests: versitygw (Apache-2.0), which keeps objects in a folder.
import { join } from 'node:path';
import { cacheFolder, makeFolder } from './cache.ts';
import { isExecutable, run, which } from './command.ts';
import { say } from './say.ts';

const module = 'github.com/versity/versitygw/cmd/versitygw';
const version = 'v1.8.0';
const program = process.platform === 'win32' ? 'versitygw.exe' : 'versitygw';
/** Go from here on fetches the compiler that a module asks for by itself. */
const oldestGo = [1, 21] as const;
const buildMs = 15 * 60_000;

/** Where the program is, or why there is none: the tests of S3 are then skipped with that reason. */
export type Versitygw = { readonly executable: string } | { readonly missing: string };

/** The program on the PATH, in the cache, or built there by Go; says which it chose. */
export async function provideVersitygw(tell: (line: string) => void = say): Promise<Versitygw> {
  const cached = join(cacheFolder(), `versitygw-${version}`, program);
  const there = which('versitygw') ?? (isExecutable(cached) ? cached : undefined);
  const found = there === undefined ? await build(cached, tell) : { executable: there };
  tell('missing' in found ? `No S3 for the tests: ${found.missing}` : `S3 (versitygw): ${found.executable}`);
  return found;
}

async function build(executable: string, tell: (line: string) => void): Promise<Versitygw> {
  const go = which('go') ?? which('go', { PATH: '/usr/local/go/bin:/usr/lib/go/bin' });
  if (go === undefined) return { missing: 'it is built with Go, which is not installed (https://go.dev/dl)' };
  const { output } = await run(go, ['env', 'GOVERSION']);
  const [major = 0, minor = 0] = (/go(\d+)\.(\d+)/.exec(output) ?? []).slice(1).map(Number);
  if (major < oldestGo[0] || (major === oldestGo[0] && minor < oldestGo[1])) {
    return {
      missing: `Go ${major}.${minor} is too old to build it; ${oldestGo.join('.')} or newer is needed`,
    };
  }
  tell(`Building versitygw ${version} with Go ${major}.${minor} (once, some minutes)`);
  let told = '';
  await makeFolder(join(executable, '..'), async folder => {
    const env = { ...process.env, GOBIN: folder, GOFLAGS: '-trimpath' };
    const built = await run(go, ['install', `${module}@${version}`], { env, timeoutMs: buildMs });
    told = built.code === 0 ? '' : built.output.trim();
  });
  if (isExecutable(executable)) return { executable };
  return { missing: `it could not be built (${told.split('\n').at(-1)})` };
}
