// A MongoDB replica set of three real members on free ports, whose primary tests may kill.
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { provideMongod } from '../../scripts/provision/mongod.ts';
import { type Running, start } from '../../scripts/run/child.ts';
import { freePort } from '../../scripts/run/port.ts';
import { removeFolder } from './folder.ts';

export interface ReplicaSet {
  uri(database: string): string;
  /** As a power cut would; gives back what starts the member again. */
  killPrimary(): Promise<() => Promise<void>>;
  stop(): Promise<void>;
}

const patience = 60_000;

export async function startReplicaSet(): Promise<ReplicaSet> {
  const { executable } = await provideMongod(undefined, () => undefined);
  const folder = mkdtempSync(join(tmpdir(), 'baraza-set-'));
  const ports = [await freePort(), await freePort(), await freePort()];
  const members = new Map<number, Running>();

  async function launch(port: number): Promise<void> {
    const data = join(folder, String(port));
    mkdirSync(data, { recursive: true });
    const place = ['--dbpath', data, '--port', String(port), '--bind_ip', '127.0.0.1', '--replSet', 'set'];
    const small = ['--wiredTigerCacheSizeGB', '0.25', '--oplogSize', '64', '--nounixsocket', '--quiet'];
    const quiet = ['--setParameter', 'diagnosticDataCollectionEnabled=false'];
    members.set(port, await start(executable, [...place, ...small, ...quiet]));
  }

  /** One command to one member over a connection of its own; null while it can not be reached. */
  async function ask(port: number, command: Record<string, unknown>) {
    const options = { directConnection: true, serverSelectionTimeoutMS: 1_000 };
    const client = new MongoClient(`mongodb://127.0.0.1:${port}/`, options);
    try {
      return await client.db('admin').command(command);
    } catch {
      return null;
    } finally {
      await client.close();
    }
  }

  async function primary(): Promise<number> {
    const deadline = performance.now() + patience;
    for (;;) {
      for (const port of ports) {
        if ((await ask(port, { hello: 1 }))?.isWritablePrimary === true) return port;
      }
      if (performance.now() > deadline) throw new Error('The replica set has no primary');
      await sleep(100);
    }
  }

  await Promise.all(ports.map(launch));
  const [first = 0] = ports;
  const config = {
    _id: 'set',
    members: ports.map((port, _id) => ({ _id, host: `127.0.0.1:${port}` })),
    settings: { electionTimeoutMillis: 2_000 },
  };
  const deadline = performance.now() + patience;
  while ((await ask(first, { replSetInitiate: config })) === null) {
    if (performance.now() > deadline)
      throw new Error(`mongod did not get ready: ${members.get(first)?.tail()}`);
    await sleep(100);
  }
  await primary();
  return {
    uri: database =>
      `mongodb://${ports.map(port => `127.0.0.1:${port}`).join(',')}/${database}?replicaSet=set`,
    async killPrimary() {
      const port = await primary();
      await members.get(port)?.stop({ signal: 'SIGKILL' });
      return () => launch(port);
    },
    async stop() {
      await Promise.all([...members.values()].map(member => member.stop({ signal: 'SIGKILL' })));
      await removeFolder(folder);
    },
  };
}
