// Runs a mongod as a replica set of one member, which is what transactions and majority writes need.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { Problem } from '../provision/say.ts';
import { type Running, start } from './child.ts';

export interface MongoOptions {
  readonly executable: string;
  readonly folder: string;
  readonly port: number;
  readonly cacheGb: number;
  /** With it, only who knows the password may use the database; other users of the machine reach loopback too. */
  readonly password?: string;
  readonly ownGroup?: boolean;
  readonly extra?: readonly string[];
  /** Called as soon as the process is there, long before it is ready. */
  readonly onSpawn?: (running: Running) => void;
}

export interface Mongo {
  /** Without a database name: ends before the query part's question mark, see `uri(name)`. */
  uri(database: string): string;
  readonly process: Running;
}

const REPLICA_SET = 'rs0';
const USER = 'baraza';
const READY_MS = 60_000;
const RETRY_MS = 100;

/** Starts mongod on a data folder and waits until it accepts writes. */
export async function startMongo(options: MongoOptions): Promise<Mongo> {
  const data = join(options.folder, 'db');
  const logFile = join(options.folder, 'mongod.log');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  rmSync(logFile, { force: true });
  const process = await start(options.executable, argumentsFor(options, data), {
    logFile,
    ownGroup: options.ownGroup ?? false,
  });
  options.onSpawn?.(process);
  const running = { ended: false };
  void process.ended.then(() => {
    running.ended = true;
  });
  try {
    await makePrimary(options, () => running.ended);
  } catch (error) {
    await process.stop();
    throw running.ended || error instanceof Problem ? diagnose(options, logFile, error) : error;
  }
  return { process, uri: database => uriFor(options, database) };
}

function argumentsFor(options: MongoOptions, data: string): string[] {
  const args = [
    '--dbpath',
    data,
    '--port',
    String(options.port),
    '--bind_ip',
    '127.0.0.1',
    '--replSet',
    REPLICA_SET,
  ];
  args.push('--wiredTigerCacheSizeGB', String(options.cacheGb), '--quiet');
  if (globalThis.process.platform !== 'win32') args.push('--nounixsocket');
  if (options.password !== undefined) {
    const keyFile = join(options.folder, 'mongod.key');
    writeFileSync(keyFile, Buffer.from(options.password).toString('base64'), { mode: 0o600 });
    args.push('--auth', '--keyFile', keyFile);
  }
  return [...args, ...(options.extra ?? [])];
}

function uriFor({ port, password }: MongoOptions, database: string): string {
  const login = password === undefined ? '' : `${USER}:${encodeURIComponent(password)}@`;
  const source = password === undefined ? '' : '&authSource=admin';
  return `mongodb://${login}127.0.0.1:${port}/${database}?replicaSet=${REPLICA_SET}${source}`;
}

async function makePrimary(options: MongoOptions, hasEnded: () => boolean): Promise<void> {
  const deadline = performance.now() + READY_MS;
  let last: unknown;
  while (performance.now() < deadline) {
    if (hasEnded()) throw new Error('mongod ended');
    try {
      if (await step(options)) return;
    } catch (error) {
      last = error;
    }
    await sleep(RETRY_MS);
  }
  throw new Problem(
    'The database did not get ready within a minute',
    `See ${join(options.folder, 'mongod.log')}`,
    { cause: last },
  );
}

/** One attempt: true when the member is primary, under the right address, and the user exists. */
async function step(options: MongoOptions): Promise<boolean> {
  const login = await connect(options, options.password !== undefined);
  const client = login ?? (await connect(options, false));
  if (!client) return false;
  try {
    const admin = client.db('admin');
    const hello = await admin.command({ hello: 1 });
    const host = `127.0.0.1:${options.port}`;
    if (hello.isWritablePrimary === true && hello.me === host) {
      if (options.password !== undefined && !login) {
        await admin.command({ createUser: USER, pwd: options.password, roles: ['root'] });
        return false;
      }
      return true;
    }
    await configure(client, host);
    return false;
  } finally {
    await client.close();
  }
}

async function connect(options: MongoOptions, withLogin: boolean): Promise<MongoClient | undefined> {
  const client = new MongoClient(`mongodb://127.0.0.1:${options.port}/`, {
    directConnection: true,
    serverSelectionTimeoutMS: 2_000,
    ...(withLogin && options.password !== undefined
      ? { auth: { username: USER, password: options.password }, authSource: 'admin' }
      : {}),
  });
  try {
    return await client.connect();
  } catch (error) {
    await client.close();
    const { code, codeName } = error as { code?: number; codeName?: string };
    // Before the first start is through there is no user to log in as.
    if (withLogin && (code === 18 || codeName === 'AuthenticationFailed')) return undefined;
    throw error;
  }
}

async function configure(client: MongoClient, host: string): Promise<void> {
  const admin = client.db('admin');
  try {
    // First, because it is the one command of these that is allowed before there is a user.
    await admin.command({ replSetInitiate: { _id: REPLICA_SET, members: [{ _id: 0, host }] } });
    return;
  } catch (error) {
    if ((error as { codeName?: string }).codeName !== 'AlreadyInitialized') throw error;
  }
  const { config } = (await admin.command({ replSetGetConfig: 1 })) as {
    config: { version: number; members: { host: string }[] };
  };
  const [member] = config.members;
  if (!member || member.host === host) return;
  // The port changed since the last start.
  const moved = { ...config, version: config.version + 1, members: [{ ...member, host }] };
  await admin.command({ replSetReconfig: moved, force: true });
}

function diagnose(options: MongoOptions, logFile: string, error: unknown): Problem {
  const log = existsSync(logFile) ? readFileSync(logFile, 'utf8').slice(-100_000) : '';
  const cause = { cause: error };
  if (/No space left on device|ENOSPC/.test(log)) {
    return new Problem(
      `The disk is full: the database cannot write to ${options.folder}`,
      'Free some space and start again',
      cause,
    );
  }
  if (/DBPathInUse|Unable to lock the lock file/.test(log)) {
    return new Problem(
      `Another MongoDB uses ${options.folder}`,
      'Stop it, or choose another folder with BARAZA_DATA_DIR',
      cause,
    );
  }
  if (
    /featureCompatibilityVersion|IncompatibleDataFiles|Invalid featureCompatibility/i.test(log) &&
    /UPGRADE PROBLEM|fatal|Wrong mongod version/i.test(log)
  ) {
    return new Problem(
      `The data in ${options.folder} was written by another version of MongoDB than ${options.executable}`,
      'Use the version that wrote it, or set MONGODB_URI',
      cause,
    );
  }
  return new Problem('The database could not be started', `See ${logFile}`, cause);
}
