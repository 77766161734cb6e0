// npm run bench: measures Baraza and its baselines in one run on this machine and prints the figures as Markdown.
import { complain, say } from '../provision/say.ts';
import { describeMachine } from './machine.ts';
import { type Options, type RowName, readOptions } from './options.ts';
import { deliveryRow, warmSeconds } from './rows/delivery.ts';
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

async function measure(stage: Stage, options: Options, row: RowName, cast: Cast): Promise<string> {
  const { relay, majority, fast, baraza } = cast;
  switch (row) {
    case 'delivery':
      return deliveryRow(stage, options, [relay, majority, fast, baraza]);
    case 'throughput':
      return throughputRow(stage, [majority, fast, baraza]);
    case 'connections':
    case 'storm':
    case 'size':
      throw new Error('TODO');
  }
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
    const cast = await gather(stage, options);
    const parts: string[] = [];
    for (const row of options.rows) parts.push(await measure(stage, options, row, cast));
    const minutes = ((performance.now() - started) / 60_000).toFixed(1);
    const notes = [
      ...head,
      `Warm-up: ${warmSeconds} s of load per server before delivery is measured; run of ${minutes} minutes`,
    ];
    say(['', '## Bench', ...notes.map(note => `- ${note}`), '', parts.join('\n\n')].join('\n'));
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
