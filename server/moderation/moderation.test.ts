// Blocking and reporting over the wire, of a real server.
import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Presence } from '../../common/presence/presence.ts';
import { newPerson, type TestClient } from '../../test/harness/client.ts';
import { type TestDatabase, testDatabase } from '../../test/harness/mongo.ts';
import { startServer, type TestServer } from '../../test/harness/server.ts';

let server: TestServer;
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  server = await startServer({ env: { MONGODB_URI: database.uri } });
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

const pair = async () => [await newPerson(server.url, 'Asha'), await newPerson(server.url, 'Juma')] as const;
const text = (chatId: string, words = 'habari') => ({ chatId, clientId: randomUUID(), text: words }) as never;
const offer = (to: string) =>
  ({ callId: randomUUID(), to, callType: 'voice', offer: { type: 'offer', sdp: 'v=0' } }) as never;
const block = (by: TestClient, whom: TestClient) => by.rest('PUT', `/users/${whom.id}/block`);
const unblock = (by: TestClient, whom: TestClient) => by.rest('DELETE', `/users/${whom.id}/block`);
const seen = async (by: TestClient, whom: TestClient) => {
  const { body } = await by.rest<{ presence: Presence[] }>('GET', '/presence');
  return body.presence.find(({ userId }) => userId === whom.id);
};

describe('[BLK2] two people of whom one blocked the other', () => {
  test('can say nothing new in their direct chat, in either direction, until it is taken back', async () => {
    const [asha, juma] = await pair();
    const { id: chatId } = await asha.directChat(juma);
    const [hers, his] = [await asha.socket(), await juma.socket()];
    const { message } = await his.request('message_send', text(chatId));
    await hers.event('message_created');
    expect((await block(asha, juma)).status).toBe(204);
    expect((await block(asha, juma)).status).toBe(204);
    const refused = { code: 'forbidden', message: 'forbidden: This person can not be reached' };
    await expect(his.request('message_send', text(chatId))).rejects.toMatchObject(refused);
    await expect(hers.request('message_send', text(chatId))).rejects.toMatchObject(refused);
    const edit = { chatId, messageId: message.id, text: 'other words' } as never;
    await expect(his.request('message_edit', edit)).rejects.toMatchObject(refused);
    const reaction = { chatId, messageId: message.id, emoji: '👍' } as never;
    await expect(his.request('reaction_set', reaction)).rejects.toMatchObject(refused);
    await his.request('typing', { chatId, active: true });
    await his.request('read', { chatId, seq: 1 });
    expect((await unblock(asha, juma)).status).toBe(204);
    await his.request('message_send', text(chatId, 'tena'));
    // What was told in between would have come before this one.
    await hers.event('message_created', event => event.message.text === 'tena');
    expect(hers.events.filter(({ type }) => type === 'typing' || type === 'message_updated')).toEqual([]);
  });

  test('get no new direct chat', async () => {
    const [asha, juma] = await pair();
    await block(asha, juma);
    for (const [by, whom] of [
      [asha, juma],
      [juma, asha],
    ] as const) {
      const { status, body } = await by.rest('POST', '/chats', { kind: 'direct', userId: whom.id });
      expect([status, body.error?.code]).toEqual([403, 'forbidden']);
    }
  });

  test('can not bring each other into a group, nor pin what they said', async () => {
    const [asha, juma] = await pair();
    const { id: chatId } = await asha.directChat(juma);
    const { message } = await (await juma.socket()).request('message_send', text(chatId));
    const group = async (by: TestClient, title: string, memberIds: readonly string[]) =>
      by.rest<{ chat: { id: string } }>('POST', '/chats', { kind: 'group', title, memberIds });
    const [hers, his] = [await group(asha, 'Yake', []), await group(juma, 'Yake pia', [])];
    await block(asha, juma);
    for (const [by, whom, { body }] of [
      [asha, juma, hers],
      [juma, asha, his],
    ] as const) {
      const pin = `/chats/${chatId}/pins/${message.id}`;
      const answers = [
        await group(by, 'Mpya', [whom.id]),
        await by.rest('POST', `/chats/${body.chat.id}/members`, { userIds: [whom.id] }),
        await by.rest('PUT', pin),
        await by.rest('DELETE', pin),
      ];
      expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    }
    await unblock(asha, juma);
    expect((await juma.rest('PUT', `/chats/${chatId}/pins/${message.id}`)).status).toBe(200);
    expect((await group(juma, 'Mpya', [asha.id])).status).toBe(200);
  });

  test('stay apart while the other one blocks too', async () => {
    const [asha, juma] = await pair();
    const { id: chatId } = await asha.directChat(juma);
    await block(asha, juma);
    await block(juma, asha);
    await unblock(asha, juma);
    const socket = await juma.socket();
    await expect(socket.request('message_send', text(chatId))).rejects.toMatchObject({ code: 'forbidden' });
    await unblock(juma, asha);
    await socket.request('message_send', text(chatId));
  });
});

