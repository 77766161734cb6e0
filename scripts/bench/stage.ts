// What stands for the whole run: a folder, a private mongod, the load generator; taken down in reverse order.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Mongod, provideMongod } from '../provision/mongod.ts';
import { type Mongo, startMongo } from '../run/mongo.ts';
import { freePort } from '../run/port.ts';
import { type Generator, startGenerator } from './generator.ts';

export interface Stage {
  readonly folder: string;
  readonly mongo: Mongo;
  readonly mongod: Mongod;
  readonly generator: Generator;
  /** Run at the end, the last one first. */
  onEnd(end: () => unknown): void;
  end(): Promise<void>;
}

const cacheGb = 2;

export async function setStage(): Promise<Stage> {
  const ends: (() => unknown)[] = [];
  const end = async () => {
    for (let next = ends.pop(); next !== undefined; next = ends.pop()) await next();
  };
  try {
    const mongod = await provideMongod();
    const folder = mkdtempSync(join(tmpdir(), 'baraza-bench-'));
    ends.push(() => rmSync(folder, { recursive: true, force: true }));
    const mongo = await startMongo({
      executable: mongod.executable,
      folder,
      port: await freePort(),
      cacheGb,
      ownGroup: true,
    });
    ends.push(() => mongo.process.stop());
    const generator = startGenerator();
    ends.push(() => generator.stop());
    return { folder, mongo, mongod, generator, onEnd: action => ends.push(action), end };
  } catch (error) {
    await end();
    throw error;
  }
}
