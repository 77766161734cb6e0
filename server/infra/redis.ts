// What the server needs of Redis, whichever way it is run: one server, a Sentinel's choice, or a Cluster.
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { Log } from '../context.ts';
import { type RedisPlace, readRedisUrl } from './redis-url.ts';

/** Events between nodes, and commands; it reconnects for ever, and a Redis that is down delays nothing. */
export interface RedisLink {
  /** For commands on one key each. They fail at once while Redis is away. */
  readonly commands: Redis | Cluster;
  /** Dropped while Redis is away. */
  publish(channels: readonly string[], text: string): Promise<unknown>;
  subscribe(channel: string): Promise<unknown>;
  unsubscribe(channel: string): Promise<unknown>;
  onMessage(listener: (channel: string, text: string) => void): void;
  /** Calls back when events may have been missed: each time the link is whole again after it was not. */
  onHealed(listener: () => void): void;
  healthy(): boolean;
  close(): void;
}

const retryStrategy = (attempt: number) => Math.min(100 * 2 ** Math.min(attempt, 6), 5_000);
/** Idle connections are asked for a sign of life, as a cut cable tells nothing. */
const askEvery = 5_000;
const deadAfter = 15_000;
const common = { connectTimeout: 5_000, keepAlive: 10_000, maxRetriesPerRequest: null } as const;

/** Connects in the background. */
export function connectRedis(url: string, log: Log): RedisLink {
  const place = readRedisUrl(url);
  return place.kind === 'cluster' ? connectCluster(place, log) : connectPair(place, log);
}

/** One connection to publish, one to subscribe. */
function connectPair(place: Exclude<RedisPlace, { kind: 'cluster' }>, log: Log): RedisLink {
  const make = (name: string) => {
    const options: RedisOptions = {
      ...common,
      ...place.options,
      socketTimeout: deadAfter,
      connectionName: `baraza-${name}`,
      enableOfflineQueue: name === 'subscriber',
      retryStrategy,
      ...(place.kind === 'sentinel' && {
        sentinels: [...place.hosts],
        name: place.name,
        sentinelRetryStrategy: retryStrategy,
        // A master that became a replica answers, but takes no writes.
        reconnectOnError: error => /^READONLY/.test(error.message),
      }),
      ...(place.kind === 'single' && place.host),
    };
    const client = new Redis(options);
    tell(client, name, log);
    return client;
  };
  const [publisher, subscriber] = [make('publisher'), make('subscriber')];
  const healthy = () => publisher.status === 'ready' && subscriber.status === 'ready';
  const asking = setInterval(() => {
    for (const client of [publisher, subscriber]) {
      if (client.status === 'ready')
        client.ping().catch(error => log.info({ err: error }, 'Redis went away'));
    }
  }, askEvery).unref();
  return {
    commands: publisher,
    publish(channels, text) {
      if (publisher.status !== 'ready') return Promise.resolve();
      const pipeline = publisher.pipeline();
      for (const channel of channels) pipeline.publish(channel, text);
      return pipeline.exec();
    },
    subscribe: channel => subscriber.subscribe(channel),
    unsubscribe: channel => subscriber.unsubscribe(channel),
    onMessage: listener => void subscriber.on('message', listener),
    onHealed: listener => watchHealing([publisher, subscriber], healthy, listener),
    healthy,
    close() {
      clearInterval(asking);
      subscriber.disconnect();
      publisher.disconnect();
    },
  };
}

/** Sharded Pub/Sub: a channel lives on the one shard that holds its slot, so that shards share the load. */
function connectCluster({ hosts, options }: Extract<RedisPlace, { kind: 'cluster' }>, log: Log): RedisLink {
  const cluster = new Cluster([...hosts], {
    // What is sent in one turn of the loop leaves in one write to each shard.
    enableAutoPipelining: true,
    enableOfflineQueue: true,
    shardedSubscribers: true,
    slotsRefreshInterval: 5_000,
    clusterRetryStrategy: retryStrategy,
    redisOptions: { ...common, ...options, connectionName: 'baraza' },
    // The certificate names the host that was asked for, not the address that the cluster tells.
    ...(options.tls && { dnsLookup: (address: string, done) => done(null, address) }),
  });
  tell(cluster, 'cluster', log);
  const healthy = () => cluster.status === 'ready';
  return {
    commands: cluster,
    publish(channels, text) {
      if (!healthy()) return Promise.resolve();
      return Promise.all(channels.map(channel => cluster.spublish(channel, text)));
    },
    subscribe: channel => cluster.ssubscribe(channel),
    unsubscribe: channel => cluster.sunsubscribe(channel),
    onMessage: listener => void cluster.on('smessage', listener),
    onHealed: listener => watchHealing([cluster], healthy, listener),
    healthy,
    close: () => cluster.disconnect(),
  };
}

function tell(client: Redis | Cluster, name: string, log: Log): void {
  client.on('error', error =>
    log.warn({ err: error, client: name }, 'Redis is not reachable; this node goes on alone'),
  );
  client.on('ready', () => log.info({ client: name }, 'Redis is reachable'));
}

/** The first time that all are ready is no healing: nothing was missed before. */
function watchHealing(
  clients: readonly (Redis | Cluster)[],
  healthy: () => boolean,
  listener: () => void,
): void {
  let wasWhole = false;
  for (const client of clients) {
    client.on('ready', () => {
      if (!healthy()) return;
      if (wasWhole) listener();
      wasWhole = true;
    });
  }
}