test('[BLK3] they look offline to each other and can not call, and a group goes on', async () => {
  const [asha, juma] = await pair();
  const { body } = await asha.rest<{ chat: { id: string } }>('POST', '/chats', {
    kind: 'group',
    title: 'Jirani',
    memberIds: [juma.id],
  });
  const [hers, his] = [await asha.socket(), await juma.socket()];
  await his.event('presence', ({ userId, status }) => userId === asha.id && status === 'online');
  await hers.request('presence_set', { status: 'online', text: 'Nyumbani' });
  await his.event('presence', presence => presence.text === 'Nyumbani');
  await block(asha, juma);
  expect(await his.event('user_left', ({ userId }) => userId === asha.id)).toEqual({ userId: asha.id });
  expect(await his.event('presence', ({ userId }) => userId === asha.id)).toEqual({
    userId: asha.id,
    status: 'offline',
  });
  expect(await seen(juma, asha)).toBeUndefined();
  expect(await seen(asha, juma)).toBeUndefined();
  await expect(his.request('call_offer', offer(asha.id))).rejects.toMatchObject({ code: 'forbidden' });
  await expect(hers.request('call_offer', offer(juma.id))).rejects.toMatchObject({ code: 'forbidden' });
  await his.request('message_send', text(body.chat.id, 'kwa wote'));
  await hers.event('message_created', ({ message }) => message.text === 'kwa wote');
  await unblock(asha, juma);
  expect(await his.event('presence', ({ userId }) => userId === asha.id)).toMatchObject({ text: 'Nyumbani' });
  await his.request('call_offer', offer(asha.id));
});

test('[BLK4] [UNREAD1] [MENT3] what is folded away in a group counts neither as unread nor as a mention', async () => {
  const [asha, juma] = await pair();
  const neema = await newPerson(server.url, 'Neema');
  const { body } = await asha.rest<{ chat: { id: string } }>('POST', '/chats', {
    kind: 'group',
    title: 'Jirani',
    memberIds: [juma.id, neema.id],
  });
  const { id: chatId } = body.chat;
  const { username } = asha.session.user;
  await (await juma.socket()).request('message_send', text(chatId, `wewe @${username}`));
  await (await neema.socket()).request('message_send', text(chatId, `tazama @${username}`));
  type Listed = { chats: { id: string; unread: number; unreadMentions?: number }[] };
  const waiting = async (by: TestClient) => {
    const found = (await by.rest<Listed>('GET', '/chats')).body.chats.find(({ id }) => id === chatId);
    return [found?.unread, found?.unreadMentions ?? 0];
  };
  expect(await waiting(asha)).toEqual([2, 2]);
  await block(asha, juma);
  expect(await waiting(asha)).toEqual([1, 1]);
  // One side's block does not change what waits for the other one.
  expect(await waiting(juma)).toEqual([1, 0]);
  const other = await (await asha.another()).socket();

  await asha.rest('PATCH', `/chats/${chatId}`, { title: 'Majirani wote' });
  expect((await other.event('chat_updated')).chat).toMatchObject({ unread: 1, unreadMentions: 1 });
  await unblock(asha, juma);
  expect(await waiting(asha)).toEqual([2, 2]);
});

test('[BLK1] one sees whom one blocked, other devices are told, and oneself can not be blocked', async () => {
  const [asha, juma] = await pair();
  const other = await (await asha.another()).socket();
  await block(asha, juma);
  await other.event('me_changed');
  const list = async (by: TestClient) =>
    (await by.rest<{ users: { id: string }[] }>('GET', '/blocks')).body.users.map(({ id }) => id);
  expect(await list(asha)).toEqual([juma.id]);
  expect(await list(juma)).toEqual([]);
  expect((await block(asha, asha)).status).toBe(400);
  expect((await asha.rest('PUT', '/users/nobody/block')).status).toBe(404);
});

test('[REP1] a report takes along the message that one can see, sealed, and no others', async () => {
  const [asha, juma] = await pair();
  const stranger = await newPerson(server.url);
  const { id: chatId } = await asha.directChat(juma);
  const socket = await juma.socket();
  const { message } = await socket.request('message_send', text(chatId, 'matusi makubwa'));
  const report = (by: TestClient, body: object) => by.rest('POST', '/reports', body);
  const meant = { userId: juma.id, message: { chatId, messageId: message.id }, reason: 'harassment' };
  expect((await report(asha, { ...meant, text: 'tafadhali' })).status).toBe(204);
  expect((await report(stranger, meant)).status).toBe(403);
  expect((await report(asha, { ...meant, userId: stranger.id })).status).toBe(400);
  expect((await report(asha, { userId: asha.id, reason: 'spam' })).status).toBe(400);
  expect((await report(asha, { userId: juma.id, reason: 'boredom' })).status).toBe(400);
  const client = await new MongoClient(database.uri).connect();
  try {
    const kept = await client.db().collection('reports').find().toArray();
    expect(kept).toHaveLength(1);
    expect(JSON.stringify(kept)).not.toMatch(/matusi|tafadhali/);
  } finally {
    await client.close();
  }
});
