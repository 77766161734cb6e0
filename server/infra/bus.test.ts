// One suite for every bus: in this process, and over a real Redis with two nodes.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ChatId, DeviceId, UserId } from '../../common/ids.ts';
import { startRedis, type TestRedis } from '../../test/harness/redis.ts';
import type { Log } from '../context.ts';
import { type Bus, createLocalBus, type Delivery } from './bus.ts';
import { connectRedis } from './redis.ts';
import { createRedisBus } from './redis-bus.ts';

const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const amina = 'amina' as UserId;
const baraka = 'baraka' as UserId;
const phone = 'phone' as DeviceId;

function listen(bus: Bus) {
  const got: Delivery[] = [];
  bus.onDelivery(delivery => got.push(delivery));
  return got;
}

function suite(name: string, nodes: () => { here: Bus; there: Bus }) {
  describe(name, () => {
    test('an event reaches the node that watches its receiver, once, with its aim', async () => {
      const { here, there } = nodes();
      const got = listen(there);
      const unwatch = there.watch(amina);
      await vi.waitFor(() => {
        got.length = 0;
        here.publish([amina, baraka], '{"type":"x"}', { except: phone });
        return vi.waitFor(() => expect(got.length).toBeGreaterThan(0), { timeout: 300 });
      }, 5_000);
      const [first] = got;
      expect(got).toHaveLength(1);
      expect(first?.users).toContain(amina);
      expect(first).toMatchObject({ frame: '{"type":"x"}', except: phone });
      unwatch();
    });

    test('the publishing node is served exactly once too', async () => {
      const { here } = nodes();
      const got = listen(here);
      const unwatch = here.watch(amina);
      here.publish([amina], 'frame');
      expect(got.filter(delivery => delivery.frame === 'frame')).toHaveLength(1);
      await new Promise(resolve => setTimeout(resolve, 100));
      expect(got.filter(delivery => delivery.frame === 'frame')).toHaveLength(1);
      unwatch();
    });

    test('a notice reaches every node', async () => {
      const { here, there } = nodes();
      const seen: string[] = [];
      here.onNotice('chat_changed', ({ chatId }) => seen.push(`here ${chatId}`));
      there.onNotice('chat_changed', ({ chatId }) => seen.push(`there ${chatId}`));
      here.notify('chat_changed', { chatId: 'c' as ChatId, userIds: [amina] });
      await vi.waitFor(() => expect(new Set(seen)).toEqual(new Set(['here c', 'there c'])));
    });

    test('a disposed listener hears nothing', () => {
      const { here } = nodes();
      const got: Delivery[] = [];
      here.onDelivery(delivery => got.push(delivery))();
      here.publish([amina], 'late');
      expect(got).toEqual([]);
    });
  });
}

const alone = createLocalBus();
suite('the bus in one process', () => ({ here: alone, there: alone }));

describe('over Redis', () => {
  let redis: TestRedis;
  let here: Bus;
  let there: Bus;

  beforeAll(async () => {
    redis = await startRedis();
    here = createRedisBus(connectRedis(redis.url, quiet), quiet);
    there = createRedisBus(connectRedis(redis.url, quiet), quiet);
    await vi.waitFor(() => expect(here.healthy() && there.healthy()).toBe(true), 5_000);
  });
  afterAll(async () => {
    await Promise.all([here.close(), there.close()]);
    await redis.stop();
  });

  suite('the bus over Redis', () => ({ here, there }));

  test('with Redis lost local delivery goes on, and with Redis back other nodes are reached again', async () => {
    const got = listen(here);
    const far = listen(there);
    there.watch(baraka);
    await redis.kill();
    await vi.waitFor(() => expect(here.healthy()).toBe(false), 5_000);
    here.publish([baraka], 'local');
    expect(got.some(delivery => delivery.frame === 'local')).toBe(true);
    await redis.restart();
    await vi.waitFor(() => expect(here.healthy() && there.healthy()).toBe(true), 10_000);
    await vi.waitFor(() => {
      here.publish([baraka], 'again');
      return vi.waitFor(() => expect(far.some(delivery => delivery.frame === 'again')).toBe(true), {
        timeout: 500,
      });
    }, 10_000);
  });
});
