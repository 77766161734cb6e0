// Throughput row: rising load on one node until p99 passes 100 ms or anything is lost.
import { say } from '../../provision/say.ts';
import { type Climb, climb, type Summit, type Verdict } from '../climb.ts';
import type { RunOutcome } from '../load/crowd.ts';
import { spread } from '../percentiles.ts';
import type { Stage } from '../stage.ts';
import { figure, table, whole } from '../table.ts';
import type { Target } from '../targets.ts';
import { watchCpu } from '../usage.ts';

const bar = 100;
const attemptSeconds = 3;
const settleSeconds = 1;

/** What it looked like at the highest rate that held. */
interface Held {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  readonly server: number | null;
  readonly mongod: number | null;
  readonly generator: number;
}

interface Result {
  readonly target: Target;
  readonly summit: Summit;
  readonly held: Held | null;
}

/** Measures and gives the row's table; ratios are against the first target. */
export async function throughputRow(stage: Stage, targets: readonly Target[]): Promise<string> {
  const results: Result[] = [];
  for (const target of targets) results.push(await measure(stage, target));
  return report(results);
}

async function measure(stage: Stage, target: Target): Promise<Result> {
  let held: Held | null = null;
  const before = await target.stored();
  let acked = 0;
  const attempt = async (rate: number): Promise<Verdict> => {
    const server = watchCpu(target.pid);
    const mongod = watchCpu(stage.mongo.process.pid);
    const spec = { rate, seconds: attemptSeconds + settleSeconds, settleSeconds, amongThemselves: true };
    const outcome = await stage.generator.ask('run', { crowd: target.name, spec });
    acked += outcome.acked;
    const verdict = judge(outcome);
    const { p50, p99 } = spread(outcome.latencies) ?? { p50: Number.NaN, p99: Number.NaN };
    say(`Throughput, ${target.name}: ${whole(rate)}/s ${verdict ?? `held, p99 ${figure(p99, 'ms')}`}`);
    if (verdict === null && rate > (held?.rate ?? 0)) {
      held = { rate, p50, p99, server: server(), mongod: mongod(), generator: outcome.generatorCpu };
    }
    return verdict;
  };
  const summit = await climb(climbOf(target), attempt);
  const after = await target.stored();
  if (before !== null && after !== null && after - before < acked) {
    const why = `${acked - (after - before)} acknowledged messages are not in the database`;
    return { target, summit: { sustained: 0, broke: { rate: 0, why } }, held: null };
  }
  return { target, summit, held };
}

const climbOf = ({ dialect }: Target): Climb => ({
  from: dialect === 'baraza' ? 1_400 : 700,
  factor: 1.35,
  narrowing: 2,
  attempts: 2,
  ceiling: 40_000,
});

/** Why a rate did not hold: anything lost, doubled, late or refused. */
export function judge(outcome: RunOutcome): Verdict {
  const { lost, duplicates, unanswered, refused, swamped, latencies } = outcome;
  const reasons = Object.entries(refused).map(([code, times]) => `${whole(times)} × ${code}`);
  if (lost > 0) reasons.push(`${whole(lost)} lost`);
  if (duplicates > 0) reasons.push(`${whole(duplicates)} doubled`);
  if (unanswered > 0) reasons.push(`${whole(unanswered)} unanswered`);
  if (swamped) reasons.push('backlog of a second');
  const p99 = spread(latencies)?.p99 ?? Number.POSITIVE_INFINITY;
  if (p99 > bar) reasons.push(`p99 ${figure(p99, 'ms')}`);
  return reasons.length > 0 ? reasons.join(', ') : null;
}

function report(results: readonly Result[]): string {
  const base = results[0]?.summit.sustained ?? 0;
  const head = [
    '',
    'msg/s',
    'ratio',
    'p50 ms',
    'p99 ms',
    'broke at',
    'because of',
    'server core',
    'mongod core',
    'generator core',
  ];
  const share = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : `${Math.round(value * 100)} %`;
  const rows = results.map(({ target, summit: { sustained, broke }, held }) => [
    target.name,
    whole(sustained),
    base > 0 ? figure(sustained / base, '×') : '–',
    figure(held?.p50),
    figure(held?.p99),
    broke === null ? '–' : whole(broke.rate),
    broke?.why ?? '–',
    share(held?.server),
    share(held?.mongod),
    share(held?.generator),
  ]);
  return [
    `### Throughput: highest rate held for ${attemptSeconds} s, p99 under ${bar} ms, nothing lost or doubled`,
    'Ratios are against the first line. Bar: 8.00 ×. Cores: how much of one core each used at that rate.',
    '',
    table([head, ...rows]),
  ].join('\n');
}
