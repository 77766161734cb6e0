// Presence over two nodes and one database.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { UserId } from '../../common/ids.ts';
import { type Node, type Nodes, startNodes, type TestDevice, take } from '../../test/harness/nodes.ts';

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

const statusOf = async (node: Node, userId: UserId) =>
  (await node.presence.list(watcher.caller)).find(presence => presence.userId === userId);

describe('coming and going', () => {
  test('the first device brings user_joined and the last one user_left, after a grace', async () => {
    const [first, second] = [home.device(asha), home.device(asha)];
    await first.connect(north);
    expect(take(watcher, 'user_joined')).toEqual([{ userId: asha }]);
    expect(take(watcher, 'presence')).toEqual([{ userId: asha, status: 'online' }]);
    await second.connect(south);
    await home.advance(5_000);
    expect(take(watcher, 'user_joined')).toEqual([]);

    await first.disconnect();
    await home.advance(5_000);
    expect(take(watcher, 'user_left')).toEqual([]);
    const lastSeen = home.clock.now().toISOString();
    await second.disconnect();
    expect(take(watcher, 'user_left')).toEqual([]);
    await home.advance(2_000);
    expect(take(watcher, 'user_left')).toEqual([{ userId: asha, lastSeen }]);
    expect(await statusOf(north, asha)).toEqual({ userId: asha, status: 'offline', lastSeen });
    expect(home.warnings).toEqual([]);
  });

  test('a reconnect within the grace, also to another node, is seen by nobody', async () => {
    const device = home.device(asha);
    await device.connect(north);
    await home.advance(2_000);
    take(watcher, 'user_joined');
    await device.disconnect();
    await home.advance(1_500);
    expect((await statusOf(south, asha))?.status).toBe('online');
    await device.connect(south);
    await home.advance(10_000);
    expect(take(watcher, 'user_left')).toEqual([]);
    expect(take(watcher, 'user_joined')).toEqual([]);
    expect(await south.presence.onlineDevices(asha)).toEqual(new Set([device.caller.deviceId]));
  });

  test('only people who share a chat are told', async () => {
    const stranger = home.device(await home.person());
    await stranger.connect(north);
    await home.device(asha).connect(north);
    expect(stranger.events).toEqual([]);
    expect((await north.presence.list(stranger.caller)).map(presence => presence.userId)).toEqual([
      stranger.caller.userId,
    ]);
  });

  test('2,000 people who come back at once are written and told in bulks', async () => {
    const storm = home.crowd(2_000, juma).map(userId => home.device(userId));
    const before = home.commands();
    for (const device of storm) {
      device.node = north;
      north.presence.connected(device.caller);
    }
    await home.idle();
    const after = home.commands();
    const connected = { userId: { $in: storm.map(device => device.caller.userId) } };
    expect(await home.db.collection('connections').countDocuments(connected)).toBe(2_000);
    expect(after).toBeGreaterThan(before);
    expect(after - before).toBeLessThan(100);
    expect(take(watcher, 'user_joined')).toHaveLength(2_000);
    expect(home.warnings).toEqual([]);
  });
});

describe('status', () => {
  test('[field 17] all devices merge into one: dnd before online before away', async () => {
    const [phone, desk] = [home.device(asha), home.device(asha)];
    await phone.connect(north);
    await desk.connect(south);
    await north.presence.set(phone.caller, { status: 'away' });
    expect((await statusOf(south, asha))?.status).toBe('online');
    await south.presence.set(desk.caller, { status: 'away' });
    expect((await statusOf(south, asha))?.status).toBe('away');
    await south.presence.set(desk.caller, { status: 'dnd' });
    await north.presence.set(phone.caller, { status: 'online' });
    expect((await statusOf(north, asha))?.status).toBe('dnd');
  });

  test('the first change is told at once, then one a second, with the last word', async () => {
    const device = home.device(asha);
    await device.connect(north);
    await home.advance(1_000);
    take(watcher, 'presence');
    await north.presence.set(device.caller, { status: 'away' });
    await home.idle();
    expect(take(watcher, 'presence')).toEqual([{ userId: asha, status: 'away' }]);
    for (const status of ['online', 'dnd', 'away', 'dnd'] as const) {
      await north.presence.set(device.caller, { status });
    }
    await home.idle();
    expect(take(watcher, 'presence')).toEqual([]);
    await home.advance(1_000);
    expect(take(watcher, 'presence')).toEqual([{ userId: asha, status: 'dnd' }]);
  });

  test('own other devices learn of a change; the one that made it has its reply', async () => {
    const [phone, desk] = [home.device(asha), home.device(asha)];
    await phone.connect(north);
    await desk.connect(south);
    await home.advance(2_000);
    for (const device of [phone, desk]) take(device, 'presence');
    await north.presence.set(phone.caller, { status: 'dnd' });
    await home.idle();
    expect(take(desk, 'presence')).toEqual([{ userId: asha, status: 'dnd' }]);
    expect(take(phone, 'presence')).toEqual([]);
  });

  test('the text stays over absences until it is emptied; dnd stays, away does not', async () => {
    const device = home.device(asha);
    await device.connect(north);
    await north.presence.set(device.caller, { status: 'dnd', text: ' At the market ' });
    await device.disconnect();
    await home.advance(10_000);
    expect(await statusOf(north, asha)).toMatchObject({ status: 'offline', text: 'At the market' });
    await device.connect(south);
    expect(await statusOf(north, asha)).toEqual({ userId: asha, status: 'dnd', text: 'At the market' });

    await south.presence.set(device.caller, { status: 'away', text: '' });
    await device.disconnect();
    await home.advance(10_000);
    await device.connect(south);
    expect(await statusOf(north, asha)).toEqual({ userId: asha, status: 'online' });
  });
});
