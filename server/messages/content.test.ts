// What a message can carry: quotes, forwards, mentions, reactions, earlier texts, and who got and read it.
import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Chat } from '../../common/chats/chat.ts';
import type { MessageId } from '../../common/ids.ts';
import { limits } from '../../common/limits.ts';
import type { Message } from '../../common/messages/message.ts';
import { newPerson, type TestClient, type TestSocket } from '../../test/harness/client.ts';
import { testDatabase } from '../../test/harness/mongo.ts';
import { startServer, type TestServer } from '../../test/harness/server.ts';

let server: TestServer;
let uri: string;
let drop: () => Promise<void>;
let asha: TestClient;
let juma: TestClient;
let neema: TestClient;
let laptop: TestSocket;
let desk: TestSocket;
let chat: Chat;

beforeAll(async () => {
  ({ uri, drop } = await testDatabase());
  server = await startServer({ env: { MONGODB_URI: uri, RATE_LIMIT_SCALE: '0' } });
  [asha, juma, neema] = (await Promise.all(
    ['Asha', 'Juma', 'Neema'].map(name => newPerson(server.url, name)),
  )) as [TestClient, TestClient, TestClient];
  const body = { kind: 'group', title: `Siri-${randomUUID()}`, memberIds: [juma.id] };
  chat = (await asha.rest<{ chat: Chat }>('POST', '/chats', body)).body.chat;
  [laptop, desk] = await Promise.all([asha.socket(), juma.socket()]);
});
afterAll(async () => {
  await server.stop();
  await drop();
});

const say = async (
  socket: TestSocket,
  text: string,
  more: { replyTo?: MessageId; chatId?: Chat['id'] } = {},
) =>
  (await socket.request('message_send', { chatId: chat.id, clientId: randomUUID(), text, ...more })).message;
const edit = async (socket: TestSocket, messageId: MessageId, text: string) =>
  (await socket.request('message_edit', { chatId: chat.id, messageId, text })).message;
const erase = (socket: TestSocket, messageId: MessageId) =>
  socket.request('message_delete', { chatId: chat.id, messageId });
const found = async (who: TestClient, { seq }: Message) =>
  (await who.messages(chat.id, `?after=${seq - 1}&limit=1`))[0] as Message;
const listed = async (who: TestClient) =>
  (await who.rest<{ chats: Chat[] }>('GET', '/chats')).body.chats.find(({ id }) => id === chat.id) as Chat;

describe('[QUOTE1] a reply', () => {
  test('carries the beginning of what it replies to, as that is now', async () => {
    const original = await say(laptop, `${'a'.repeat(limits.quoteCharacters - 1)}🌍 and more`);
    const reply = await say(desk, 'yes', { replyTo: original.id });
    const text = 'a'.repeat(limits.quoteCharacters - 1);
    expect(reply.quote).toEqual({ messageId: original.id, seq: original.seq, senderId: asha.id, text });
    expect((await laptop.event('message_created', ({ message }) => message.id === reply.id)).message).toEqual(
      reply,
    );
    await edit(laptop, original.id, 'short');
    expect((await found(asha, reply)).quote?.text).toBe('short');
    expect((await edit(desk, reply.id, 'yes!')).quote?.text).toBe('short');
    await erase(laptop, original.id);
    expect((await found(asha, reply)).quote).toMatchObject({ messageId: original.id, text: '' });
    await erase(desk, reply.id);
    const gone = await found(asha, reply);
    expect([gone.quote, gone.replyTo, gone.text]).toEqual([undefined, undefined, '']);
  });
});

