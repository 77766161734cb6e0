// Packs the desktop app with electron-builder: into a folder that runs as it is, or as the installers of a system.
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parse } from 'yaml';
import { run } from '../provision/command.ts';
import type { Electron } from '../provision/electron.ts';
import { Problem, say } from '../provision/say.ts';
import { build } from './build.ts';

export interface PackOptions {
  readonly electron: Electron;
  /** Where everything goes. */
  readonly output: string;
  /** electron-builder's own words, such as "deb"; none make a folder only. */
  readonly targets: readonly string[];
  readonly version?: string;
  readonly feed?: Feed | null;
  /** Fails rather than to make something unsigned. */
  readonly signed?: boolean;
}

/** Where packaged apps look for updates: any server of static files. */
export interface Feed {
  readonly url: string;
  readonly channel: string;
}

export interface Packed {
  /** The folder that runs as it is. */
  readonly folder: string;
  readonly executable: string;
}

const root = join(import.meta.dirname, '../..');

/** Packs for this machine's system; an engine that is not the product's is for trying only. */
export async function pack(options: PackOptions): Promise<Packed> {
  const { electron, output, targets } = options;
  const kind = electron.isProduct ? 'product' : 'test';
  const { appFolder } = await build(kind);
  const engine = electron.isProduct ? null : copyEngine(electron, join(output, 'engine'));
  const config = join(output, 'packing.json');
  writeJson(config, packConfig(options, appFolder, engine));
  say(`Packing${targets.length === 0 ? '' : `: ${targets.join(', ')}`}`);
  const program = join(root, 'node_modules/electron-builder/cli.js');
  const what = targets.length === 0 ? ['--dir'] : [`--${system()}`, ...forBoth(targets)];
  const args = [program, ...what, '--config', config, '--publish', 'never', '--projectDir', root];
  // Links would let the fuses be flipped in the engine that everything else runs on.
  const env = { ...process.env, USE_HARD_LINKS: 'false', VITEST: undefined, NO_COLOR: '1' };
  const outcome = await run(process.execPath, args, { cwd: root, env });
  if (engine !== null) rmSync(engine, { recursive: true });
  rmSync(config);
  if (outcome.code !== 0)
    throw new Problem(
      `The app could not be packed:\n${outcome.output.trim().slice(-3_000)}`,
      'Installers need tools that electron-builder fetches once; "npm run package" alone needs none',
    );
  return packedFolder(output);
}

/** A target by name means this machine's processor only; "all" is what electron-builder.yml lists. */
function forBoth(targets: readonly string[]): string[] {
  if (targets.includes('all')) return [];
  return targets.flatMap(name => (name.includes(':') ? [name] : [`${name}:x64`, `${name}:arm64`]));
}

/** What electron-builder is told: electron-builder.yml with what only this run knows. */
export function packConfig(
  { electron, output, version, feed, signed }: Omit<PackOptions, 'targets'>,
  appFolder: string,
  engine: string | null,
): Record<string, unknown> {
  const written = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as Record<string, unknown>;
  const directories = { ...(written.directories as object), output, app: appFolder };
  const notes = releaseNotes();
  return {
    ...written,
    directories,
    ...(version === undefined ? {} : { extraMetadata: { version } }),
    ...(feed ? { publish: { provider: 'generic', ...feed }, releaseInfo: { releaseNotes: notes } } : {}),
    ...(signed ? { forceCodeSigning: true } : {}),
    ...(engine === null ? {} : engineConfig(electron, engine, written.electronFuses as object)),
  };
}

// The test build lies flat in a folder of its own, and its engine is older than the fuse left out here.
function engineConfig({ version }: Electron, engine: string, fuses: object): Record<string, unknown> {
  const files = ['main/**', 'preload/**', 'renderer/**', 'package.json', '!**/*.map', '!**/node_modules/**'];
  const { grantFileProtocolExtraPrivileges: _, ...electronFuses } = fuses as Record<string, boolean>;
  return { electronDist: engine, electronVersion: version, files, electronFuses };
}

// The engine's own files: no starter, since the app comes in the archive, and nothing of the image it lay in.
function copyEngine({ executable }: Electron, to: string): string {
  const from = join(executable, '..');
  const left = new Set([join('resources', 'app'), 'usr', 'AppRun', '.DirIcon']);
  cpSync(from, to, {
    recursive: true,
    filter: source => !left.has(relative(from, source)) && !/\.(desktop|png)$/.test(source),
  });
  return to;
}

function packedFolder(output: string): Packed {
  const places = {
    linux: ['linux-unpacked/baraza', 'linux-arm64-unpacked/baraza'],
    win: ['win-unpacked/Baraza.exe', 'win-arm64-unpacked/Baraza.exe'],
    mac: ['mac/Baraza.app/Contents/MacOS/Baraza', 'mac-arm64/Baraza.app/Contents/MacOS/Baraza'],
  };
  const executable = places[system()].map(place => join(output, place)).find(place => existsSync(place));
  if (executable === undefined) throw new Problem('Nothing was packed', `Look into ${output}`);
  const folder = join(output, relative(output, executable).split(sep)[0] ?? '');
  return { folder, executable };
}

function system(): 'linux' | 'win' | 'mac' {
  if (process.platform === 'darwin') return 'mac';
  return process.platform === 'win32' ? 'win' : 'linux';
}

/** What the newest part of CHANGELOG.md says: shown to whoever is offered the update. */
export function releaseNotes(changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')): string {
  return (changelog.split(/^## .*$/m)[1] ?? '').trim();
}

/** `<name>.tar.gz` of a packed folder by the system's tar, which needs no tool to be fetched. */
export async function packArchive({ folder }: Packed, output: string, name: string): Promise<string> {
  const file = join(output, `${name}.tar.gz`);
  const args = ['-czf', file, '-C', output, '--transform', `s,^[^/]*,${name},`, relative(output, folder)];
  const { code, output: text } = await run('tar', args);
  if (code !== 0) throw new Problem(`tar failed: ${text.trim()}`, 'The packed folder itself is whole');
  return file;
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
