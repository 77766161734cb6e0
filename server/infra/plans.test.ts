// What the database really does for each request: no whole collection is read, and nothing is sorted in memory.
import { randomUUID } from 'node:crypto';
import { type Document, MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Chat } from '../../common/chats/chat.ts';
import type { CallId, FileId } from '../../common/ids.ts';
import { type RequestData, type RequestType, requests } from '../../common/wire/frames.ts';
import { newPerson, type TestClient, type TestSocket } from '../../test/harness/client.ts';
import { type TestDatabase, testDatabase } from '../../test/harness/mongo.ts';
import { startServer, type TestServer } from '../../test/harness/server.ts';

let database: TestDatabase;
let client: MongoClient;
let server: TestServer;
let asha: TestClient;
let juma: TestClient;
let neema: TestClient;

beforeAll(async () => {
  database = await testDatabase();
  client = await new MongoClient(database.uri).connect();
  server = await startServer({ env: { MONGODB_URI: database.uri, RATE_LIMIT_SCALE: '0' } });
  [asha, juma, neema] = (await Promise.all(
    ['Asha', 'Juma', 'Neema'].map(name => newPerson(server.url, name)),
  )) as [TestClient, TestClient, TestClient];
});
afterAll(async () => {
  await server?.stop();
  await client?.close();
  await database?.drop();
});

/** What was asked of the server, as the paths of the OpenAPI document and as types of the socket. */
const driven = new Set<string>();

async function rest<T = Record<string, unknown>>(
  who: TestClient,
  method: string,
  pattern: string,
  values: readonly string[] = [],
  body?: unknown,
): Promise<T> {
  const [path = '', query = ''] = pattern.split('?');
  driven.add(`${method} ${path}`);
  const rest = [...values];
  const filled = path.replaceAll(/\{\w+\}/g, () => encodeURIComponent(rest.shift() ?? ''));
  const answer = await who.rest<T>(method, query === '' ? filled : `${filled}?${query}`, body);
  if (answer.status >= 400) throw new Error(`${method} ${pattern}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

function ask<T extends RequestType>(socket: TestSocket, type: T, data: RequestData<T>) {
  driven.add(type);
  return socket.request(type, data);
}

/** Collections of a few documents that are meant to be read whole, by the clock and not by requests. */
const readWhole = new Set(['nodes']);

/** Records every operation of the server with the plan that was run, from now on. */
async function record(): Promise<void> {
  const db = client.db();
  await db.createCollection('system.profile', { capped: true, size: 64 * 1024 * 1024 });
  await db.command({ profile: 2, slowms: 0 });
}

async function operations(): Promise<Document[]> {
  const db = client.db();
  await db.command({ profile: 0 });
  const all = await db.collection('system.profile').find({ appName: 'baraza' }).toArray();
  return all.filter(({ ns, op }) => op !== 'insert' && !String(ns).includes('system.'));
}

const brief = ({ ns, op, planSummary, command }: Document) =>
  `${ns} ${op} ${planSummary} ${JSON.stringify(command?.filter ?? command?.q ?? command?.pipeline ?? command?.query ?? command)}`.slice(
    0,
    600,
  );

const collectionOf = ({ ns }: Document) => String(ns).replace(/^[^.]*\./, '');

async function upload(who: TestClient, name: string, bytes: Buffer): Promise<FileId> {
  driven.add('POST /files');
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)]), name);
  const headers = { authorization: `Bearer ${who.session.accessToken}` };
  const answer = await fetch(`${server.url}/api/v1/files`, { method: 'POST', headers, body: form });
  if (answer.status !== 201) throw new Error(`No upload: ${await answer.text()}`);
  return ((await answer.json()) as { file: { id: FileId } }).file.id;
}

/** The smallest picture that decodes. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

async function messaging(laptop: TestSocket, desk: TestSocket): Promise<{ direct: Chat; club: Chat }> {
  const direct = (await rest<{ chat: Chat }>(asha, 'POST', '/chats', [], { kind: 'direct', userId: juma.id }))
    .chat;
  const memberIds = [juma.id, neema.id];
  const club = (
    await rest<{ chat: Chat }>(asha, 'POST', '/chats', [], { kind: 'group', title: 'Club', memberIds })
  ).chat;
  const { username } = juma.session.user;
  for (let number = 0; number < 60; number++) {
    const text = `Habari za leo ${number} @${username} https://example.org`;
    for (const chat of [direct, club]) {
      await ask(number % 2 === 0 ? laptop : desk, 'message_send', {
        chatId: chat.id,
        clientId: randomUUID(),
        text,
      });
    }
  }
  const fileIds = [await upload(asha, 'dot.png', picture)];
  const { message } = await ask(laptop, 'message_send', { chatId: club.id, clientId: randomUUID(), fileIds });
  const one = { chatId: club.id, messageId: message.id };
  await ask(desk, 'message_send', { chatId: direct.id, clientId: randomUUID(), forward: one });
  await ask(desk, 'message_send', {
    chatId: club.id,
    clientId: randomUUID(),
    text: 'Ndiyo',
    replyTo: message.id,
  });
  const own = await ask(laptop, 'message_send', { chatId: club.id, clientId: randomUUID(), text: 'Kosa' });
  const mine = { chatId: club.id, messageId: own.message.id };
  await ask(laptop, 'message_edit', { ...mine, text: 'Sawa' });
  await ask(desk, 'reaction_set', { ...mine, emoji: '👍' });
  await ask(desk, 'delivered', { chatId: club.id, seq: own.message.seq });
  await ask(desk, 'read', { chatId: club.id, seq: own.message.seq });
  await ask(desk, 'typing', { chatId: club.id, active: true });
  await ask(laptop, 'presence_set', { status: 'away', text: 'Lunch', byHand: true });
  await rest(asha, 'PUT', '/chats/{id}/pins/{messageId}', [club.id, own.message.id]);
  await rest(asha, 'DELETE', '/chats/{id}/pins/{messageId}', [club.id, own.message.id]);
  await rest(asha, 'GET', '/chats/{id}/messages/{messageId}', [club.id, own.message.id]);
  await rest(asha, 'GET', '/chats/{id}/messages/{messageId}/info', [club.id, own.message.id]);
  await rest(asha, 'GET', '/chats/{id}/messages/{messageId}/history', [club.id, own.message.id]);
  await ask(laptop, 'message_delete', mine);
  const [file = ''] = fileIds;
  await rest(juma, 'GET', '/files/{id}/link', [file]);
  await rest(asha, 'PUT', '/me/avatar', [], { fileId: file });
  await rest(asha, 'PUT', '/chats/{id}/avatar', [club.id], { fileId: file });
  await rest(asha, 'DELETE', '/me/avatar');
  await rest(asha, 'DELETE', '/chats/{id}/avatar', [club.id]);
  for (const part of ['', '/thumbnail']) {
    driven.add(`GET /files/{id}${part}`);
    const headers = { authorization: `Bearer ${juma.session.accessToken}` };
    expect((await fetch(`${server.url}/api/v1/files/${file}${part}`, { headers })).status).toBe(200);
  }
  return { direct, club };
}