describe('[FWD1] a forward', () => {
  test('copies the text and names who wrote it first, also when it is forwarded on', async () => {
    const original = await say(desk, `news for @${asha.session.user.username}`);
    const direct = await asha.directChat(neema);
    const forward = { chatId: chat.id, messageId: original.id };
    const data = { chatId: direct.id, clientId: randomUUID(), forward };
    const { message } = await laptop.request('message_send', data);
    expect(message).toMatchObject({ text: original.text, forwardedFrom: juma.id, senderId: asha.id });
    expect(message.mentions).toBeUndefined();
    const socket = await neema.socket();
    const on = await socket.request('message_send', {
      chatId: direct.id,
      clientId: randomUUID(),
      forward: { chatId: direct.id, messageId: message.id },
    });
    expect(on.message.forwardedFrom).toBe(juma.id);
    const stolen = socket.request('message_send', { ...data, clientId: randomUUID() });
    await expect(stolen).rejects.toMatchObject({ code: 'forbidden' });
    const words = laptop.request('message_edit', { chatId: direct.id, messageId: message.id, text: 'x' });
    await expect(words).rejects.toMatchObject({ code: 'conflict' });
    await erase(desk, original.id);
    expect((await laptop.request('message_send', data)).message.id).toBe(message.id);
    const late = laptop.request('message_send', { ...data, clientId: randomUUID() });
    await expect(late).rejects.toMatchObject({ code: 'conflict' });
    const nothing = { chatId: chat.id, messageId: 'nothing' as MessageId };
    const lost = laptop.request('message_send', { ...data, clientId: randomUUID(), forward: nothing });
    await expect(lost).rejects.toMatchObject({ code: 'not_found' });
    await socket.close();
  });
});

describe('[MENT2] a mention', () => {
  test('names members only, in any case, outside of code, and follows edits and deletion', async () => {
    const at = (who: TestClient) => `@${who.session.user.username}`;
    const message = await say(desk, `${at(asha).toUpperCase()}, ${at(neema)} \`${at(juma)}\` a${at(juma)}`);
    expect(message.mentions).toEqual([asha.id]);
    expect((await edit(desk, message.id, `(${at(juma)}.)`)).mentions).toEqual([juma.id]);
    expect((await edit(desk, message.id, 'nobody')).mentions).toBeUndefined();
    await edit(desk, message.id, at(asha));
    expect((await erase(desk, message.id)).message.mentions).toBeUndefined();
  });

  test('[MENT3] is counted for whom it names until it is read', async () => {
    const at = `@${asha.session.user.username}`;
    await laptop.request('read', { chatId: chat.id, seq: 1_000_000 });
    expect((await listed(asha)).unreadMentions).toBeUndefined();
    await say(desk, `${at} one`);
    const second = await say(desk, `${at} two`);
    await say(desk, 'three');
    await say(laptop, `${at} my own`);
    expect(await listed(asha)).toMatchObject({ unread: 3, unreadMentions: 2 });
    expect((await listed(juma)).unreadMentions).toBeUndefined();
    await asha.rest('PATCH', `/chats/${chat.id}`, { title: 'Siri' });
    const tablet = await (await asha.another()).socket();
    await asha.rest('PATCH', `/chats/${chat.id}`, { title: 'Siri mbili' });
    expect((await tablet.event('chat_updated')).chat).toMatchObject({ unread: 3, unreadMentions: 2 });
    expect((await desk.event('chat_updated')).chat.unreadMentions).toBeUndefined();
    await laptop.request('read', { chatId: chat.id, seq: second.seq - 1 });
    expect((await listed(asha)).unreadMentions).toBe(1);
    await laptop.request('read', { chatId: chat.id, seq: second.seq });
    expect((await listed(asha)).unreadMentions).toBeUndefined();
    await tablet.close();
  });
});

