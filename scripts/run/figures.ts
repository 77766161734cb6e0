// Sums up what the two test runners report. A runner that fell over counts as a failure.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export interface Figures {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What failed, a line each with the first line of its error; a log that is cut shows them at its end. */
  readonly failures: readonly string[];
  /** What passed at the second attempt only. */
  readonly flaky: readonly string[];
}

export const none: Figures = { passed: 0, failed: 0, skipped: 0, failures: [], flaky: [] };

/** The sum of two runs. */
export function add(a: Figures, b: Figures): Figures {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    failures: [...a.failures, ...b.failures],
    flaky: [...a.flaky, ...b.flaky],
  };
}

/** What failed or passed at the second attempt only, by name, and the closing line. */
export function summary({ passed, failed, skipped, failures, flaky }: Figures): string {
  const named = [
    ...failures.map(line => `failed: ${line}`),
    ...flaky.map(line => `passed at the second attempt: ${line}`),
  ];
  const closing = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  return [...named, closing].join('\n');
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** Reads vitest's JSON report; a test file that could not be loaded counts as one failure. */
export function vitestFigures(file: string, exitCode: number): Figures {
  const report = read<VitestReport>(file);
  if (!report) return crashed('vitest left no report');
  const failures: string[] = [];
  for (const { name, status, message, assertionResults } of report.testResults) {
    const file = relative(process.cwd(), name);
    const failed = assertionResults.filter(result => result.status === 'failed');
    for (const { fullName, failureMessages } of failed)
      failures.push(named(`${file} › ${fullName}`, failureMessages?.[0]));
    if (status === 'failed' && failed.length === 0) failures.push(named(file, message));
  }
  const { numPassedTests, numPendingTests, numTodoTests } = report;
  const skipped = numPendingTests + numTodoTests;
  const figures = { passed: numPassedTests, failed: failures.length, skipped, failures, flaky: [] };
  return withCrash('vitest', figures, exitCode);
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs: readonly {
    readonly file: string;
    readonly title: string;
    readonly tests: readonly {
      readonly status: string;
      readonly results: readonly { readonly error?: { readonly message?: string } }[];
    }[];
  }[];
}
interface PlaywrightReport {
  readonly suites?: readonly PlaywrightSuite[];
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
  readonly errors: readonly { readonly message?: string }[];
}

/** Reads Playwright's JSON report; errors outside of tests count as failures. */
export function playwrightFigures(file: string, exitCode: number): Figures {
  const report = read<PlaywrightReport>(file);
  if (!report) return crashed('Playwright left no report');
  const { expected, unexpected, flaky, skipped } = report.stats;
  const figures = {
    passed: expected + flaky,
    failed: unexpected + report.errors.length,
    skipped,
    failures: [
      ...withStatus(report.suites ?? [], 'unexpected'),
      ...report.errors.map(({ message }) => named('outside of tests', message)),
    ],
    flaky: withStatus(report.suites ?? [], 'flaky'),
  };
  return withCrash('Playwright', figures, exitCode);
}

function withStatus(suites: readonly PlaywrightSuite[], status: string): string[] {
  return suites.flatMap(({ suites: inner, specs }) => [
    ...specs.flatMap(({ file, title, tests }) =>
      tests
        .filter(test => test.status === status)
        .map(({ results }) =>
          named(`${file} › ${title}`, results.find(({ error }) => error)?.error?.message),
        ),
    ),
    ...withStatus(inner ?? [], status),
  ]);
}

function named(test: string, message: string | undefined): string {
  const [line] = stripVTControlCharacters(message ?? '').split('\n');
  return line ? `${test}: ${line.slice(0, 200)}` : test;
}

function crashed(why: string): Figures {
  return { ...none, failed: 1, failures: [why] };
}

function withCrash(runner: string, figures: Figures, exitCode: number): Figures {
  if (exitCode === 0 || figures.failed > 0) return figures;
  return add(figures, crashed(`${runner} ended with ${exitCode}, though no test failed`));
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
