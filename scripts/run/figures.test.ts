// The closing line of npm test, from the two runners' reports.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { add, playwrightFigures, summary, vitestFigures } from './figures.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'baraza-figures-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function report(content: unknown): string {
  const file = join(folder, 'report.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const vitest = { numPassedTests: 7, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0, testResults: [] };
const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 2 };

it('adds up both runners', () => {
  const unit = vitestFigures(report(vitest), 0);
  const e2e = playwrightFigures(report({ stats, errors: [] }), 1);
  expect(summary(add(unit, e2e))).toBe('11 passed, 1 failed, 3 skipped');
});

it('leaves out what was not skipped', () => {
  expect(summary({ passed: 2, failed: 0, skipped: 0 })).toBe('2 passed, 0 failed');
});

it('counts a test file that could not be loaded as a failure', () => {
  const testResults = [{ status: 'failed', assertionResults: [] }];
  expect(vitestFigures(report({ ...vitest, testResults }), 1).failed).toBe(1);
});

it('counts a runner that fell over as a failure', () => {
  expect(vitestFigures(join(folder, 'missing.json'), 0).failed).toBe(1);
  expect(vitestFigures(report('{"numPassedTests": 3'), 0).failed).toBe(1);
  expect(vitestFigures(report(vitest), 1).failed).toBe(1);
  const noErrors = { stats: { ...stats, unexpected: 0 }, errors: [] };
  expect(playwrightFigures(report(noErrors), 1).failed).toBe(1);
  expect(playwrightFigures(report({ ...noErrors, errors: [{}] }), 1).failed).toBe(1);
});
