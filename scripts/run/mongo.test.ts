// The embedded database: protected by a password, moved to another port, clear about what hinders it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { provideMongod } from '../provision/mongod.ts';
import { type Mongo, startMongo } from './mongo.ts';
import { freePort } from './port.ts';

let folder: string;
const running: Mongo[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'baraza-embedded-'));
});

afterEach(async () => {
  for (const mongo of running.splice(0)) await mongo.process.stop();
  rmSync(folder, { recursive: true });
});

async function launch(port: number): Promise<Mongo> {
  const { executable } = await provideMongod();
  const mongo = await startMongo({
    executable,
    folder,
    port,
    cacheGb: 0.25,
    password: 'a secret/with+signs',
  });
  running.push(mongo);
  return mongo;
}

async function countAfterInsert(uri: string): Promise<number> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 5_000 });
  try {
    await client.db().collection('things').insertOne({ at: 1 });
    return await client.db().collection('things').countDocuments();
  } finally {
    await client.close();
  }
}

it('keeps its data when it comes back on another port', async () => {
  const first = await launch(await freePort());
  expect(await countAfterInsert(first.uri('baraza'))).toBe(1);
  await first.process.stop();
  const second = await launch(await freePort());
  expect(await countAfterInsert(second.uri('baraza'))).toBe(2);
});

it('lets nobody in without the password', async () => {
  const port = await freePort();
  await launch(port);
  await expect(countAfterInsert(`mongodb://127.0.0.1:${port}/baraza?replicaSet=rs0`)).rejects.toThrow(
    /auth/i,
  );
});

it('says so when another one uses the same folder', async () => {
  await launch(await freePort());
  await expect(launch(await freePort())).rejects.toThrow(/Another MongoDB uses/);
});
