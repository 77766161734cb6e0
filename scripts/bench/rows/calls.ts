// Calls row: calls in a row between two browsers through the server, against a bare pair of connections in turns.
import { setTimeout as sleep } from 'node:timers/promises';
import { provideSystemParts, systemParts } from '../../provision/apt.ts';
import { say } from '../../provision/say.ts';
import { build } from '../../run/build.ts';
import type { SetUp } from '../callbooks.ts';
import { type Held, openPair, type Pair } from '../callpages.ts';
import type { Options } from '../options.ts';
import { spread } from '../percentiles.ts';
import type { Stage } from '../stage.ts';
import { figure, table, whole } from '../table.ts';
import { barazaEnv, serveBaraza } from '../targets.ts';

interface Outcome {
  readonly attempted: number;
  readonly app: SetUp[];
  readonly bare: SetUp[];
  readonly failures: string[];
}

// So many that the lines of calls fill the chat on screen: what grows after that is not what is drawn.
const warm = 40;
const told = 25;
const settled = 3_000;

/** Makes the calls; gives the row's tables. */
export async function callsRow(stage: Stage, { calls }: Options): Promise<string> {
  await provideSystemParts([systemParts.chromium]);
  const { webRoot } = await build('product');
  const server = await serveBaraza(stage, { ...barazaEnv(stage, 'calls'), BARAZA_WEB_ROOT: webRoot });
  const pair = await openPair(`http://${server.host}`);
  try {
    say(`Calls: ${warm} to warm up, then ${whole(calls)} in a row`);
    await series(pair, warm, { attempted: warm, app: [], bare: [], failures: [] });
    await sleep(settled);
    const before = await pair.held();
    const outcome: Outcome = { attempted: calls, app: [], bare: [], failures: [] };
    await series(pair, Math.floor(calls / 2), outcome);
    await sleep(settled);
    const halfway = await pair.held();
    await series(pair, Math.ceil(calls / 2), outcome);
    await sleep(settled);
    const after = await pair.held();
    const running = await activeCalls(server.host);
    return tablesOf(outcome, [before, halfway, after], running);
  } finally {
    await pair.stop();
    await server.stop();
  }
}

/** Adds to what came before. */
async function series(pair: Pair, calls: number, outcome: Outcome): Promise<void> {
  for (let left = calls; left > 0; left--) {
    const number = outcome.bare.length + 1;
    try {
      outcome.app.push(await pair.call());
    } catch (error) {
      outcome.failures.push(`call ${number}: ${String(error).split('\n')[0]}`);
      await pair.recover();
    }
    outcome.bare.push(await pair.bare());
    if (number % told === 0) say(`  ${whole(outcome.app.length)} of ${whole(number)} connected`);
  }
}

/** Calls that the server believes to be running, once it has looked again. */
async function activeCalls(host: string): Promise<number> {
  const text = await (await fetch(`http://${host}/metrics`)).text();
  return Number(/^baraza_active_calls\S* (\d+)$/m.exec(text)?.[1] ?? Number.NaN);
}

function tablesOf(
  { attempted, app, bare, failures }: Outcome,
  [before, halfway, after]: readonly [Held, Held, Held],
  running: number,
): string {
  const line = (name: string, of: readonly SetUp[], tries: number) => {
    const times = (key: keyof SetUp) => spread(Float64Array.from(of, setUp => setUp[key]));
    const [answer, click] = [times('fromAnswer'), times('fromClick')];
    const cells = [answer, click].flatMap(each => [each?.p50, each?.p95, each?.p99, each?.max]);
    return { answer, cells: [name, whole(tries), whole(of.length), ...cells.map(cell => figure(cell))] };
  };
  const ours = line('Baraza', app, attempted);
  const theirs = line('bare pair', bare, bare.length);
  const rings = spread(Float64Array.from(app, ({ ringing }) => ringing));
  const added = (ours.answer?.p50 ?? Number.NaN) - (theirs.answer?.p50 ?? Number.NaN);
  const percentiles = ['p50', 'p95', 'p99', 'max'];
  const head = ['ms until both are connected', 'attempted', 'connected'];
  for (const from of ['answer', 'click']) head.push(...percentiles.map(name => `${from} ${name}`));
  const ratio = (ours.answer?.p50 ?? Number.NaN) / (theirs.answer?.p50 ?? Number.NaN);
  const megabytes = ({ heapBytes }: Held) => figure(heapBytes / 1_000_000);
  const part = (of: readonly SetUp[], key: keyof SetUp) =>
    figure(spread(Float64Array.from(of, setUp => setUp[key]))?.p50);
  const parts = (name: string, of: readonly SetUp[]) => [
    name,
    part(of, 'describing'),
    part(of, 'delivering'),
    part(of, 'connecting'),
  ];
  const heldLine = (name: string, held: Held) => [
    name,
    whole(held.connections),
    megabytes(held),
    whole(held.nodes),
    whole(held.listeners),
  ];
  return [
    '### Calls: video, answered at once and hung up, in a row, through the app in two browsers',
    `The bare pair sends the same media between two connections in one page, in turns with the calls. Answer: the app's button, devices opened meanwhile; the bare pair takes the offer, its devices open already. Click: the bare pair's devices are opened in it too. p50 from the answer: ${figure(ratio, '×')}, ${figure(added)} ms more. Bar: all connect.`,
    '',
    table([head, ours.cells, theirs.cells]),
    '',
    table([
      ['p50 ms', 'making the answer', 'until the caller has it', 'until both are connected'],
      parts('Baraza', app),
      parts('bare pair', bare),
    ]),
    '',
    table([
      ['ms from the offer to the ring', ...percentiles],
      ['Baraza', ...[rings?.p50, rings?.p95, rings?.p99, rings?.max].map(cell => figure(cell))],
    ]),
    ...failures.map(failure => `- ${failure}`),
    '',
    `Both pages after the garbage is collected; the server believes in ${whole(running)} running calls afterwards. Bar: as before.`,
    '',
    table([
      ['', 'peer connections', 'heap MB', 'DOM nodes', 'listeners'],
      heldLine(`before, after ${warm} calls`, before),
      heldLine(`after ${whole(Math.floor(attempted / 2))} more`, halfway),
      heldLine(`after ${whole(attempted)} more`, after),
    ]),
  ].join('\n');
}
