// Mix row: many people do all that people do, and the server is watched meanwhile.
import { say } from '../../provision/say.ts';
import type { MixOutcome, MixSpec } from '../load/mix.ts';
import type { Options } from '../options.ts';
import { spread } from '../percentiles.ts';
import { firstCore, pin } from '../pinning.ts';
import type { Plot } from '../plot.ts';
import type { Stage } from '../stage.ts';
import { figure, table, whole } from '../table.ts';
import { cpuSeconds, residentBytes } from '../usage.ts';
import { type Fleet, groupSize } from './fleet.ts';

const seconds = 60;
const lookEvery = 1_000;
/** A second and thousand people: a busy hour of people who write a message a minute, each to a group of ten. */
const perThousand = { send: 17, typing: 34, presence: 3, reconnect: 3, call: 0.5 };

interface Look {
  readonly at: number;
  readonly core: number;
  readonly mib: number;
}

/** Runs the mix on a freshly started server; gives the row's table and its picture. */
export async function mixRow(
  stage: Stage,
  fleet: Fleet,
  { users }: Options,
): Promise<{ table: string; plot: Plot }> {
  const people = fleet.people.slice(0, Math.min(users, fleet.people.length));
  say(`Mix: ${whole(people.length)} people for ${seconds} s`);
  const server = await fleet.fresh();
  await pin(server.pid, firstCore);
  const scale = people.length / 1_000;
  const rates = Object.fromEntries(
    Object.entries(perThousand).map(([deed, rate]) => [deed, rate * scale]),
  ) as MixSpec['rates'];
  const { stop, looks } = watch(server.pid);
  const outcome = await stage.generator.ask('mix', {
    host: server.host,
    people,
    groupSize,
    seconds,
    rates,
    seed: 8,
  });
  stop();
  await server.stop();
  return { table: report(people.length, outcome, looks), plot: plotOf(people.length, outcome, looks) };
}

/** Looks at a process every second. */
function watch(pid: number): { stop: () => void; looks: readonly Look[] } {
  const looks: Look[] = [];
  const start = performance.now();
  let used = cpuSeconds(pid);
  let last = start;
  const timer = setInterval(() => {
    const now = performance.now();
    const [cpu, bytes] = [cpuSeconds(pid), residentBytes(pid)];
    if (cpu !== null && used !== null && bytes !== null) {
      looks.push({ at: now - start, core: (1000 * (cpu - used)) / (now - last), mib: bytes / 2 ** 20 });
    }
    [used, last] = [cpu, now];
  }, lookEvery);
  return { stop: () => clearInterval(timer), looks };
}

type Moments = MixOutcome['delivered'];
const timesOf = (moments: Moments) => Float64Array.from(moments, ([, took]) => took).sort();

function report(people: number, outcome: MixOutcome, looks: readonly Look[]): string {
  const { delivered, acked, rang, back, done, reads, busy, refused, lost, doubled, generatorCpu } = outcome;
  const lines: [string, number, Moments][] = [
    ['message to each of nine', done.send, delivered],
    ['message to its acknowledgement', done.send, acked],
    ['offer to its ringing', done.call, rang],
    ['cut to back and caught up', done.reconnect, back],
  ];
  const rows = lines.map(([name, count, moments]) => {
    const times = spread(timesOf(moments));
    return [
      name,
      whole(count),
      whole(moments.length),
      ...[times?.p50, times?.p95, times?.p99, times?.max].map(ms => figure(ms)),
    ];
  });
  const cores = looks.map(({ core }) => core);
  const mean = cores.reduce((sum, core) => sum + core, 0) / Math.max(1, cores.length);
  const refusals = Object.entries(refused).map(([why, times]) => `${whole(times)} × ${why}`);
  return [
    `### Mix: ${whole(people)} people in groups of ten, ${seconds} s`,
    '',
    table([['', 'done', 'seen', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms'], ...rows]),
    '',
    [
      `Beside it ${whole(done.typing)} times typing, ${whole(done.presence)} changes of presence and ${whole(reads)} receipts.`,
      `Lost ${whole(lost)}, doubled ${whole(doubled)}; ${whole(busy)} calls found somebody busy; refused: ${refusals.join(', ') || 'nothing'}.`,
      `Server ${figure(mean * 100)} % of one core on average, ${figure(Math.max(...cores) * 100)} % at most, ${figure(looks.at(-1)?.mib)} MiB at the end; the generator used ${figure(generatorCpu * 100)} %.`,
    ].join('\n'),
  ].join('\n');
}

/** The median and the tail of each second. */
function plotOf(people: number, { delivered }: MixOutcome, looks: readonly Look[]): Plot {
  const bySecond = [...Map.groupBy(delivered, ([at]) => Math.floor(at / 1000))].sort(([a], [b]) => a - b);
  const line = (name: string, pick: 'p50' | 'p99' | 'max') => ({
    name,
    points: bySecond.map(([second, moments]) => [second, spread(timesOf(moments))?.[pick] ?? 0] as const),
  });
  const seen = (name: string, value: (look: Look) => number) => [
    { name, points: looks.map(look => [look.at / 1000, value(look)] as const) },
  ];
  return {
    title: `${whole(people)} people do all that people do`,
    note: 'Messages, typing, receipts, presence, reconnects and calls; one node on one core',
    x: 'seconds',
    panels: [
      {
        title: 'delivery, ms',
        lines: [line('p50', 'p50'), line('p99', 'p99'), line('max', 'max')],
        scale: 'log',
      },
      { title: 'server, % of a core', lines: seen('server', ({ core }) => core * 100) },
      { title: 'resident, MiB', lines: seen('memory', ({ mib }) => mib) },
    ],
  };
}
