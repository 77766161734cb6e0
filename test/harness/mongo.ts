// MongoDB for tests: a database of one's own in the shared replica set, or a private server for fault tests.
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { provideMongod } from '../../scripts/provision/mongod.ts';
import { startMongo } from '../../scripts/run/mongo.ts';
import { freePort } from '../../scripts/run/port.ts';
import { removeFolder } from './folder.ts';

export interface TestDatabase {
  readonly uri: string;
  readonly name: string;
  drop(): Promise<void>;
}

/** A fresh database in the run's shared replica set. */
export async function testDatabase(): Promise<TestDatabase> {
  const door = process.env.BARAZA_TEST_PARTS;
  if (!door) throw new Error('No shared parts: run under vitest or Playwright with test/harness/global.ts');
  const response = await fetch(`${door}/mongo`);
  const text = await response.text();
  if (!response.ok) throw new Error(`The shared MongoDB could not be started: ${text}`);
  const name = `test_${randomBytes(6).toString('hex')}`;
  const address = new URL(text);
  address.pathname = `/${name}`;
  const uri = address.href;
  return {
    uri,
    name,
    drop: async () => {
      const client = new MongoClient(uri);
      try {
        await client.db(name).dropDatabase();
      } finally {
        await client.close();
      }
    },
  };
}

export interface PrivateMongo {
  uri(database: string): string;
  readonly pid: number;
  /** As a power cut would. */
  kill(): Promise<void>;
  /** On the same port and data, after a kill. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface PrivateMongoOptions {
  readonly executable?: string;
  readonly folder?: string;
}

/** A mongod of one's own, for tests that kill it. */
export async function startPrivateMongo(options: PrivateMongoOptions = {}): Promise<PrivateMongo> {
  const executable = options.executable ?? (await provideMongod(undefined, () => undefined)).executable;
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'baraza-mongo-'));
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const extra = ['--setParameter', 'diagnosticDataCollectionEnabled=false', '--oplogSize', '64'];
  const launch = () => startMongo({ executable, folder, port, cacheGb: 0.25, extra });
  let mongo = await launch();
  return {
    uri: database => mongo.uri(database),
    get pid() {
      return mongo.process.pid;
    },
    kill: () => mongo.process.stop({ signal: 'SIGKILL' }),
    restart: async () => {
      await mongo.process.stop();
      mongo = await launch();
    },
    stop: async () => {
      // The data is thrown away, so there is no need for a clean end.
      await mongo.process.stop({ signal: 'SIGKILL' });
      await removeFolder(folder);
    },
  };
}
