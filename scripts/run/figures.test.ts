// The closing line of npm test, from the two runners' reports.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { add, none, playwrightFigures, summary, vitestFigures } from './figures.ts';

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
  expect(summary({ ...none, passed: 2 })).toBe('2 passed, 0 failed');
});

it('names what failed and what was flaky before the closing line, which is the last one', () => {
  const failed = { status: 'failed', fullName: 'adds', failureMessages: ['Error: 3 is not 4\n    at here'] };
  const testResults = [{ name: 'sum.test.ts', status: 'failed', assertionResults: [failed] }];
  const unit = vitestFigures(report({ ...vitest, numFailedTests: 1, testResults }), 1);
  const broken = { status: 'unexpected', results: [{ error: { message: '\u001b[31mTimed out\u001b[39m' } }] };
  const shaky = { status: 'flaky', results: [{ error: { message: 'Late' } }, {}] };
  const specs = [
    { file: 'chat.spec.ts', title: 'talks', tests: [broken] },
    { file: 'chat.spec.ts', title: 'rings', tests: [shaky] },
  ];
  const e2e = playwrightFigures(
    report({ suites: [{ specs: [], suites: [{ specs }] }], stats, errors: [] }),
    1,
  );
  expect(summary(add(unit, e2e)).split('\n')).toEqual([
    'failed: sum.test.ts › adds: Error: 3 is not 4',
    'failed: chat.spec.ts › talks: Timed out',
    'passed at the second attempt: chat.spec.ts › rings: Late',
    '11 passed, 2 failed, 3 skipped',
  ]);
});

it('counts a test file that could not be loaded as a failure', () => {
  const testResults = [{ name: 'a.test.ts', status: 'failed', assertionResults: [] }];
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
