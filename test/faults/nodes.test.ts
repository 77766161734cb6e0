// Two nodes under load while one part after the other dies: nothing acknowledged is lost, nothing doubled, all come back.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CallRecord } from '../../common/calls/signal.ts';
import type { Chat } from '../../common/chats/chat.ts';
import type { Presence } from '../../common/presence/presence.ts';
import { serverSecrets } from '../../scripts/run/server.ts';
import { type Cable, layCable } from '../harness/cable.ts';
import { call, newPerson, type TestClient } from '../harness/client.ts';
import { answer, newCallId, offer } from '../harness/exchange.ts';
import { group } from '../harness/groups.ts';
import { startRedis, type TestRedis } from '../harness/redis.ts';
import { type ReplicaSet, startReplicaSet } from '../harness/replica-set.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { makeSteady, type Steady } from '../harness/steady.ts';

let mongo: ReplicaSet;
let redis: TestRedis;
let cable: Cable;
let north: TestServer;
let south: TestServer;
let people: TestClient[];
let chat: Chat;

beforeAll(async () => {
  [mongo, redis] = await Promise.all([startReplicaSet(), startRedis()]);
  cable = await layCable(Number(new URL(redis.url).port));
  const env = { ...serverSecrets(), MONGODB_URI: mongo.uri('faults'), RATE_LIMIT_SCALE: '0' };
  [north, south] = (await Promise.all([
    startServer({ env: { ...env, REDIS_URL: `redis://127.0.0.1:${cable.port}` } }),
    startServer({ env: { ...env, REDIS_URL: redis.url } }),
  ])) as [TestServer, TestServer];
  people = await Promise.all([north, north, south, south].map(({ url }) => newPerson(url)));
});
beforeEach(async () => {
  const [first, ...others] = people as [TestClient, ...TestClient[]];
  chat = await group(first, 'Under load', ...others);
});
afterAll(async () => {
  await Promise.all([north?.stop(), south?.stop()]);
  cable?.stop();
  await Promise.all([redis?.stop(), mongo?.stop()]);
});

const patient = { timeout: 60_000, interval: 100 };

async function bus(node: TestServer): Promise<string> {
  const answered = await fetch(`${node.url}/health/ready`);
  return ((await answered.json()) as { bus?: string }).bus ?? 'not ready';
}
const whole = () => expect.poll(async () => `${await bus(north)} ${await bus(south)}`, patient).toBe('up up');

/** Four people who write and read all the time, two at each node; `fault` happens to them. */
async function underLoad(fault: (more: (count: number) => Promise<void>) => Promise<void>): Promise<void> {
  const steady = people.map((client, at) => {
    const urls = at < 2 ? [north.url, south.url] : [south.url, north.url];
    return makeSteady(client, chat.id, urls);
  });
  const sum = () => steady.reduce((total, { acknowledged }) => total + acknowledged.size, 0);
  /** That each of them writes on, so many more. */
  const more = async (count: number) => {
    const before = steady.map(({ acknowledged }) => acknowledged.size);
    const least = () =>
      Math.min(...steady.map(({ acknowledged }, at) => acknowledged.size - (before[at] ?? 0)));
    await expect.poll(least, patient).toBeGreaterThanOrEqual(count);
  };
  try {
    for (const each of steady) each.startSending();
    await more(10);
    await fault(more);
    await Promise.all(steady.map(each => each.stopSending()));
    expect(sum()).toBeGreaterThan(40);
    await expectComplete(steady);
  } finally {
    await Promise.all(steady.map(each => each.leave()));
  }
}

/** Everybody saw each acknowledged message once, by themselves, and the history has each once, without a hole. */
async function expectComplete(steady: readonly Steady[]): Promise<void> {
  const all = steady.flatMap(({ acknowledged }) => [...acknowledged]);
  for (const { seen } of steady) {
    await expect.poll(() => all.filter(clientId => !seen.has(clientId)).length, patient).toBe(0);
    expect([...seen.values()].filter(times => times !== 1)).toEqual([]);
  }
  const [reader] = people as [TestClient];
  const history = [];
  for (let after = 0; ; ) {
    const page = await reader.messages(chat.id, `?after=${after}&limit=200`);
    if (page.length === 0) break;
    history.push(...page);
    after = page.at(-1)?.seq ?? after;
  }
  expect(history.map(({ seq }) => seq)).toEqual(history.map((_, at) => at + 1));
  const written = history.filter(({ system }) => system === undefined).map(({ clientId }) => clientId);
  expect(new Set(written).size).toBe(written.length);
  expect(all.filter(clientId => !written.includes(clientId))).toEqual([]);
}

