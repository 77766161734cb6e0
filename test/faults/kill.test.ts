// Power cuts: what was acknowledged is there, what was not arrives exactly once.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Chat } from '../../common/chats/chat.ts';
import { newPerson, type TestClient } from '../harness/client.ts';
import { type PrivateMongo, startPrivateMongo } from '../harness/mongo.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let mongo: PrivateMongo;
let server: TestServer;
let amina: TestClient;
let baraka: TestClient;
let chat: Chat;

beforeAll(async () => {
  mongo = await startPrivateMongo();
  server = await startServer({ env: { MONGODB_URI: mongo.uri('faults'), RATE_LIMIT_SCALE: '0' } });
  [amina, baraka] = (await Promise.all([newPerson(server.url), newPerson(server.url)])) as [
    TestClient,
    TestClient,
  ];
  chat = await amina.directChat(baraka);
});
afterAll(async () => {
  await server.stop();
  await mongo.stop();
});

const data = (clientId: string) => ({ chatId: chat.id, clientId, text: clientId });
const texts = async () => (await baraka.messages(chat.id, '?limit=200')).map(message => message.text);

test('a message survives kill -9 of the server right after its acknowledgement', async () => {
  const socket = await amina.socket();
  const clientId = randomUUID();
  await socket.request('message_send', data(clientId));
  await server.kill('SIGKILL');
  await server.restart();
  expect(await texts()).toContain(clientId);
});

test('[field 20] messages in flight at kill -9 are sent again and arrive exactly once, and the chat list tells the truth', async () => {
  const socket = await amina.socket();
  const clientIds = Array.from({ length: 50 }, () => randomUUID() as string);
  const sends = clientIds.map(clientId => socket.request('message_send', data(clientId)));
  const settled = Promise.allSettled(sends);
  await Promise.race(sends.map(send => send.catch(() => undefined)));
  await server.kill('SIGKILL');
  await settled;
  await server.restart();
  const { body } = await baraka.rest<{ chats: Chat[] }>('GET', '/chats');
  const found = await baraka.messages(chat.id, '?limit=200');
  expect(body.chats[0]).toMatchObject({ lastSeq: found.length, rev: found.length });
  expect(body.chats[0]?.lastMessage?.id).toBe(found.at(-1)?.id);
  const again = await amina.socket();
  for (const clientId of clientIds) await again.request('message_send', data(clientId));
  const after = await texts();
  for (const clientId of clientIds) expect(after.filter(text => text === clientId)).toHaveLength(1);
  await again.close();
});

test('with the database gone sends are refused as unavailable, and after its return they arrive once', async () => {
  const socket = await amina.socket();
  const clientId = randomUUID();
  await mongo.kill();
  const refused = await socket.request('message_send', data(clientId)).catch(error => error);
  expect(refused).toMatchObject({ code: 'unavailable' });
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(503);
  await mongo.restart();
  let message: unknown;
  for (let attempt = 0; attempt < 20 && message === undefined; attempt++) {
    message = await socket.request('message_send', data(clientId)).catch(() => undefined);
  }
  expect(message).toBeDefined();
  expect((await texts()).filter(text => text === clientId)).toHaveLength(1);
  await socket.close();
}, 120_000);

test('a drain sends clients away with a time to come back, and exits cleanly', async () => {
  const socket = await amina.socket();
  const sending = socket.request('message_send', data('last words')).then(
    () => 'acknowledged',
    () => 'not acknowledged',
  );
  await new Promise(resolve => setTimeout(resolve, 1));
  const ended = server.kill('SIGTERM');
  expect((await socket.event('server_shutdown')).reconnectAfterMs).toBeGreaterThanOrEqual(0);
  expect(await socket.closed).toBe(1012);
  expect(await ended).toBe(0);
  const outcome = await sending;
  await server.restart();
  const there = (await texts()).includes('last words');
  if (outcome === 'acknowledged') expect(there).toBe(true);
});
