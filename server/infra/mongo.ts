// The MongoDB client: pool, timeouts, write concern; and which of its errors mean "not reachable now".
import {
  type Db,
  MongoBulkWriteError,
  MongoClient,
  MongoError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
} from 'mongodb';

export interface Mongo {
  client: MongoClient;
  db: Db;
  ping(): Promise<void>;
  /** Calls back each time the database answers again after it did not. */
  onRecovered(listener: () => void): void;
  close(): Promise<void>;
}

/** What is acknowledged survives the death of any one process: majority and journal. */
export const durable = { writeConcern: { w: 'majority', journal: true, wtimeoutMS: 10_000 } } as const;
/** For projections that can be derived again. */
export const derived = { writeConcern: { w: 1 } } as const;

/** Connects; throws MongoServerSelectionError when nobody answers within 5 s. */
export async function connectMongo(uri: string): Promise<Mongo> {
  const client = new MongoClient(uri, {
    appName: 'baraza',
    maxPoolSize: 32,
    minPoolSize: 2,
    maxIdleTimeMS: 300_000,
    connectTimeoutMS: 5_000,
    serverSelectionTimeoutMS: 5_000,
    socketTimeoutMS: 30_000,
    waitQueueTimeoutMS: 10_000,
    retryWrites: true,
    ignoreUndefined: true,
    ...durable,
  });
  await client.connect();
  const named = new URL(uri.replace(/^mongodb(\+srv)?:\/\/[^/?]*/, 'http://x')).pathname.slice(1);
  const db = client.db(named || 'baraza');
  return {
    client,
    db,
    ping: async () => {
      await db.command({ ping: 1 });
    },
    onRecovered(listener) {
      let lost = false;
      client.on('serverHeartbeatFailed', () => {
        lost = true;
      });
      client.on('serverHeartbeatSucceeded', () => {
        if (lost) listener();
        lost = false;
      });
    },
    close: () => client.close(),
  };
}

/** True for errors after which the same operation can succeed once the database is back. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return (
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError ||
    error instanceof MongoNotConnectedError ||
    error instanceof MongoTopologyClosedError ||
    error instanceof MongoWriteConcernError ||
    // A bulk hides what befell the connection: without any write error it was not the data's fault.
    (error instanceof MongoBulkWriteError && [error.writeErrors].flat().length === 0) ||
    error instanceof MongoTopologyClosedError ||
    (error instanceof MongoError &&
      (error.hasErrorLabel('RetryableWriteError') || error.name === 'MongoWaitQueueTimeoutError'))
  );
}

/** The index that a duplicate key error names, or null for any other error. */
export function duplicateKeyIndex(error: unknown): string | null {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: string };
  if (code !== 11_000) return null;
  return /index: (\S+)/.exec(message ?? '')?.[1] ?? '';
}