describe('reactions', () => {
  const react = (socket: TestSocket, messageId: MessageId, emoji: string | null) =>
    socket.request('reaction_set', { chatId: chat.id, messageId, emoji });

  test('[REACT2] are one emoji each', async () => {
    const { id } = await say(laptop, 'react');
    for (const bad of ['a', '👍👍', '1', '<b>', '👍 ', '\u200D']) {
      await expect(react(desk, id, bad)).rejects.toMatchObject({ code: 'bad_request' });
    }
    for (const good of ['👍🏿', '👩🏽‍💻', '🇹🇿', '1️⃣']) {
      expect((await react(desk, id, good)).message.reactions).toEqual([{ userId: juma.id, emoji: good }]);
    }
    expect((await react(desk, id, '❤')).message.reactions).toEqual([{ userId: juma.id, emoji: '❤️' }]);
    expect((await react(desk, id, null)).message.reactions).toEqual([]);
  });

  test('[REACT3] are of a limited number of kinds', async () => {
    const { id } = await say(laptop, 'flood');
    const client = await new MongoClient(uri).connect();
    const reactions = Array.from({ length: limits.emojiPerMessage }, (_, index) => ({
      userId: `u${index}`,
      emoji: String.fromCodePoint(0x1f600 + index),
      rev: 1,
    }));
    await client
      .db()
      .collection('messages')
      .updateOne({ _id: id as never }, { $set: { reactions } });
    await client.close();
    await expect(react(desk, id, '🌍')).rejects.toMatchObject({ code: 'conflict' });
    expect((await react(desk, id, '😀')).message.reactions).toHaveLength(limits.emojiPerMessage + 1);
  });
});

test('[EDIT2] earlier texts are kept for the members, and gone with the message', async () => {
  const message = await say(laptop, 'first');
  await edit(laptop, message.id, 'second');
  const last = await edit(laptop, message.id, 'third');
  const path = `/chats/${chat.id}/messages/${message.id}/history`;
  const { body } = await juma.rest<{ versions: { text: string; at: string }[] }>('GET', path);
  expect(body.versions.map(({ text }) => text)).toEqual(['first', 'second']);
  expect(body.versions[0]?.at).toBe(message.createdAt);
  expect((body.versions[1]?.at ?? '') < (last.editedAt ?? '')).toBe(true);
  expect((await neema.rest('GET', path)).status).toBe(403);
  await erase(laptop, message.id);
  expect((await juma.rest('GET', path)).body).toEqual({ versions: [] });
});

test('[INFO1] the sender sees who got and read a message, and when', async () => {
  const [first, second] = [await say(laptop, 'one'), await say(laptop, 'two')];
  const info = async (who: TestClient, { id }: Message) =>
    who.rest<{ members: { userId: string; deliveredAt?: string; readAt?: string }[] }>(
      'GET',
      `/chats/${chat.id}/messages/${id}/info`,
    );
  expect((await info(asha, first)).body.members).toEqual([{ userId: juma.id }]);
  await desk.request('delivered', { chatId: chat.id, seq: second.seq });
  await desk.request('read', { chatId: chat.id, seq: first.seq });
  const { readAt, ...one } = (await info(asha, first)).body.members[0] ?? { userId: '' };
  const [two] = (await info(asha, second)).body.members;
  expect(one).toEqual(two);
  expect(one.deliveredAt).toBeDefined();
  expect(readAt).toBeDefined();
  await desk.request('read', { chatId: chat.id, seq: second.seq });
  expect((await info(asha, first)).body.members[0]?.readAt).toBe(readAt);
  expect((await info(asha, second)).body.members[0]?.readAt).toBeDefined();
  expect((await info(juma, first)).status).toBe(403);
  expect((await info(neema, first)).status).toBe(403);
  await asha.rest('POST', `/chats/${chat.id}/members`, { userIds: [neema.id] });
  expect((await info(asha, second)).body.members.map(({ userId }) => userId)).toEqual([juma.id]);
});

test('titles in notes are sealed like texts', async () => {
  const client = await new MongoClient(uri).connect();
  const docs = await client.db().collection('messages').find({ 'system.kind': 'renamed' }).toArray();
  await client.close();
  expect(docs.length).toBeGreaterThan(0);
  expect(JSON.stringify(docs)).not.toContain('Siri');
});
