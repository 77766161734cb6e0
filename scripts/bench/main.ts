// npm run bench: measures Baraza and its baselines in one run on this machine and prints the figures as Markdown.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { complain, say } from '../provision/say.ts';
import { describeMachine } from './machine.ts';
import { type Options, type RowName, readOptions } from './options.ts';
import { drawPlot, type Plot } from './plot.ts';
import { callsRow } from './rows/calls.ts';
import { connectionsRow } from './rows/connections.ts';
import { deliveryRow, warmSeconds } from './rows/delivery.ts';
import { filesRow } from './rows/files.ts';
import { makeFleet } from './rows/fleet.ts';
import { mixRow } from './rows/mix.ts';
import { nodesRow } from './rows/nodes.ts';
import { sizeRow } from './rows/size.ts';
import { stormRow } from './rows/storm.ts';
import { throughputRow } from './rows/throughput.ts';
import { type Stage, setStage } from './stage.ts';
import { startBaraza, startRelay, startSocketio, type Target } from './targets.ts';

interface Cast {
  readonly relay: Target;
  readonly majority: Target;
  readonly fast: Target;
  readonly baraza: Target;
}

async function gather(stage: Stage, { users, profile }: Options): Promise<Cast> {
  say(`Starting the servers and making ${users} people on each`);
  const cast = {
    relay: await startRelay(stage, users),
    majority: await startSocketio(stage, users, 'majority'),
    fast: await startSocketio(stage, users, '1'),
    baraza: await startBaraza(stage, users, profile),
  };
  for (const { name, dialect, host, people } of Object.values(cast)) {
    await stage.generator.ask('open', { crowd: name, spec: { dialect, base: `ws://${host}`, people } });
  }
  return cast;
}

async function dismiss(stage: Stage, cast: Cast): Promise<void> {
  for (const target of Object.values(cast)) {
    await stage.generator.ask('close', { crowd: target.name });
    await target.stop();
  }
}

/** Runs the rows that were asked for; gives their tables. */
async function measure(stage: Stage, options: Options): Promise<string[]> {
  const wanted = (...names: readonly RowName[]) => names.some(name => options.rows.includes(name));
  const tables: string[] = [];
  if (wanted('delivery', 'throughput')) {
    const cast = await gather(stage, options);
    const { relay, majority, fast, baraza } = cast;
    if (wanted('delivery')) tables.push(await deliveryRow(stage, options, [relay, majority, fast, baraza]));
    if (wanted('throughput')) tables.push(await throughputRow(stage, [majority, fast, baraza]));
    await dismiss(stage, cast);
  }
  if (wanted('connections', 'storm', 'mix')) {
    const fleet = await makeFleet(stage, options);
    const shown = async (name: string, { table, plot }: { table: string; plot: Plot }) => {
      tables.push(table);
      if (options.plots !== null) writeFileSync(join(options.plots, `${name}.png`), await drawPlot(plot));
    };
    if (wanted('connections')) await shown('connections', await connectionsRow(stage, fleet));
    if (wanted('storm')) tables.push(await stormRow(stage, fleet));
    if (wanted('mix')) await shown('mix', await mixRow(stage, fleet, options));
  }
  if (wanted('nodes')) tables.push(await nodesRow(stage, options));
  if (wanted('size')) tables.push(await sizeRow(stage, options));
  if (wanted('calls')) tables.push(await callsRow(stage, options));
  if (wanted('files')) tables.push(await filesRow(stage, options));
  return tables;
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const stage = await setStage();
  const interrupted = () => void stage.end().then(() => process.exit(130));
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  try {
    const started = performance.now();
    const head = describeMachine(stage.mongod.version);
    const tables = await measure(stage, options);
    const minutes = ((performance.now() - started) / 60_000).toFixed(1);
    const notes = [
      ...head,
      `Warm-up: ${warmSeconds} s of load per server before delivery is measured; run of ${minutes} minutes`,
    ];
    say(['', '## Bench', ...notes.map(note => `- ${note}`), '', tables.join('\n\n')].join('\n'));
  } finally {
    await stage.end();
  }
}

try {
  await main();
} catch (error) {
  process.exitCode = 1;
  complain(error);
}