async function reading({ direct, club }: { direct: Chat; club: Chat }): Promise<void> {
  for (const query of ['?limit=20', '?before=40&limit=20', '?after=10&limit=20', '?around=30&limit=20']) {
    await rest(juma, 'GET', `/chats/{id}/messages${query}`, [direct.id]);
  }
  await rest(juma, 'GET', '/chats/{id}/changes?after=5&limit=20', [club.id]);
  await rest(juma, 'GET', '/chats');
  await rest(juma, 'POST', '/chats/sync', [], { known: {} });
  await rest(juma, 'GET', '/chats?include=left');
  await rest(juma, 'GET', '/chats/{id}', [club.id]);
  for (const q of [
    'habari',
    'from:me habari',
    'has:link',
    'in:Club leo',
    'after:2026-01-01 habari',
    'has:file',
  ]) {
    await rest(juma, 'GET', `/search?q=${encodeURIComponent(q)}&limit=10`);
    await rest(juma, 'GET', `/search?q=${encodeURIComponent(q)}&chatId=${club.id}`).catch((error: Error) =>
      expect(error.message).toContain('in:'),
    );
  }
  await rest(juma, 'GET', '/users?query=ash&limit=10');
  await rest(juma, 'GET', '/users');
  await rest(juma, 'GET', '/users/{id}', [asha.id]);
  await rest(juma, 'GET', '/presence');
  for (const shelf of ['media', 'voice', 'files']) {
    await rest(juma, 'GET', `/chats/{id}/files?shelf=${shelf}`, [club.id]);
  }
  for (const path of ['/me/security', '/me', '/devices', '/me/storage', '/me/preferences', '/blocks'])
    await rest(juma, 'GET', path);
}

async function calling(laptop: TestSocket, desk: TestSocket): Promise<void> {
  const description = (type: 'offer' | 'answer') => ({ type, sdp: 'v=0' });
  const offer = { to: juma.id, callType: 'voice' as const, offer: description('offer') };
  const [callId, other] = [randomUUID() as CallId, randomUUID() as CallId];
  await ask(laptop, 'call_offer', { callId, ...offer });
  await desk.event('call_offer');
  await ask(desk, 'call_answer', { callId, answer: description('answer') });
  await ask(desk, 'ice_candidate', { callId, candidate: { candidate: 'candidate:1', sdpMid: '0' } });
  await ask(desk, 'call_renegotiate', { callId, description: description('offer') });
  await ask(desk, 'call_media', { callId, audio: true, video: false, screen: false });
  await ask(desk, 'call_reaction', { callId, emoji: '👏' });
  await ask(desk, 'call_quality', { callId, rtt: 20 });
  await ask(desk, 'call_end', { callId });
  await ask(laptop, 'call_offer', { callId: other, ...offer });
  await ask(desk, 'call_decline', { callId: other });
  await rest(asha, 'GET', '/calls?limit=10');
  await rest(asha, 'GET', '/calls/ice-servers');
}

