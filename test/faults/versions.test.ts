// Nodes of different versions side by side: what one does not know, it leaves alone; and what the log tells.
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Chat } from '../../common/chats/chat.ts';
import { encodeEvent } from '../../common/wire/codec.ts';
import { newPerson, type TestClient } from '../harness/client.ts';
import { type TestDatabase, testDatabase } from '../harness/mongo.ts';
import { startRedis, type TestRedis } from '../harness/redis.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let database: TestDatabase;
let redis: TestRedis;
let server: TestServer;
let client: MongoClient;
let amina: TestClient;
let baraka: TestClient;
let chat: Chat;

beforeAll(async () => {
  [database, redis] = await Promise.all([testDatabase(), startRedis()]);
  const env = { MONGODB_URI: database.uri, REDIS_URL: redis.url, RATE_LIMIT_SCALE: '0', LOG_LEVEL: 'debug' };
  server = await startServer({ env });
  client = await new MongoClient(database.uri).connect();
  [amina, baraka] = [await newPerson(server.url), await newPerson(server.url)];
  chat = await amina.directChat(baraka);
});
afterAll(async () => {
  await server?.stop();
  await client?.close();
  await redis?.stop();
  await database?.drop();
});

const secretText = 'Siri ya ndani kabisa';

test('a newer node adds fields and kinds of packets: the older one takes what it knows, and lives on', async () => {
  const socket = await baraka.socket();
  const newer = new Redis(redis.url);
  const tell = async (packet: unknown, channel = `baraza:user:${baraka.id}`) =>
    newer.publish(channel, typeof packet === 'string' ? packet : JSON.stringify(packet));
  try {
    for (const odd of ['{', 'null', '7', { node: 'newer', hologram: { users: [] } }]) await tell(odd);
    await tell({ node: 'newer', notice: 'not_invented_yet', data: {} }, 'baraza:notices');
    const frame = encodeEvent('typing', { chatId: chat.id, userId: amina.id, active: true });
    await tell({ node: 'newer', delivery: { frame, shade: 'blue' }, hop: 2 });
    expect(await socket.event('typing')).toMatchObject({ userId: amina.id, active: true });
  } finally {
    newer.disconnect();
    await socket.close();
  }
});

test('fields of a newer node in documents stay there through the work of an older one, and go to no client', async () => {
  const socket = await amina.socket();
  const sent = await socket.request('message_send', {
    chatId: chat.id,
    clientId: randomUUID(),
    text: secretText,
  });
  const db = client.db();
  for (const name of ['messages', 'chats', 'members', 'users', 'devices']) {
    const { modifiedCount } = await db.collection(name).updateMany({}, { $set: { hologram: { depth: 3 } } });
    expect(modifiedCount, name).toBeGreaterThan(0);
  }
  const at = { chatId: chat.id, messageId: sent.message.id };
  await socket.request('message_edit', { ...at, text: 'Sawa' });
  await socket.request('reaction_set', { ...at, emoji: '👍' });
  await amina.rest('PATCH', '/me', { displayName: 'Amina Mpya' });
  for (const name of ['messages', 'users']) {
    expect(await db.collection(name).countDocuments({ hologram: { depth: 3 } }), name).toBeGreaterThan(0);
  }
  for (const path of ['/me', '/chats', `/chats/${chat.id}/messages`]) {
    const { status, body } = await amina.rest('GET', path);
    expect(status).toBe(200);
    expect(JSON.stringify(body)).not.toContain('hologram');
  }
  await socket.close();
});

test('the log names requests by their ids, and holds no text and no token', async () => {
  await client
    .db()
    .collection('messages')
    .updateMany({}, { $set: { body: 'spoilt' } });
  const { status } = await amina.rest('GET', `/chats/${chat.id}/messages?token=${amina.session.accessToken}`);
  expect(status).toBe(500);
  const log = server.log();
  for (const line of log.split('\n').filter(text => text.startsWith('{'))) {
    expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number), msg: expect.any(String) });
  }
  expect(log).toMatch(/"reqId":"[0-9a-f-]{36}".*A request failed/);
  expect(log).not.toContain(secretText);
  for (const { session } of [amina, baraka]) {
    expect(log).not.toContain(session.accessToken);
    expect(log).not.toContain(session.refreshToken);
  }
});

test('a server that is older than the database says so in one sentence, and does not start', async () => {
  await client
    .db()
    .collection<{ _id: string }>('schema')
    .updateOne({ _id: 'schema' }, { $set: { version: 999 } });
  const env = { MONGODB_URI: database.uri };
  const refused = await startServer({ env }).catch((error: Error & { remedy?: string }) => error);
  expect(refused).toBeInstanceOf(Error);
  const said = (refused as { remedy?: string }).remedy ?? '';
  expect(said.trim()).toMatch(
    /^The database is of schema 999, newer than this server \(\d+\); use a newer one$/,
  );
});
