// A redis-server of one's own on a free port, which tests may kill and start again.
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { systemParts } from '../../scripts/provision/apt.ts';
import { type Running, start } from '../../scripts/run/child.ts';
import { freePort } from '../../scripts/run/port.ts';

export interface TestRedis {
  readonly url: string;
  kill(): Promise<void>;
  /** On the same port, empty. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const READY_MS = 15_000;

/** Starts redis-server without persistence and waits until it answers. */
export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const launch = async () => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const running = await start(systemParts.redis.program, args);
    await answers(url, running);
    return running;
  };
  let redis = await launch();
  return {
    url,
    kill: () => redis.stop({ signal: 'SIGKILL' }),
    restart: async () => {
      await redis.stop();
      redis = await launch();
    },
    stop: () => redis.stop(),
  };
}

async function answers(url: string, running: Running): Promise<void> {
  const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1, retryStrategy: () => null });
  // Each failed attempt also rejects below, where it is dealt with.
  client.on('error', () => undefined);
  const deadline = performance.now() + READY_MS;
  try {
    for (;;) {
      try {
        await client.connect();
        return;
      } catch (error) {
        if (performance.now() > deadline) {
          await running.stop();
          throw new Error(`redis-server did not get ready: ${running.tail()}`, { cause: error });
        }
      }
      await sleep(50);
    }
  } finally {
    client.disconnect();
  }
}
