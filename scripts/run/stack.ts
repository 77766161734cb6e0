// Starts what a group needs (database, server) on one data folder, and stops it in the right order.
import { existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { provideMongod } from '../provision/mongod.ts';
import { Problem } from '../provision/say.ts';
import { type Build, build } from './build.ts';
import type { Running } from './child.ts';
import {
  type Lock,
  lockDataFolder,
  openDataFolder,
  openSecrets,
  type Secrets,
  writeWhole,
} from './datafolder.ts';
import { startMongo } from './mongo.ts';
import { freePort, portState } from './port.ts';
import { launchServer } from './server.ts';

export interface Stack {
  /** For this machine; colleagues use the machine's own address. */
  readonly url: string;
  readonly port: number;
  readonly built: Build;
  readonly lock: Lock;
  /** Resolves with a reason when the server or the database ends without being asked to. */
  readonly broken: Promise<Problem>;
  stop(): Promise<void>;
}

export interface StackOptions {
  readonly folder: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly env?: NodeJS.ProcessEnv;
  /** Asked between steps, so that Ctrl-C during a long one is heeded. */
  readonly onStarted?: (stop: () => Promise<void>) => void;
}

const LOG_LIMIT = 20_000_000;
const SERVER_GRACE_MS = 30_000;
const DATABASE_GRACE_MS = 60_000;

/** Starts everything and waits until the server is ready. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const env = options.env ?? process.env;
  openDataFolder(options.folder);
  const lock = await lockDataFolder(options.folder);
  const stops: (() => Promise<void>)[] = [async () => lock.release()];
  // Later steps lean on earlier ones, so they are stopped first.
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      for (const one of stops.toReversed()) await one();
    })();
    return stopping;
  };
  options.onStarted?.(stop);
  try {
    const port = await choosePort(options.port, env.HOST);
    const secrets = openSecrets(options.folder);
    const ended: Promise<Problem>[] = [];
    const keep = (name: string, running: Running, logFile: string, graceMs: number) => {
      lock.addChild(running.pid);
      stops.push(() => running.stop({ graceMs }));
      if (stopping) void running.stop({ graceMs });
      ended.push(
        running.ended.then(code => new Problem(`The ${name} ended unexpectedly (${code})`, `See ${logFile}`)),
      );
    };
    const building = build(env.BARAZA_TEST_BUILD === '1' ? 'test' : 'product');
    const opening = env.MONGODB_URI
      ? Promise.resolve(env.MONGODB_URI)
      : startDatabase(options.folder, secrets, keep);
    // Both must have come to an end before anything is stopped because one of them failed.
    await Promise.allSettled([building, opening]);
    const [built, mongodbUri] = await Promise.all([building, opening]);
    const logFile = freshLog(options.folder, 'server.log');
    const server = await launchServer({
      env: serverEnvironment(env, secrets, {
        port,
        mongodbUri,
        webRoot: built.webRoot,
        filesDir: join(options.folder, 'files'),
      }),
      port,
      logFile,
      ownGroup: true,
      onSpawn: running => keep('server', running, logFile, SERVER_GRACE_MS),
    });
    lock.setAddress(server.url);
    return { url: server.url, port, built, lock, broken: Promise.race(ended), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function choosePort(wanted: number, host = '0.0.0.0'): Promise<number> {
  if (wanted === 0) return freePort();
  switch (await portState(wanted, host)) {
    case 'free':
      return wanted;
    case 'taken':
      throw new Problem(
        `Port ${wanted} is already in use by another program`,
        `Stop that program, or choose another port: PORT=${wanted + 1} npm start`,
      );
    case 'forbidden':
      throw new Problem(`You may not use port ${wanted}`, 'Choose one above 1023: PORT=5000 npm start');
  }
}

type Keep = (name: string, running: Running, logFile: string, graceMs: number) => void;

async function startDatabase(folder: string, secrets: Secrets, keep: Keep): Promise<string> {
  const home = join(folder, 'mongodb');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const noteFile = join(home, 'mongod.json');
  const before = existsSync(noteFile)
    ? (JSON.parse(readFileSync(noteFile, 'utf8')) as { executable: string; port: number })
    : undefined;
  const { executable, version } = await provideMongod(before?.executable);
  const kept = before && (await portState(before.port, '127.0.0.1')) === 'free';
  const port = kept ? before.port : await freePort();
  const mongo = await startMongo({
    executable,
    folder: home,
    port,
    cacheGb: 0.5,
    password: secrets.MONGODB_PASSWORD,
    ownGroup: true,
    onSpawn: running => keep('database', running, join(home, 'mongod.log'), DATABASE_GRACE_MS),
  });
  writeWhole(noteFile, { executable, version, port });
  return mongo.uri('baraza');
}

function serverEnvironment(
  env: NodeJS.ProcessEnv,
  secrets: Secrets,
  chosen: {
    readonly port: number;
    readonly mongodbUri: string;
    readonly webRoot: string;
    readonly filesDir: string;
  },
): NodeJS.ProcessEnv {
  const { MONGODB_PASSWORD: _, ...forServer } = secrets;
  return {
    // Secrets given in the environment win over those of the folder.
    ...forServer,
    NODE_ENV: 'production',
    BARAZA_WEB_ROOT: chosen.webRoot,
    FILES_DIR: chosen.filesDir,
    ...env,
    PORT: String(chosen.port),
    MONGODB_URI: chosen.mongodbUri,
  };
}

/** The path of a log file; a long one of earlier runs is put aside. */
export function freshLog(folder: string, name: string): string {
  const logs = join(folder, 'logs');
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  const file = join(logs, name);
  if (existsSync(file) && statSync(file).size > LOG_LIMIT) renameSync(file, `${file}.1`);
  return file;
}