async function around({ direct, club }: { direct: Chat; club: Chat }): Promise<void> {
  await rest(asha, 'PUT', '/chats/{id}/draft', [direct.id], { text: 'Rasimu' });
  const sendAt = new Date(Date.now() + 3_600_000).toISOString();
  const later = { chatId: direct.id, clientId: randomUUID(), text: 'Baadaye', sendAt };
  const { scheduled } = await rest<{ scheduled: { id: string } }>(asha, 'POST', '/scheduled', [], later);
  await rest(asha, 'GET', '/scheduled');
  await rest(asha, 'PATCH', '/scheduled/{id}', [scheduled.id], { text: 'Kesho' });
  await rest(asha, 'DELETE', '/scheduled/{id}', [scheduled.id]);
  const upload = { name: 'long.bin', size: 1_000_000 };
  const { uploadId } = await rest<{ uploadId: string }>(asha, 'POST', '/files/uploads', [], upload);
  await rest(asha, 'GET', '/files/uploads/{id}', [uploadId]);
  driven.add('PATCH /files/uploads/{id}');
  const headers = {
    authorization: `Bearer ${asha.session.accessToken}`,
    'content-type': 'application/octet-stream',
    'upload-offset': '0',
  };
  const path = `${server.url}/api/v1/files/uploads/${uploadId}`;
  expect((await fetch(path, { method: 'PATCH', headers, body: Buffer.alloc(1000) })).status).toBe(200);
  await rest(asha, 'DELETE', '/files/uploads/{id}', [uploadId]);
  await rest(asha, 'PATCH', '/me', [], { displayName: 'Asha M' });
  await rest(asha, 'PATCH', '/me/preferences', [], { lastSeen: 'nobody' });
  await rest(asha, 'PUT', '/me/notices/{id}', [club.id], { mutedUntil: '2099-01-01T00:00:00.000Z' });
  await rest(asha, 'PATCH', '/chats/{id}', [club.id], { title: 'Klabu' });
  const late = await newPerson(server.url, 'Zuri');
  await rest(asha, 'POST', '/chats/{id}/members', [club.id], { userIds: [late.id] });
  await rest(asha, 'PATCH', '/chats/{id}/members/{userId}', [club.id, late.id], { role: 'admin' });
  await rest(asha, 'DELETE', '/chats/{id}/members/{userId}', [club.id, late.id]);
  await rest(neema, 'PUT', '/users/{id}/block', [asha.id]);
  await rest(neema, 'DELETE', '/users/{id}/block', [asha.id]);
  await rest(neema, 'POST', '/reports', [], { userId: asha.id, reason: 'spam' });
  const second = await neema.another();
  await rest(neema, 'DELETE', '/devices/{id}', [second.session.deviceId]);
}

test('each request finds what it needs by an index, in the order in which it needs it', async () => {
  await record();
  const [laptop, desk] = await Promise.all([asha.socket(), juma.socket()]);
  driven.add('hello');
  const chats = await messaging(laptop, desk);
  await reading(chats);
  await calling(laptop, desk);
  await around(chats);
  await Promise.all([laptop.close(), desk.close()]);
  // What is written behind the acknowledgement: search, summaries, presence.
  await server.kill('SIGTERM');
  const all = await operations();
  expect(all.length).toBeGreaterThan(500);

  const scans = all.filter(
    found => JSON.stringify(found).includes('"COLLSCAN"') && !readWhole.has(collectionOf(found)),
  );
  expect(scans.map(brief)).toEqual([]);
  expect(all.filter(({ hasSortStage }) => hasSortStage === true).map(brief)).toEqual([]);
}, 120_000);

test('every request type and every route was asked', async () => {
  await server.restart();
  const document = await (await fetch(`${server.url}/api/v1/openapi.json`)).json();
  const routes = Object.entries((document as { paths: Record<string, object> }).paths).flatMap(
    ([path, methods]) =>
      Object.keys(methods).map(method => `${method.toUpperCase()} ${path.replace('/api/v1', '')}`),
  );
  // Account and house: one document by its key each, and tested beside their features.
  const elsewhere =
    /^(HEAD|\w+ \/(auth|admin|invites|me\/(password|totp\S*))\b|DELETE \/me$|GET \/(socket|health|metrics))/;
  expect(routes.filter(route => !driven.has(route) && !elsewhere.test(route))).toEqual([]);
  expect(Object.keys(requests).filter(type => !driven.has(type))).toEqual([]);
});
