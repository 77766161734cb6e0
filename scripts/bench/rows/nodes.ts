// Nodes row: what two nodes with Redis between them carry against one, on the same cores.
import { Redis } from 'ioredis';
import { systemParts } from '../../provision/apt.ts';
import { Problem, say } from '../../provision/say.ts';
import { start } from '../../run/child.ts';
import { freePort } from '../../run/port.ts';
import { climb, type Summit } from '../climb.ts';
import type { Person } from '../load/dialects.ts';
import type { Options } from '../options.ts';
import { chatWith, makePeople } from '../people.ts';
import { seedAccounts } from '../seed.ts';
import type { Stage } from '../stage.ts';
import { figure, table, whole } from '../table.ts';
import { barazaEnv, type Server, serveBaraza } from '../targets.ts';
import { watchCpu } from '../usage.ts';
import { judge } from './throughput.ts';

interface Result {
  readonly name: string;
  readonly summit: Summit;
  /** At the highest rate that held: shares of one core. */
  readonly cores: { readonly servers: number | null; readonly mongod: number | null } | null;
}

const attempt = { seconds: 4, settleSeconds: 1 };

/** Measures one node alone, one with Redis, and two whose people write to each other; gives the row's table. */
export async function nodesRow(stage: Stage, { users }: Options): Promise<string> {
  const env = barazaEnv(stage, 'nodes');
  const first = await serveBaraza(stage, env);
  const accounts = await seedAccounts(env, users);
  const api = `http://${first.host}/api/v1`;
  const people = await makePeople(
    users,
    index => Promise.resolve(accounts[index] ?? { id: '', token: '' }),
    (a, b) => chatWith(api, a.token, { kind: 'direct', userId: b.id }),
  );
  await first.stop();
  const REDIS_URL = await startRedis(stage);
  const shared = { ...env, REDIS_URL };
  const results = [
    await measure(stage, 'one node', [await serveBaraza(stage, env)], people),
    await measure(stage, 'one node with Redis', [await serveBaraza(stage, shared)], people),
    await measure(
      stage,
      'two nodes with Redis',
      [await serveBaraza(stage, shared), await serveBaraza(stage, shared)],
      people,
    ),
  ];
  return report(results);
}

async function startRedis(stage: Stage): Promise<string> {
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const running = await start(systemParts.redis.program, args, { ownGroup: true });
  stage.onEnd(() => running.stop());
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url, { retryStrategy: tries => (tries < 100 ? 50 : null) });
  client.on('error', () => undefined);
  try {
    await client.ping();
  } catch {
    throw new Problem('redis-server did not get ready', running.tail());
  } finally {
    client.disconnect();
  }
  return url;
}

/** People are dealt out to the nodes in turn, so that each pair spans two of them. */
async function measure(
  stage: Stage,
  name: string,
  nodes: readonly Server[],
  people: readonly Person[],
): Promise<Result> {
  const [base = '', ...others] = nodes.map(({ host }) => `ws://${host}`);
  const spec = { dialect: 'baraza', base, others, people } as const;
  await stage.generator.ask('open', { crowd: name, spec });
  let cores: Result['cores'] = null;
  let best = 0;
  const steps = { from: 1_000, factor: 1.3, narrowing: 1, attempts: 2, ceiling: 20_000 };
  const summit = await climb(steps, async rate => {
    const servers = nodes.map(({ pid }) => watchCpu(pid));
    const mongod = watchCpu(stage.mongo.process.pid);
    const outcome = await stage.generator.ask('run', {
      crowd: name,
      spec: { rate, ...attempt, amongThemselves: true },
    });
    const verdict = judge(outcome);
    say(`Nodes, ${name}: ${whole(rate)}/s ${verdict ?? 'held'}`);
    if (verdict === null && rate > best) {
      best = rate;
      const shares = servers.map(share => share());
      cores = {
        servers: shares.includes(null) ? null : shares.reduce<number>((sum, share) => sum + (share ?? 0), 0),
        mongod: mongod(),
      };
    }
    return verdict;
  });
  await stage.generator.ask('close', { crowd: name });
  for (const node of nodes) await node.stop();
  return { name, summit, cores };
}

function report(results: readonly Result[]): string {
  const base = results[0]?.summit.sustained ?? 0;
  const share = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : `${Math.round(value * 100)} %`;
  const head = ['', 'msg/s', 'ratio', 'broke at', 'because of', 'servers’ core', 'mongod core'];
  const rows = results.map(({ name, summit: { sustained, broke }, cores }) => [
    name,
    whole(sustained),
    base > 0 ? figure(sustained / base, '×') : '–',
    broke === null ? '–' : whole(broke.rate),
    broke?.why ?? '–',
    share(cores?.servers),
    share(cores?.mongod),
  ]);
  return [
    '### Nodes: highest rate held, p99 under 100 ms, nothing lost or doubled',
    '',
    'With two nodes each message crosses from one to the other. Nothing is pinned: nodes, mongod, Redis and the generator share the cores.',
    '',
    table([head, ...rows]),
  ].join('\n');
}
