// Redis clients: one to publish, one to subscribe; they reconnect for ever with a bounded delay.
import { Redis } from 'ioredis';
import type { Log } from '../context.ts';

/** Connects in the background; a Redis that is down delays nothing. */
export function connectRedis(url: string, log: Log): { publisher: Redis; subscriber: Redis } {
  const make = (name: string) => {
    const client = new Redis(url, {
      connectionName: `baraza-${name}`,
      connectTimeout: 5_000,
      keepAlive: 10_000,
      maxRetriesPerRequest: null,
      enableOfflineQueue: name === 'subscriber',
      retryStrategy: attempt => Math.min(100 * 2 ** Math.min(attempt, 6), 5_000),
    });
    client.on('error', error =>
      log.warn({ err: error, client: name }, 'Redis is not reachable; this node goes on alone'),
    );
    client.on('ready', () => log.info({ client: name }, 'Redis is reachable'));
    return client;
  };
  return { publisher: make('publisher'), subscriber: make('subscriber') };
}
