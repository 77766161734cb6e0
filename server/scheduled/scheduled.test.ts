// Scheduled messages: sent once, on two nodes, with the sender away and servers killed.
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../common/errors.ts';
import type { ChatId, DeviceId, UserId } from '../../common/ids.ts';
import type { Scheduled } from '../../common/messages/scheduled.ts';
import { newPerson, type TestClient } from '../../test/harness/client.ts';
import { testDatabase } from '../../test/harness/mongo.ts';
import { startServer, type TestServer } from '../../test/harness/server.ts';
import { newId } from '../auth/store.ts';
import { createLocalBus } from '../infra/bus.ts';
import { ensureIndexes } from '../infra/indexes.ts';
import { connectMongo, type Mongo } from '../infra/mongo.ts';
import { createVault } from '../infra/vault.ts';
import { claimTime, createScheduledService } from './service.ts';
import { createScheduledStore } from './store.ts';

const key = randomBytes(32).toString('base64');
const secret = randomBytes(48).toString('base64url');
let uri: string;
let drop: () => Promise<void>;
let nodes: TestServer[];
let amina: TestClient;
let baraka: TestClient;
let chatId: ChatId;

beforeAll(async () => {
  ({ uri, drop } = await testDatabase());
  const env = { MONGODB_URI: uri, MONGODB_ENCRYPTION_KEY: key, JWT_SECRET: secret, RATE_LIMIT_SCALE: '0' };
  nodes = [await startServer({ env }), await startServer({ env })];
  const [{ url } = { url: '' }] = nodes;
  [amina, baraka] = [await newPerson(url, 'Amina'), await newPerson(url, 'Baraka')];
  chatId = (await amina.directChat(baraka)).id;
});
afterAll(async () => {
  await Promise.all(nodes.map(node => node.stop()));
  await drop();
});

const soon = (ms: number) => new Date(Date.now() + ms).toISOString();
const add = (text: string, sendAt: string, clientId = randomUUID() as string, to = chatId) =>
  amina.rest<{ scheduled: Scheduled }>('POST', '/scheduled', { chatId: to, clientId, text, sendAt });
const waiting = async () =>
  (await amina.rest<{ scheduled: Scheduled[] }>('GET', '/scheduled')).body.scheduled;
const received = async () => (await baraka.messages(chatId, '?limit=200')).map(message => message.text);

describe('[SCHED1] a scheduled message', () => {
  test('can be seen, changed and taken back on all devices, by its writer alone', async () => {
    const tablet = await (await amina.another()).socket();
    const clientId = randomUUID();
    const { status, body } = await add('kesho', soon(3_600_000), clientId);
    expect(status).toBe(201);
    await tablet.event('scheduled_changed');
    expect((await add('kesho', soon(3_600_000), clientId)).body.scheduled.id).toBe(body.scheduled.id);
    const path = `/scheduled/${body.scheduled.id}`;
    expect((await baraka.rest('PATCH', path, { text: 'x' })).status).toBe(404);
    const changed = await amina.rest<{ scheduled: Scheduled }>('PATCH', path, { text: 'kesho kutwa' });
    expect(changed.body.scheduled).toMatchObject({ text: 'kesho kutwa', sendAt: body.scheduled.sendAt });
    expect(await waiting()).toEqual([changed.body.scheduled]);
    expect((await amina.rest('DELETE', path)).status).toBe(204);
    expect((await amina.rest('DELETE', path)).status).toBe(404);
    expect(await waiting()).toEqual([]);
    await tablet.close();
  });

  test.each([
    [soon(-60_000), 400],
    [soon(400 * 24 * 3_600_000), 400],
    ['tomorrow', 400],
  ])('at %s is refused', async (sendAt, status) => {
    expect((await add('x', sendAt)).status).toBe(status);
  });

  test('into a chat one is not in is forbidden', async () => {
    expect((await add('x', soon(1_000), randomUUID(), 'nowhere' as ChatId)).status).toBe(403);
  });
});

