// Redis in each of its ways, for real: events cross it, and limits count in it.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { UserId } from '../../common/ids.ts';
import { startRedisCluster, startRedisSentinel, startRedisTls } from '../../test/harness/redis-modes.ts';
import { startServer } from '../../test/harness/server.ts';
import type { Log } from '../context.ts';
import { createMetrics } from './metrics.ts';
import { createRates } from './rates.ts';
import { connectRedis, type RedisLink } from './redis.ts';
import { createRedisBus } from './redis-bus.ts';
import { readRedisUrl } from './redis-url.ts';
import { createTuning } from './tuning.ts';

const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const amina = 'amina' as UserId;

/** Two nodes over one Redis, and what the second one was sent. */
function pair(url: string) {
  const links: RedisLink[] = [connectRedis(url, quiet), connectRedis(url, quiet)];
  const [here, there] = links.map(link => createRedisBus(link, quiet));
  if (here === undefined || there === undefined) throw new Error('Two nodes are needed');
  const got: string[] = [];
  there.onDelivery(({ frame }) => got.push(frame));
  let number = 0;
  return {
    links,
    here,
    there,
    got,
    /** Tells until it is heard: what is told before all is connected is lost, as it may be. */
    async heard(userId: UserId): Promise<void> {
      const frame = `frame ${++number}`;
      await vi.waitFor(
        () => {
          here.publish([userId], frame);
          return vi.waitFor(() => expect(got).toContain(frame), { timeout: 300 });
        },
        { timeout: 20_000 },
      );
    },
    close: () => Promise.all([here.close(), there.close()]),
  };
}

describe('a Cluster', () => {
  let cluster: Awaited<ReturnType<typeof startRedisCluster>>;
  let nodes: ReturnType<typeof pair>;

  beforeAll(async () => {
    cluster = await startRedisCluster();
    nodes = pair(cluster.url);
  });
  afterAll(async () => {
    await nodes?.close();
    await cluster?.stop();
  });

  test('carries events of many people over all shards, once each and in order', async () => {
    const people = Array.from({ length: 60 }, (_, number) => `person${number}` as UserId);
    for (const userId of people) nodes.there.watch(userId);
    for (const userId of people) await nodes.heard(userId);
    expect(await cluster.shardsHeard()).toBe(3);
    nodes.got.length = 0;
    for (let number = 0; number < 50; number++) nodes.here.publish(people.slice(0, 1), `${number}`);
    nodes.here.publish(people, 'to all');
    await vi.waitFor(() => expect(nodes.got).toHaveLength(50 + people.length), { timeout: 5_000 });
    const ordered = nodes.got.filter(frame => frame !== 'to all');
    expect(ordered).toEqual(Array.from({ length: 50 }, (_, number) => `${number}`));
  });

  test('carries notices to all nodes', async () => {
    const seen: string[] = [];
    nodes.there.onNotice('session_revoked', ({ userId }) => seen.push(userId));
    nodes.here.notify('session_revoked', { userId: amina, deviceId: 'phone' as never });
    await vi.waitFor(() => expect(seen).toEqual([amina]));
  });

  test('counts for limits', async () => {
    const tuning = createTuning({ scale: 1, file: null, log: quiet });
    const [one, other] = nodes.links.map(link =>
      createRates({ tuning, redis: link.commands, metrics: createMetrics(), log: quiet }),
    );
    let passed = 0;
    for (let turn = 0; turn < 80; turn++) {
      const rates = turn % 2 === 0 ? one : other;
      await rates?.spendExactly('guessesPerAddress', '192.0.2.1').then(
        () => {
          passed += 1;
        },
        error => expect(error.code).toBe('rate_limited'),
      );
    }
    expect(passed).toBe(tuning.limit('guessesPerAddress'));
  });
});

test('behind a Sentinel the bus follows from the dead master to the new one', async () => {
  const sentinel = await startRedisSentinel();
  const nodes = pair(sentinel.url);
  try {
    nodes.there.watch(amina);
    await nodes.heard(amina);
    const missed = vi.fn();
    nodes.there.onNotice('events_missed', missed);
    await sentinel.killMaster();
    await vi.waitFor(() => expect(nodes.here.healthy()).toBe(false), { timeout: 10_000 });
    await nodes.heard(amina);
    expect(missed).toHaveBeenCalled();
  } finally {
    await nodes.close();
    await sentinel.stop();
  }
}, 60_000);

test('over TLS, with a password, the server finds Redis, and not under a certificate that it does not know', async () => {
  const redis = await startRedisTls();
  const trusting = await startServer({ env: { REDIS_URL: redis.url, NODE_EXTRA_CA_CERTS: redis.ca } });
  const doubting = await startServer({ env: { REDIS_URL: redis.url } });
  try {
    const busOf = async (url: string) =>
      ((await (await fetch(`${url}/health/ready`)).json()) as { bus: string }).bus;
    await expect.poll(() => busOf(trusting.url), { timeout: 10_000 }).toBe('up');
    await expect.poll(() => doubting.log(), { timeout: 10_000 }).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(await busOf(doubting.url)).toBe('down');
  } finally {
    await Promise.all([trusting.stop(), doubting.stop()]);
    await redis.stop();
  }
});

test('an address says where Redis is, and what is wrong with it', () => {
  expect(readRedisUrl('redis://localhost')).toEqual({
    kind: 'single',
    host: { host: 'localhost', port: 6379 },
    options: {},
  });
  expect(readRedisUrl('rediss://me:p%40ss@[::1]:7000/2')).toEqual({
    kind: 'single',
    host: { host: '::1', port: 7000 },
    options: { username: 'me', password: 'p@ss', db: 2, tls: {} },
  });
  expect(readRedisUrl('rediss+cluster://:pw@a:1,b')).toEqual({
    kind: 'cluster',
    hosts: [
      { host: 'a', port: 1 },
      { host: 'b', port: 6379 },
    ],
    options: { password: 'pw', tls: {} },
  });
  expect(readRedisUrl('redis+sentinel://a,b:2/house?sentinelPassword=x')).toEqual({
    kind: 'sentinel',
    hosts: [
      { host: 'a', port: 26_379 },
      { host: 'b', port: 2 },
    ],
    name: 'house',
    options: { sentinelPassword: 'x' },
  });
  expect(() => readRedisUrl('redis+sentinel://a')).toThrow('names no master');
  expect(() => readRedisUrl('redis://a,b')).toThrow('several servers');
  expect(() => readRedisUrl('http://a')).toThrow('must look like');
});
