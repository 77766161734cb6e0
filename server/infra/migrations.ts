// Steps that bring an older database up to this version; each runs once, on one node.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from 'mongodb';
import { StartRefused } from '../config.ts';
import { duplicateKeyIndex } from './mongo.ts';

interface Migration {
  /** Number of the schema that this step leads to: 2, 3, … */
  to: number;
  up(db: Db): Promise<void>;
}

/** Newest last. Version 1 is what ensureIndexes makes in an empty database. */
const migrations: readonly Migration[] = [
  {
    // The search index went from one entry a message to one a section; it is made anew behind the start.
    to: 2,
    up: async db => {
      await db.collection('tokens').drop();
    },
  },
];
const currentVersion = 1 + migrations.length;

interface SchemaDoc {
  _id: string;
  version: number;
  /** Until then one node holds the right to migrate. */
  lockedUntil: Date;
}

const lockTime = 60_000;

/** Runs what is missing under a lease; throws when the database comes from a newer version. */
export async function migrate(db: Db): Promise<void> {
  const schema = db.collection<SchemaDoc>('schema');
  try {
    await schema.insertOne({ _id: 'schema', version: currentVersion, lockedUntil: new Date(0) });
  } catch (error) {
    if (duplicateKeyIndex(error) === null) throw error;
  }
  for (;;) {
    const held = await schema.findOne({ _id: 'schema' });
    const version = held?.version ?? currentVersion;
    if (version > currentVersion) {
      throw new StartRefused(
        `The database is of schema ${version}, newer than this server (${currentVersion}); use a newer one`,
      );
    }
    if (version === currentVersion) return;
    const now = new Date();
    const locked = await schema.findOneAndUpdate(
      { _id: 'schema', version, lockedUntil: { $lt: now } },
      { $set: { lockedUntil: new Date(now.getTime() + lockTime) } },
    );
    if (locked === null) {
      await sleep(500);
      continue;
    }
    for (const step of migrations.filter(candidate => candidate.to > version)) {
      await step.up(db);
      await schema.updateOne({ _id: 'schema' }, { $set: { version: step.to } });
    }
    await schema.updateOne({ _id: 'schema' }, { $set: { lockedUntil: new Date(0) } });
  }
}
