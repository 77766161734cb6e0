// Everything that ships, and all that it needs: checked for a licence the project may use, and listed for the app.
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** SPDX names. The last line is for fonts and data that ship as they are. */
const allowed = new Set([
  ...[
    'MIT',
    'MIT-0',
    'ISC',
    '0BSD',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'Apache-2.0',
    'BlueOak-1.0.0',
    'Unlicense',
  ],
  ...['OFL-1.1', 'CC0-1.0', 'CC-BY-4.0', 'Python-2.0'],
]);

/** A package as the app shows it. */
interface Shipped {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** The words of the licence, as the package brings them. */
  readonly text: string;
}

interface Manifest {
  name: string;
  version: string;
  license?: string | { type: string };
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** The packages that the source of these folders names. */
function imported(folders: readonly string[]): Set<string> {
  const files = globSync([`{${folders.join(',')}}/**/*.{ts,tsx,css}`], { cwd: root });
  const names = new Set<string>();
  for (const file of files.filter(name => !/\.test\.tsx?$/.test(name))) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, specifier = ''] of text.matchAll(
      /(?:from|import|import\(|url\()\s*['"]([^'".][^'"]*)['"]/g,
    )) {
      if (specifier.startsWith('node:')) continue;
      names.add(
        specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/'),
      );
    }
  }
  return names;
}

/** Where a package is found that one in `from` asks for, as Node looks for it. */
function locate(name: string, from: string): string | null {
  for (let folder = from; folder.startsWith(root); folder = join(folder, '..')) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return found;
  }
  return null;
}

/** `MIT OR GPL-2.0` is fine when one side is; `MIT AND ISC` when both are. */
export function isAllowed(expression: string): boolean {
  const plain = expression.replace(/[()]/g, '');
  return plain.split(' OR ').some(side => side.split(' AND ').every(name => allowed.has(name.trim())));
}

/** All packages behind the source of these folders, by name. */
export function shipped(folders: readonly string[]): Shipped[] {
  const seen = new Map<string, Shipped>();
  const queue = [...imported(folders)].map(name => ({ name, from: root }));
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const folder = locate(next.name, next.from);
    // Optional ones for other systems are not installed here; type-only ones have no package of their own.
    if (folder === null || seen.has(folder)) continue;
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    const { name, version, license } = manifest;
    const licence = typeof license === 'string' ? license : (license?.type ?? 'none');
    seen.set(folder, { name, version, licence, text: licenceText(folder) });
    // The engine is listed by its own file, and what its npm package needs only fetches it.
    if (name === 'electron') continue;
    const needs = { ...manifest.dependencies, ...manifest.optionalDependencies };
    for (const need of Object.keys(needs)) queue.push({ name: need, from: folder });
  }
  return [...seen.values()].sort((a, b) => a.name.localeCompare(b.name));
}

function licenceText(folder: string): string {
  const file = readdirSync(folder).find(name => /^(licen[cs]e|copying|ofl)/i.test(name));
  return file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
}

function check(): string[] {
  const all = shipped(['common', 'server', 'desktop']);
  console.log(`${all.length} packages that ship have been looked at`);
  return all
    .filter(({ licence }) => !isAllowed(licence))
    .map(({ name, version, licence }) => `${name} ${version} is under ${licence}`);
}

if (import.meta.main) {
  const problems = check();
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
