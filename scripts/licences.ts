// Checks that everything that ships, and all that it needs, has a licence the project may use.
import { existsSync, globSync, readFileSync } from 'node:fs';
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

interface Manifest {
  name: string;
  version: string;
  license?: string | { type: string };
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** The packages that the source of server, desktop and common names. */
function imported(): Set<string> {
  const files = globSync(['{common,server,desktop}/**/*.{ts,tsx,css}'], { cwd: root });
  const names = new Set<string>();
  for (const file of files.filter(name => !/\.test\.tsx?$/.test(name))) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, specifier = ''] of text.matchAll(/(?:from|import|import\()\s*'([^'.][^']*)'/g)) {
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

function check(): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  const queue = [...imported()].map(name => ({ name, from: root }));
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const folder = locate(next.name, next.from);
    // Optional ones for other systems are not installed here; type-only ones have no package of their own.
    if (folder === null || seen.has(folder)) continue;
    seen.add(folder);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    const licence =
      typeof manifest.license === 'string' ? manifest.license : (manifest.license?.type ?? 'none');
    if (!isAllowed(licence)) problems.push(`${manifest.name} ${manifest.version} is under ${licence}`);
    const needs = { ...manifest.dependencies, ...manifest.optionalDependencies };
    for (const name of Object.keys(needs)) queue.push({ name, from: folder });
  }
  console.log(`${seen.size} packages that ship have been looked at`);
  return problems;
}

if (import.meta.main) {
  const problems = check();
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
