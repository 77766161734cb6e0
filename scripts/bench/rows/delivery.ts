// Delivery row: send to receive with many people online at a fixed rate, against a relay and an insert of the same run.

import { say } from '../../provision/say.ts';
import { startInserts } from '../inserts.ts';
import type { RunOutcome } from '../load/crowd.ts';
import type { Options } from '../options.ts';
import { type Spread, spread } from '../percentiles.ts';
import type { Stage } from '../stage.ts';
import { figure, table, whole } from '../table.ts';
import type { Target } from '../targets.ts';

/** The servers take turns, so that a hiccup of the machine meets them alike. */
const rounds = 3;
const settleSeconds = 1;
export const warmSeconds = 8;

interface Line {
  readonly name: string;
  readonly spread: Spread | null;
  readonly lost: number;
  readonly doubled: number;
  readonly failed: number;
}

/** Loads a server at a rate; what it refuses or leaves unanswered counts as failed. */
export function runOnce(stage: Stage, target: Target, rate: number, seconds: number): Promise<RunOutcome> {
  const spec = { rate, seconds: seconds + settleSeconds, settleSeconds, amongThemselves: true };
  return stage.generator.ask('run', { crowd: target.name, spec });
}

/** Measures and gives the row's table. The crowds are open already; Baraza comes last. */
export async function deliveryRow(
  stage: Stage,
  options: Options,
  targets: readonly Target[],
): Promise<string> {
  const { rate, seconds } = options;
  const inserts = await startInserts(stage);
  say(`Delivery: warming up for ${warmSeconds} s each`);
  for (const target of targets) await runOnce(stage, target, rate, warmSeconds);
  await inserts.run({ seconds: warmSeconds / 2, rate: 'one at a time' });
  await inserts.run({ seconds: warmSeconds / 2, rate });
  const outcomes = targets.map((): RunOutcome[] => []);
  const single: Float64Array[] = [];
  const loaded: Float64Array[] = [];
  for (let round = 1; round <= rounds; round++) {
    say(`Delivery: round ${round} of ${rounds}`);
    single.push(await inserts.run({ seconds: seconds / rounds, rate: 'one at a time' }));
    loaded.push(await inserts.run({ seconds: seconds / rounds, rate }));
    for (const [index, target] of targets.entries()) {
      outcomes[index]?.push(await runOnce(stage, target, rate, seconds / rounds));
    }
  }
  await inserts.stop();
  const lines = targets.map((target, index) => lineOf(target.name, outcomes[index] ?? []));
  const lags = spread(...outcomes.flat().map(outcome => outcome.lags));
  const bare = [
    bareLine('bare insert, one at a time', single),
    bareLine(`bare insert at ${whole(rate)}/s`, loaded),
  ];
  return `${report(options, lines, bare)}\n\nThe generator itself was late by ${figure(lags?.p50, 'ms')} (p50), ${figure(lags?.p99, 'ms')} (p99); the times include that.`;
}

function lineOf(name: string, outcomes: readonly RunOutcome[]): Line {
  const sum = (of: (outcome: RunOutcome) => number) => outcomes.reduce((total, next) => total + of(next), 0);
  return {
    name,
    spread: spread(...outcomes.map(({ latencies }) => latencies)),
    lost: sum(({ lost }) => lost),
    doubled: sum(({ duplicates }) => duplicates),
    failed: sum(({ sent, acked }) => sent - acked),
  };
}

const bareLine = (name: string, samples: readonly Float64Array[]): Line => ({
  name,
  spread: spread(...samples),
  lost: 0,
  doubled: 0,
  failed: 0,
});

function report({ users, rate }: Options, lines: readonly Line[], [single, loaded]: readonly Line[]): string {
  const relay = lines[0]?.spread;
  const against = (of: Spread | null | undefined, insert: Line | undefined, what: 'p50' | 'p99') =>
    of && relay && insert?.spread ? figure(of[what] / (relay[what] + insert.spread[what]), '×') : '–';
  const head = [
    '',
    'p50 ms',
    'p95 ms',
    'p99 ms',
    'max ms',
    'lost',
    'doubled',
    'failed',
    'p50 ratio',
    'p99 ratio',
    'p99 ratio, loaded insert',
  ];
  const row = (line: Line, compared: boolean) => [
    line.name,
    ...(['p50', 'p95', 'p99', 'max'] as const).map(what => figure(line.spread?.[what])),
    ...[line.lost, line.doubled, line.failed].map(whole),
    compared ? against(line.spread, single, 'p50') : '',
    compared ? against(line.spread, single, 'p99') : '',
    compared ? against(line.spread, loaded, 'p99') : '',
  ];
  const [first, ...rest] = lines;
  const body = [first, single, loaded].flatMap(line => (line ? [row(line, false)] : []));
  return [
    `### Delivery: ${whole(users)} people online, ${whole(rate)} messages a second`,
    'Ratios are against relay + bare insert, the one-at-a-time insert unless said otherwise. Bar: p99 at most 2.00 ×.',
    '',
    table([head, ...body, ...rest.map(line => row(line, true))]),
  ].join('\n');
}
