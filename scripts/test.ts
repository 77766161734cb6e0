// `npm test`: provides the real parts, builds, runs vitest and Playwright, and ends with one line of figures.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDisplay } from '../test/harness/display.ts';
import { PARTS_VARIABLE, serveParts } from '../test/harness/parts.ts';
import { electronLibraries, provideSystemParts, systemParts } from './provision/apt.ts';
import { which } from './provision/command.ts';
import { provideTestElectron } from './provision/electron.ts';
import { provideMongod } from './provision/mongod.ts';
import { complain, say } from './provision/say.ts';
import { provideVersitygw } from './provision/versitygw.ts';
import { build } from './run/build.ts';
import { passThrough } from './run/child.ts';
import { add, type Figures, none, playwrightFigures, summary, vitestFigures } from './run/figures.ts';

const root = join(import.meta.dirname, '..');
const busConfig = `--config-file=${join(root, 'test/harness/session-bus.conf')}`;
const USAGE = `npm test [-- unit | e2e] [-- part of a file name …]

Runs all tests on real parts: MongoDB, Redis, coturn, Electron, Chromium.`;

interface Plan {
  readonly unit: boolean;
  readonly e2e: boolean;
  readonly filters: readonly string[];
}

function readPlan(args: readonly string[]): Plan {
  const filters = args.filter(arg => arg !== 'unit' && arg !== 'e2e');
  const named = args.includes('unit') || args.includes('e2e');
  const specs = readdirSync(join(root, 'test/e2e')).filter(name => name.endsWith('.spec.ts'));
  const matches = (name: string) =>
    filters.length === 0 || filters.some(filter => `test/e2e/${name}`.includes(filter));
  return {
    unit: args.includes('unit') || (!named && !filters.some(filter => filter.includes('.spec'))),
    e2e: (args.includes('e2e') || !named) && specs.some(matches),
    filters,
  };
}

async function provide({ unit, e2e }: Plan): Promise<void> {
  say('Real parts');
  const { redis, turn, chromium, xvfb, sessionBus, notifications, keyring } = systemParts;
  const forWindows = [chromium, xvfb, sessionBus, notifications, keyring];
  await provideSystemParts([redis, turn, ...(e2e ? forWindows : [])], e2e ? electronLibraries : []);
  await provideMongod();
  if (unit) await provideVersitygw();
  if (e2e) await provideTestElectron();
}

async function runUnit(filters: readonly string[], reports: string): Promise<Figures> {
  say('\nUnit and integration tests (vitest)');
  const report = join(reports, 'vitest.json');
  const program = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [program, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  if (filters.length > 0) args.push('--passWithNoTests', ...filters);
  const code = await passThrough(process.execPath, args, { cwd: root, env: process.env });
  return vitestFigures(report, code);
}

async function runE2e(filters: readonly string[], reports: string): Promise<Figures> {
  say('\nEnd-to-end tests (Playwright)');
  const report = join(reports, 'playwright.json');
  const program = join(root, 'node_modules/@playwright/test/cli.js');
  const args = [program, 'test', '--config', 'test/e2e/playwright.config.ts', ...filters];
  const display = process.platform === 'linux' ? await startDisplay() : undefined;
  const env = { ...process.env, BARAZA_E2E_REPORT: report, ...(display ? { DISPLAY: display.name } : {}) };
  const bus = display ? which('dbus-run-session') : undefined;
  try {
    const code = bus
      ? await passThrough(bus, [busConfig, '--', process.execPath, ...args], { cwd: root, env })
      : await passThrough(process.execPath, args, { cwd: root, env });
    return playwrightFigures(report, code);
  } finally {
    await display?.stop();
  }
}

async function runAll(plan: Plan): Promise<Figures> {
  await provide(plan);
  await build('test');
  const reports = mkdtempSync(join(tmpdir(), 'baraza-report-'));
  const parts = await serveParts();
  say(`Shared parts at ${process.env[PARTS_VARIABLE]}`);
  try {
    let figures = none;
    if (plan.unit) figures = add(figures, await runUnit(plan.filters, reports));
    if (plan.e2e) figures = add(figures, await runE2e(plan.filters, reports));
    return figures;
  } finally {
    await parts.stop();
    rmSync(reports, { recursive: true, force: true });
  }
}

const args = process.argv.slice(2);
if (args.includes('--help')) {
  say(USAGE);
} else {
  let figures: Figures;
  try {
    figures = await runAll(readPlan(args));
  } catch (error) {
    complain(error);
    figures = { ...none, failed: 1, failures: [error instanceof Error ? error.message : String(error)] };
  }
  say(summary(figures));
  process.exit(figures.failed > 0 || figures.passed === 0 ? 1 : 0);
}
