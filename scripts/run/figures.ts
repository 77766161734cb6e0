// Sums up what the two test runners report. A runner that fell over counts as a failure.
import { existsSync, readFileSync } from 'node:fs';

export interface Figures {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const none: Figures = { passed: 0, failed: 0, skipped: 0 };

/** The sum of two runs. */
export function add(a: Figures, b: Figures): Figures {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** The closing line. */
export function summary({ passed, failed, skipped }: Figures): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** Reads vitest's JSON report; a test file that could not be loaded counts as one failure. */
export function vitestFigures(file: string, exitCode: number): Figures {
  const report = read<VitestReport>(file);
  if (!report) return { ...none, failed: 1 };
  const unloadable = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some(result => result.status === 'failed'),
  ).length;
  return withCrash(
    {
      passed: report.numPassedTests,
      failed: report.numFailedTests + unloadable,
      skipped: report.numPendingTests + report.numTodoTests,
    },
    exitCode,
  );
}

interface PlaywrightReport {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
  readonly errors: readonly unknown[];
}

/** Reads Playwright's JSON report; errors outside of tests count as failures. */
export function playwrightFigures(file: string, exitCode: number): Figures {
  const report = read<PlaywrightReport>(file);
  if (!report) return { ...none, failed: 1 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  return withCrash(
    { passed: expected + flaky, failed: unexpected + report.errors.length, skipped },
    exitCode,
  );
}

function withCrash(figures: Figures, exitCode: number): Figures {
  return exitCode !== 0 && figures.failed === 0 ? { ...figures, failed: 1 } : figures;
}

function read<T>(file: string): T | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (error) {
    // A report cut short is one of a runner that fell over.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
