// Baseline: bare inserts with the mongodb driver, each waiting for a majority and the journal. Answers commands by IPC.
import { MongoClient } from 'mongodb';
import { pace } from '../load/pace.ts';

/** Inserts for so long: one after the other, or at a rate, each counted from when it was due. */
export interface InsertCommand {
  readonly seconds: number;
  readonly rate: number | 'one at a time';
}

const text = 'x'.repeat(100);

const client = new MongoClient(process.env.MONGODB_URI ?? '', { maxPoolSize: 32 });
const inserts = client.db().collection('inserts');
await inserts.createIndex({ chat: 1, serial: 1 }, { unique: true });
let serial = 0;

async function insert(since: number, latencies: number[]): Promise<void> {
  serial += 1;
  const doc = { chat: serial % 250, serial, sender: serial % 500, text, createdAt: new Date() };
  await inserts.insertOne(doc, { writeConcern: { w: 'majority', journal: true } });
  latencies.push(performance.now() - since);
}

async function run({ seconds, rate }: InsertCommand): Promise<Float64Array> {
  const latencies: number[] = [];
  if (rate === 'one at a time') {
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end) await insert(performance.now(), latencies);
  } else {
    const pending: Promise<void>[] = [];
    await pace({
      rate,
      count: rate * seconds,
      emit: (_index, due) => pending.push(insert(due, latencies)),
      stop: () => false,
    });
    await Promise.all(pending);
  }
  return Float64Array.from(latencies);
}

process.on('message', (command: InsertCommand) => {
  run(command).then(
    latencies => process.send?.({ latencies }),
    error => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
