// `npm run admin -- doctor`: tries each part that the server leans on, and says what to do about what fails.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { check } from '../../coturn/check.ts';
import { type Config, readConfig } from '../../server/config.ts';
import type { Log } from '../../server/context.ts';
import { within } from '../../server/infra/deadline.ts';
import { connectMongo } from '../../server/infra/mongo.ts';
import { openPlace } from '../../server/infra/place.ts';
import { connectRedis, type RedisLink } from '../../server/infra/redis.ts';

interface Finding {
  readonly part: string;
  readonly fine: boolean;
  /** What was seen, or what is wrong and what to do. */
  readonly line: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const answersWithin = 10_000;
const mostSkew = 2_000;
const fewDays = 14;

/** Examines everything that the environment names, and the address that clients use, where one is given. */
export async function examine(env: Environment, address: string | null): Promise<Finding[]> {
  const config = readConfig(env);
  const { turn } = config;
  const findings = [
    probe(
      'MongoDB',
      () => mongo(config),
      'Check that it runs as a replica set and that MONGODB_URI is right',
    ),
    probe(
      'Redis',
      () => redis(config),
      'Check that it runs and that REDIS_URL is right, its password and TLS too',
    ),
    probe(
      'Files',
      () => files(config),
      'Check S3_ENDPOINT, its keys and the bucket, or the rights on FILES_DIR',
    ),
  ];
  if (turn !== null) findings.push(probe('TURN', () => relay(env), 'See coturn/README.md'));
  if (address !== null) {
    const url = new URL(address);
    findings.push(
      probe('Socket', () => socket(url), 'Let the proxy pass WebSocket upgrades at /api/v1/socket'),
      probe('Clock', () => clock(url), 'Let both machines keep time by NTP: codes and tokens depend on it'),
    );
    if (url.protocol === 'https:') {
      findings.push(
        probe('Certificate', () => certificate(url), 'Renew it: clients refuse it once it has run out'),
      );
    }
  }
  return Promise.all(findings);
}

async function probe(part: string, work: () => Promise<string>, remedy: string): Promise<Finding> {
  try {
    return { part, fine: true, line: await work() };
  } catch (error) {
    return { part, fine: false, line: `${(error as Error).message}. ${remedy}` };
  }
}

async function mongo({ mongodbUri }: Config): Promise<string> {
  const found = await connectMongo(mongodbUri);
  try {
    const { setName } = await found.db.command({ hello: 1 });
    if (setName === undefined) throw new Error('It is no replica set');
    const doctor = found.db.collection<{ _id: string }>('doctor');
    const _id = randomUUID();
    await doctor.insertOne({ _id });
    await doctor.deleteOne({ _id });
    return `the replica set ${setName} takes writes of a majority`;
  } finally {
    await found.close();
  }
}

/** Two links, as two nodes have: what one says the other must hear. */
async function redis({ redisUrl }: Config): Promise<string> {
  if (redisUrl === null) return 'not used: one server works alone';
  const [here, there] = [connectRedis(redisUrl, quiet), connectRedis(redisUrl, quiet)];
  try {
    await within(answersWithin, echo(here, there)).catch(() => {
      throw new Error('What one node says does not reach another');
    });
    return 'what one node says reaches another';
  } finally {
    here.close();
    there.close();
  }
}

async function echo(here: RedisLink, there: RedisLink): Promise<void> {
  const channel = `baraza:doctor:${randomUUID()}`;
  let heard = false;
  there.onMessage(() => {
    heard = true;
  });
  await there.subscribe(channel);
  while (!heard) {
    await here.publish([channel], 'echo');
    await sleep(50);
  }
}

async function files({ files: { place } }: Config): Promise<string> {
  if (place === null) throw new Error('No place for files is named, so that uploads are refused');
  const storage = await openPlace(place);
  const key = `doctor/${randomUUID()}`;
  try {
    await storage.put(key, pieces('0123456789'));
    const middle = (await storage.get(key, 3, 6)).toString();
    if (middle !== '345') throw new Error(`A range came back as "${middle}"`);
    await storage.remove(key);
    return 'kept, read in a range, and removed';
  } finally {
    await storage.close();
  }
}

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function relay(env: Environment): Promise<string> {
  const { fine, lines } = await check({ env });
  if (!fine) throw new Error(lines.join('; '));
  return lines.join('; ');
}

async function socket(url: URL): Promise<string> {
  const opened = new WebSocket(`${url.origin.replace(/^http/, 'ws')}/api/v1/socket`);
  try {
    await within(answersWithin, Promise.race([once(opened, 'open'), refused(opened)]));
    opened.send(JSON.stringify({ id: 1, type: 'hello', data: { token: 'doctor' } }));
    const [{ data }] = (await within(answersWithin, once(opened, 'message'))) as [MessageEvent];
    if (JSON.parse(String(data)).error?.code !== 'unauthorized')
      throw new Error('Somebody else answers there');
    return 'opens, and the server answers';
  } finally {
    opened.close();
  }
}

async function refused(opened: WebSocket): Promise<never> {
  await once(opened, 'error');
  throw new Error('The socket does not open');
}

async function clock(url: URL): Promise<string> {
  const before = Date.now();
  const answer = await fetch(new URL('/api/v1/openapi.json', url), {
    signal: AbortSignal.timeout(answersWithin),
  });
  await answer.body?.cancel();
  const there = Date.parse(answer.headers.get('date') ?? '');
  // The header has whole seconds.
  const skew = Math.max(0, Math.abs(there + 500 - (before + Date.now()) / 2) - 500);
  if (!(skew <= mostSkew)) throw new Error(`The clocks differ by ${Math.round(skew / 1000)} s`);
  return 'the clocks agree';
}

async function certificate(url: URL): Promise<string> {
  const host = url.hostname;
  const line = connectTls({ host, port: Number(url.port || 443), servername: host });
  try {
    await within(answersWithin, once(line, 'secureConnect'));
    const days = Math.floor((Date.parse(line.getPeerCertificate().valid_to) - Date.now()) / 86_400_000);
    if (days < fewDays) throw new Error(`The certificate has ${days} days left`);
    return `the certificate has ${days} days left`;
  } finally {
    line.destroy();
  }
}
