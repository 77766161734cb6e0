// Leases, and what happens to the devices of nodes that die, drain or stand still.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { UserId } from '../../common/ids.ts';
import { type Node, type Nodes, startNodes, type TestDevice, take } from '../../test/harness/nodes.ts';
import { type ConnectionDoc, createPresenceStore } from './store.ts';

let home: Nodes;
let north: Node;
let south: Node;
let asha: UserId;
let juma: UserId;
/** Juma watches; Asha comes and goes. */
let watcher: TestDevice;

beforeEach(async () => {
  home = await startNodes();
  north = await home.startNode();
  south = await home.startNode();
  juma = await home.person();
  asha = await home.person(juma);
  watcher = home.device(juma);
  await watcher.connect(south);
  await home.advance(1_000);
});
afterEach(() => home.stop());

describe('nodes', () => {
  test('[field 17] a killed node is settled by another one, and its people are told of as left when it was last heard', async () => {
    const device = home.device(asha);
    await device.connect(north);
    await home.advance(5_000);
    const lastHeard = home.clock.now().toISOString();
    await home.advance(1_000);
    take(watcher, 'presence');
    home.kill(north);
    for (let beat = 0; beat < 3; beat++) await home.advance(5_000);
    expect(take(watcher, 'user_left')).toEqual([{ userId: asha, lastSeen: lastHeard }]);
    expect(await home.db.collection('nodes').countDocuments()).toBe(1);
    expect(await home.db.collection('connections').countDocuments({ userId: asha })).toBe(0);
  });

  test('when all nodes were killed, the next start heals', async () => {
    await home.device(asha).connect(north);
    home.kill(north);
    home.kill(south);
    await home.advance(60_000);
    const next = await home.startNode();
    await home.idle();
    expect(await next.presence.isOnline(asha)).toBe(false);
    const shown = await next.presence.list(watcher.caller);
    expect(shown.find(({ userId }) => userId === asha)?.status).toBe('offline');
  });

  test('a node whose lease was late puts its devices back', async () => {
    const device = home.device(asha);
    await device.connect(north);
    // North stands still, and south gives it up.
    home.nodes.splice(home.nodes.indexOf(north), 1);
    for (let beat = 0; beat < 5; beat++) await home.advance(5_000);
    expect(await south.presence.isOnline(asha)).toBe(false);
    home.nodes.push(north);
    await home.advance(5_000);
    expect(await south.presence.isOnline(asha)).toBe(true);
    expect(take(watcher, 'user_joined')).toHaveLength(2);
  });

  test('a long outage of the database, late for every lease, makes nobody leave', async () => {
    const device = home.device(asha);
    await device.connect(north);
    await home.advance(2_000);
    for (const each of [device, watcher]) each.events.length = 0;
    await home.advance(120_000);
    await home.advance(5_000);
    expect([...device.events, ...watcher.events]).toEqual([]);
  });

  test('devices that come and go on two nodes at the same time are told of once', async () => {
    const [first, second] = [home.device(asha), home.device(asha)];
    for (let round = 0; round < 10; round++) {
      await Promise.all([first.connect(north), second.connect(south)]);
      await home.advance(2_000);
      expect(take(watcher, 'user_joined')).toHaveLength(1);
      await Promise.all([first.disconnect(), second.disconnect()]);
      await home.advance(3_000);
      await home.advance(2_000);
      expect(take(watcher, 'user_left')).toHaveLength(1);
      expect(take(watcher, 'presence').map(({ status }) => status)).toEqual(['online', 'offline']);
    }
  });

  test('what could not be written is made up for once it can be', async () => {
    const store = createPresenceStore(home.db);
    let down = true;
    const failing =
      <A extends unknown[]>(write: (...args: A) => Promise<void>) =>
      (...args: A) =>
        down ? Promise.reject(new Error('The database is away')) : write(...args);
    const shaky = await home.startNode({
      connect: failing(store.connect),
      disconnect: failing(store.disconnect),
    });
    const [coming, going] = [home.device(asha), home.device(await home.person(juma))];
    down = false;
    await going.connect(shaky);
    await home.advance(2_000);
    watcher.events.length = 0;
    down = true;
    await coming.connect(shaky);
    await going.disconnect();
    expect(home.warnings).not.toEqual([]);
    expect(take(watcher, 'user_joined')).toEqual([]);
    down = false;
    await home.advance(5_000);
    await home.advance(2_000);
    expect(take(watcher, 'user_joined')).toEqual([{ userId: asha }]);
    expect(take(watcher, 'user_left').map(({ userId }) => userId)).toEqual([going.caller.userId]);
  });

  test('a drained node leaves its devices the grace to connect elsewhere', async () => {
    const [moving, leaving] = [home.device(asha), home.device(await home.person(juma))];
    await moving.connect(north);
    await leaving.connect(north);
    await home.advance(2_000);
    take(watcher, 'user_joined');
    await north.presence.drain();
    home.kill(north);
    await moving.connect(south);
    await home.advance(5_000);
    expect(take(watcher, 'user_left').map(({ userId }) => userId)).toEqual([leaving.caller.userId]);
    const left = await home.db.collection<ConnectionDoc>('connections').find().toArray();
    expect(left.every(({ nodeId }) => nodeId === south.nodeId)).toBe(true);
  });
});