describe('[SCHED2] sending', () => {
  test('is done once by two nodes, while the sender is offline and a node is killed and comes back', async () => {
    const texts = Array.from({ length: 30 }, (_, index) => `imepangwa ${index}`);
    await Promise.all(texts.map((text, index) => add(text, soon(1_000 + index * 50))));
    await sleep(1_500);
    await nodes[1]?.kill('SIGKILL');
    await nodes[1]?.restart();
    // What the dead node had claimed waits until its claim runs out; this test waits for it too.
    await expect
      .poll(async () => (await received()).filter(text => texts.includes(text)).toSorted(), {
        timeout: claimTime + 15_000,
        interval: 500,
      })
      .toEqual(texts.toSorted());
    await expect.poll(waiting).toEqual([]);
  }, 90_000);
});

describe('a node that dies', () => {
  let mongo: Mongo;
  let now = new Date();
  beforeAll(async () => {
    const database = await testDatabase();
    mongo = await connectMongo(database.uri);
    await ensureIndexes(mongo.db);
    return async () => {
      await mongo.close();
      await database.drop();
    };
  });

  const clock = { now: () => now };
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const vaultKeys = [{ id: 'test', key: randomBytes(32) }];
  const caller = { userId: 'writer' as UserId, deviceId: 'device' as DeviceId };
  const nodeWith = (send: (clientId: string) => Promise<void>) =>
    createScheduledService({
      store: createScheduledStore(mongo.db),
      membership: { require: () => Promise.resolve() },
      messages: {
        async send(_caller, data) {
          await send(data.clientId);
          return { message: {} as never };
        },
      },
      files: {
        attach: () => Promise.resolve(),
        release: () => Promise.resolve(),
        shown: async () => new Map(),
      },
      vault: createVault(mongo.db, vaultKeys),
      bus: createLocalBus(),
      clock,
      log: quiet,
      newId,
    });
  const body = () => ({
    chatId: 'chat' as ChatId,
    clientId: randomUUID(),
    text: 'baadaye',
    sendAt: new Date(now.getTime() + 1_000).toISOString(),
  });

  test('between claiming and sending leaves it to another one, once its claim has run out', async () => {
    const sent: string[] = [];
    const dead = nodeWith(() => new Promise(() => undefined));
    const alive = nodeWith(async clientId => void sent.push(clientId));
    const { clientId, id } = await dead.add(caller, body());
    now = new Date(now.getTime() + 1_000);
    void dead.sweep();
    await expect
      .poll(() => createScheduledStore(mongo.db).one(caller.userId, id))
      .toMatchObject({ claimed: true });
    await alive.sweep();
    expect(sent).toEqual([]);
    await expect(alive.remove(caller, id)).rejects.toMatchObject({ code: 'conflict' });
    now = new Date(now.getTime() + claimTime);
    await alive.sweep();
    await alive.sweep();
    expect(sent).toEqual([clientId]);
    expect(await alive.list(caller)).toEqual([]);
  });

  test('does not lose what can not be sent now, and keeps for its writer what never can', async () => {
    let refusal: unknown = new Error('the database is away');
    const node = nodeWith(() => (refusal === null ? Promise.resolve() : Promise.reject(refusal)));
    const { id } = await node.add(caller, body());
    now = new Date(now.getTime() + 1_000);
    await node.sweep();
    expect(await node.list(caller)).toMatchObject([{ id }]);
    refusal = new AppError('forbidden', 'You are not a member of this chat');
    now = new Date(now.getTime() + 10_000);
    await node.sweep();
    expect(await node.list(caller)).toMatchObject([{ id, failed: 'forbidden' }]);
    refusal = null;
    const again = await node.update(caller, id, { sendAt: now.toISOString() });
    expect(again.failed).toBeUndefined();
    await node.sweep();
    expect(await node.list(caller)).toEqual([]);
  });
});
