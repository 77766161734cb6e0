// The servers under test, each in a process of its own, with the people who use it.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { Problem } from '../provision/say.ts';
import { start } from '../run/child.ts';
import { freePort } from '../run/port.ts';
import { serverSecrets } from '../run/server.ts';
import type { DialectName, Person } from './load/dialects.ts';
import { chatWith, login, makePeople, registered } from './people.ts';
import { firstCore, pin } from './pinning.ts';
import type { Stage } from './stage.ts';

export interface Target {
  readonly name: string;
  readonly dialect: DialectName;
  readonly pid: number;
  /** Such as "127.0.0.1:5000". */
  readonly host: string;
  readonly people: readonly Person[];
  /** Messages in its database; null where it keeps none. */
  stored(): Promise<number | null>;
  stop(): Promise<void>;
}

export interface Server {
  readonly pid: number;
  readonly host: string;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, '../..');
const readyWithin = 60_000;

/** The bare relay: its people are numbers in five digits. */
export async function startRelay(stage: Stage, users: number): Promise<Target> {
  const server = await serve(stage, 'scripts/bench/baselines/relay.ts', {}, '/');
  const number = (index: number) => String(index).padStart(5, '0');
  const people = Array.from({ length: users }, (_, index) => ({
    id: number(index),
    peerId: number(index ^ 1),
    token: '',
    chatId: '',
  }));
  await pin(server.pid, firstCore);
  return { ...server, name: 'ws relay', dialect: 'relay', people, stored: () => Promise.resolve(null) };
}

/** Starts the socket.io server alone: it waits for a majority and the journal, or for the primary's memory only. */
export function serveSocketio(stage: Stage, database: string, w: 'majority' | '1'): Promise<Server> {
  const env = { MONGODB_URI: stage.mongo.uri(database), JWT_SECRET: 'bench'.repeat(8), WRITE_CONCERN: w };
  return serve(stage, 'scripts/bench/baselines/socketio.ts', env, '/health/ready');
}

/** The socket.io server with its people. */
export async function startSocketio(stage: Stage, users: number, w: 'majority' | '1'): Promise<Target> {
  const database = `socketio_${w}`;
  const server = await serveSocketio(stage, database, w);
  const people = await makePeople(users, index =>
    login(`http://${server.host}/login`, { name: `u${index}` }),
  );
  await pin(server.pid, firstCore);
  const name = `socket.io, w: ${w}`;
  return { ...server, name, dialect: 'socketio', people, stored: counter(stage, database) };
}

/** The environment of one Baraza with a database of its own. */
export function barazaEnv(
  stage: Stage,
  database: string,
): Env & { MONGODB_URI: string } & ReturnType<typeof serverSecrets> {
  return {
    MONGODB_URI: stage.mongo.uri(database),
    ...serverSecrets(),
    RATE_LIMIT_SCALE: '0',
    LOG_LEVEL: 'warn',
    HOST: '127.0.0.1',
  };
}

/** Starts Baraza's server alone, not held to a core. */
export function serveBaraza(stage: Stage, env: Env, flags: readonly string[] = []): Promise<Server> {
  return serve(stage, 'server/main.ts', env, '/health/ready', flags);
}

/** Baraza with everyone registered and each pair's direct chat made through REST. */
export async function startBaraza(stage: Stage, users: number, profile: string | null): Promise<Target> {
  const database = 'baraza';
  const flags = profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const server = await serveBaraza(stage, barazaEnv(stage, database), flags);
  const api = `http://${server.host}/api/v1`;
  const people = await makePeople(
    users,
    index => registered(api, index),
    (a, b) => chatWith(api, a.token, { kind: 'direct', userId: b.id }),
  );
  await pin(server.pid, firstCore);
  return { ...server, name: 'Baraza', dialect: 'baraza', people, stored: counter(stage, database) };
}

export type Env = Readonly<Record<string, string>>;

/** Counts a database's messages. */
export function counter(stage: Stage, database: string): () => Promise<number> {
  const client = new MongoClient(stage.mongo.uri(database), { maxPoolSize: 1 });
  stage.onEnd(() => client.close());
  return () => client.db().collection('messages').countDocuments();
}

async function serve(
  stage: Stage,
  file: string,
  env: Env,
  ready: string,
  flags: readonly string[] = [],
): Promise<Server> {
  const port = await freePort();
  const running = await start(process.execPath, [...flags, join(root, file)], {
    cwd: root,
    env: { PATH: process.env.PATH, PORT: String(port), NODE_ENV: 'production', ...env },
    ownGroup: true,
  });
  stage.onEnd(() => running.stop());
  let ended = false;
  void running.ended.then(() => {
    ended = true;
  });
  const host = `127.0.0.1:${port}`;
  const deadline = performance.now() + readyWithin;
  while (!(await answers(`http://${host}${ready}`))) {
    if (ended || performance.now() > deadline) throw new Problem(`${file} did not start`, running.tail());
    await sleep(50);
  }
  return { pid: running.pid, host, stop: () => running.stop() };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    // Not listening yet.
    return false;
  }
}
