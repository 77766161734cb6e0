// The door for npm start, demo, test and bench: runs on any Node from 20 on, brings the dependencies up to date,
// then hands over to the project's own Node.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { accessSync, constants, existsSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const lockFile = join(root, 'package-lock.json');
const hashFile = join(modules, '.baraza-lock-hash');
/** @type {Record<string, string>} */
const SCRIPTS = {
  start: 'scripts/start.ts',
  demo: 'scripts/demo.ts',
  test: 'scripts/test.ts',
  bench: 'scripts/bench/main.ts',
  package: 'scripts/package.ts',
};
const SPACE_NEEDED = 1_500_000_000;

class Problem extends Error {
  /** @param {string} message @param {string} remedy */
  constructor(message, remedy) {
    super(message);
    this.remedy = remedy;
  }
}

function lockHash() {
  return createHash('sha256').update(readFileSync(lockFile)).digest('hex');
}

/** @param {string} file @returns {Record<string, { version?: string, optional?: boolean }>} */
function packagesIn(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}

/** Whether npm itself, run by hand, has installed exactly what the lock file says. */
function installedByHand() {
  const hidden = join(modules, '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const installed = packagesIn(hidden);
  return Object.entries(packagesIn(lockFile)).every(
    ([path, wanted]) =>
      path === '' ||
      (installed[path] ? installed[path].version === wanted.version : wanted.optional === true),
  );
}

function dependenciesAreFresh() {
  if (!existsSync(projectNode())) return false;
  if (existsSync(hashFile) && readFileSync(hashFile, 'utf8') === lockHash()) return true;
  if (!installedByHand()) return false;
  writeFileSync(hashFile, lockHash());
  return true;
}

function projectNode() {
  return process.platform === 'win32' ? join(modules, 'node/bin/node.exe') : join(modules, '.bin/node');
}

/** npm puts node_modules/.bin first on the PATH, but an install must not run on the Node it is replacing. */
function outsidePath() {
  return (process.env.PATH ?? '').split(delimiter).filter(folder => !resolve(folder).startsWith(modules));
}

/** @param {string[]} names */
function findProgram(...names) {
  for (const folder of outsidePath()) {
    for (const name of names) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not in this folder.
      }
    }
  }
  return undefined;
}

function npmCommand() {
  const inside = process.execPath.startsWith(modules + sep);
  const node = inside ? findProgram('node', 'node.exe') : process.execPath;
  const npm = process.env.npm_execpath;
  if (node && npm?.endsWith('.js')) return { program: node, first: [npm] };
  const script = node && join(dirname(node), 'node_modules/npm/bin/npm-cli.js');
  if (node && script && existsSync(script)) return { program: node, first: [script] };
  const program = findProgram('npm');
  if (!program)
    throw new Problem('npm is missing', 'Install Node.js 20 or newer with npm (https://nodejs.org)');
  return { program, first: [] };
}

async function installDependencies() {
  checkSpace();
  await checkRegistry(false);
  // On Windows a running program cannot be deleted, so what is there is brought up to date in place.
  const verb = process.platform === 'win32' && existsSync(modules) ? 'install' : 'ci';
  const { program, first } = npmCommand();
  const total = Object.keys(packagesIn(lockFile)).length - 1;
  console.log(`Installing dependencies (${total} packages, once)`);
  const env = { ...process.env, PATH: outsidePath().join(delimiter) };
  const child = spawn(
    program,
    [
      ...first,
      verb,
      '--loglevel=http',
      '--fetch-retries=1',
      '--fetch-retry-mintimeout=1000',
      '--no-audit',
      '--no-fund',
    ],
    {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const output = showProgress(child, total);
  const code = await endOf(child);
  if (code !== 0) await explainInstall(output());
  writeFileSync(hashFile, lockHash());
}

/** @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} child @param {number} total */
function showProgress(child, total) {
  let text = '';
  let fetched = 0;
  let shown = 0;
  const terminal = process.stdout.isTTY;
  /** @param {string} part */
  const take = part => {
    fetched += part.split('\n').filter(line => /^npm http (fetch GET 200|cache) .*\.tgz/.test(line)).length;
    text = (text + part).slice(-50_000);
    const step = Math.min(100, Math.floor((100 * fetched) / total));
    if (step < shown + (terminal ? 1 : 25)) return;
    shown = step;
    process.stdout.write(terminal ? `\r  ${step} %\x1b[K${step === 100 ? '\n' : ''}` : `  ${step} %\n`);
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  return () => text;
}

function checkSpace() {
  const { bavail, bsize } = statfsSync(root);
  const left = bavail * bsize;
  if (left < SPACE_NEEDED) {
    throw new Problem(
      `The disk is full: ${Math.round(left / 1e6)} MB are left for ${root}, the dependencies need about ${SPACE_NEEDED / 1e6}`,
      'Free some space and start again',
    );
  }
}

/** npm itself would try a name that cannot be resolved for minutes. @param {boolean} failed */
async function checkRegistry(failed) {
  const proxy = process.env.HTTPS_PROXY || process.env.https_proxy || process.env.npm_config_https_proxy;
  const registry = new URL(process.env.npm_config_registry || 'https://registry.npmjs.org').hostname;
  const found = proxy
    ? true
    : await lookup(registry).then(
        () => true,
        () => false,
      );
  if (found && !failed) return;
  throw new Problem(
    `The network cannot be reached (${registry} did not answer)`,
    'Check the connection and start again',
  );
}

/** @param {string} output */
async function explainInstall(output) {
  if (output.includes('ENOSPC'))
    throw new Problem(
      'The disk is full: npm could not write the dependencies',
      'Free some space and start again',
    );
  if (/EACCES|EPERM/.test(output)) {
    throw new Problem(
      `No permission to write the dependencies to ${modules}`,
      'Give your user access to that folder',
    );
  }
  await checkRegistry(/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED/.test(output));
  const reason = output
    .split('\n')
    .filter(line => line.startsWith('npm error'))
    .slice(0, 8)
    .join('\n');
  throw new Problem(
    `npm could not install the dependencies:\n${reason || output.slice(-2_000)}`,
    'Try by hand: npm ci',
  );
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<number>} */
function endOf(child) {
  /** @param {NodeJS.Signals} signal */
  const forward = signal => child.kill(signal);
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, forward);
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code, signal) => {
      for (const name of signals) process.off(name, forward);
      done(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

async function main() {
  const [name = '', ...args] = process.argv.slice(2);
  const script = Object.hasOwn(SCRIPTS, name) ? SCRIPTS[name] : undefined;
  if (script === undefined)
    throw new Problem(`There is no script "${name}"`, `Choose one of: ${Object.keys(SCRIPTS).join(', ')}`);
  if (Number.parseInt(process.versions.node, 10) < 20) {
    throw new Problem(
      `Node ${process.versions.node} is too old`,
      'Install Node.js 20 or newer (https://nodejs.org)',
    );
  }
  if (!dependenciesAreFresh()) await installDependencies();
  const env = { ...process.env, PATH: [join(modules, '.bin'), ...outsidePath()].join(delimiter) };
  const child = spawn(projectNode(), [join(root, script), ...args], {
    stdio: 'inherit',
    env,
  });
  process.exitCode = await endOf(child);
}

try {
  await main();
} catch (error) {
  process.exitCode = 1;
  if (error instanceof Problem) console.error(`\n${error.message}.\n${error.remedy}.`);
  else if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOSPC')
    console.error('\nThe disk is full.\nFree some space and start again.');
  else console.error(error);
}