test('kill -9 of a node: its people go on at the other one, and come back to it', async () => {
  await whole();
  await underLoad(async more => {
    await north.kill('SIGKILL');
    await more(10);
    await north.restart();
    await more(10);
  });
}, 120_000);

test('kill -9 of the primary of the database: another member takes over', async () => {
  await underLoad(async more => {
    const revive = await mongo.killPrimary();
    await more(10);
    await revive();
    await more(10);
  });
}, 180_000);

test('kill -9 of Redis: each node serves its own people, and with its return all learn the rest', async () => {
  await underLoad(async more => {
    await redis.kill();
    await more(10);
    await redis.restart();
    await whole();
    await more(1);
  });
}, 120_000);

test('one node is cut off from Redis: what its people wrote meanwhile reaches the others by itself', async () => {
  await underLoad(async () => {
    cable.cut();
    await expect.poll(() => bus(north), patient).toBe('down');
    cable.mend();
    await whole();
  });
  // The last words are said while nobody hears them.
  const [amina, , neema] = people as [TestClient, TestClient, TestClient];
  const reader = makeSteady(neema, chat.id, [south.url]);
  try {
    await expect.poll(() => reader.seen.size, patient).toBeGreaterThan(40);
    cable.cut();
    await expect.poll(() => bus(north), patient).toBe('down');
    const writer = await amina.socket(north.url);
    await writer.request('message_send', { chatId: chat.id, clientId: 'last-words', text: 'Kwaheri' });
    cable.mend();
    await expect.poll(() => reader.seen.get('last-words'), patient).toBe(1);
    writer.cut();
  } finally {
    await reader.leave();
  }
}, 150_000);

test('a line to Redis that just falls silent is noticed, and mended like one that was cut', async () => {
  await whole();
  const [amina, , neema] = people as [TestClient, TestClient, TestClient];
  const reader = makeSteady(neema, chat.id, [south.url]);
  const writer = await amina.socket(north.url);
  try {
    await expect.poll(() => reader.seen.size, patient).toBeGreaterThan(0);
    cable.silence();
    await writer.request('message_send', { chatId: chat.id, clientId: 'into-silence', text: 'Habari' });
    await expect.poll(() => bus(north), patient).toBe('down');
    cable.mend();
    await expect.poll(() => reader.seen.get('into-silence'), patient).toBe(1);
  } finally {
    writer.cut();
    await reader.leave();
  }
}, 120_000);

test('a rolling restart: both nodes drain and start again, one after the other', async () => {
  await whole();
  await underLoad(async more => {
    for (const node of [north, south]) {
      expect(await node.kill('SIGTERM')).toBe(0);
      await more(5);
      await node.restart();
      await more(5);
    }
  });
}, 120_000);

test('two nodes see the same presence, chats and calls; of a dead node the other one settles them', async () => {
  await whole();
  const [amina, , neema] = people as [TestClient, TestClient, TestClient];
  const [there, here] = await Promise.all([amina.socket(north.url), neema.socket(south.url)]);
  const direct = await amina.directChat(neema);
  await there.request('message_send', { chatId: direct.id, clientId: 'same', text: 'Same' });
  await there.request('presence_set', { status: 'dnd', text: 'In a meeting' });
  const callId = newCallId();
  await there.request('call_offer', { callId, to: neema.id, callType: 'voice', offer });
  await here.event('call_offer', event => event.callId === callId);
  await here.request('call_answer', { callId, answer });
  await there.event('call_answer', event => event.callId === callId);

  const told = async <T>(node: TestServer, path: string) =>
    (await call<T>(node.url, 'GET', path, { token: neema.session.accessToken })).body;
  const statusOf = async (node: TestServer) =>
    (await told<{ presence: Presence[] }>(node, '/presence')).presence.find(
      ({ userId }) => userId === amina.id,
    );
  for (const path of ['/presence', '/chats', '/calls']) {
    await expect.poll(async () => told(south, path), patient).toEqual(await told(north, path));
  }
  await expect.poll(() => statusOf(south), patient).toMatchObject({ status: 'dnd', text: 'In a meeting' });

  await north.kill('SIGKILL');
  await here.until(
    () => here.events.some(({ type, data }) => type === 'user_left' && data.userId === amina.id),
    'her leaving',
    60_000,
  );
  expect(await statusOf(south)).toMatchObject({ status: 'offline' });
  await here.until(
    () => here.events.some(({ type }) => type === 'call_ended'),
    'the end of the call',
    90_000,
  );
  const { calls } = await told<{ calls: CallRecord[] }>(south, '/calls');
  expect(calls[0]).toMatchObject({ callId, outcome: 'failed' });
  await north.restart();
  expect(await told(north, '/calls')).toEqual({ calls });
  here.cut();
}, 180_000);
