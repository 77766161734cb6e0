// Messages, receipts and typing between people and their devices, over the wire and down to what is stored.
import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Chat } from '../../common/chats/chat.ts';
import type { Message } from '../../common/messages/message.ts';
import { newPerson, type TestClient, type TestSocket } from '../../test/harness/client.ts';
import { testDatabase } from '../../test/harness/mongo.ts';
import { startServer, type TestServer } from '../../test/harness/server.ts';

let server: TestServer;
let uri: string;
let drop: () => Promise<void>;
let amina: TestClient;
let baraka: TestClient;
let laptop: TestSocket;
let desk: TestSocket;
let chatId: Chat['id'];

beforeAll(async () => {
  const database = await testDatabase();
  ({ uri, drop } = database);
  server = await startServer({ env: { MONGODB_URI: uri, RATE_LIMIT_SCALE: '0' } });
  [amina, baraka] = (await Promise.all(['Amina', 'Baraka'].map(name => newPerson(server.url, name)))) as [
    TestClient,
    TestClient,
  ];
  [laptop, desk] = await Promise.all([amina.socket(), baraka.socket()]);
  chatId = (await amina.directChat(baraka)).id;
});
afterAll(async () => {
  await server.stop();
  await drop();
});

const send = (socket: TestSocket, text: string, clientId = randomUUID() as string) =>
  socket.request('message_send', { chatId, clientId, text }).then(reply => reply.message);
const chatOf = async (client: TestClient) => {
  const { body } = await client.rest<{ chats: Chat[] }>('GET', '/chats');
  return body.chats.find(chat => chat.id === chatId) as Chat;
};

describe('a direct chat', () => {
  test('is the same one for the pair, from both sides, also when both make it at once', async () => {
    const other = await newPerson(server.url);
    const chats = await Promise.all([
      amina.directChat(other),
      other.directChat(amina),
      amina.directChat(other),
    ]);
    expect(new Set(chats.map(chat => chat.id)).size).toBe(1);
  });

  test('appears on the other side by itself', async () => {
    const other = await newPerson(server.url, 'Dalila');
    const chat = await amina.directChat(other);
    const socket = await other.socket();
    const third = await newPerson(server.url);
    const created = await third.directChat(other);
    const event = await socket.event('chat_created');
    expect(event.chat.id).toBe(created.id);
    expect(event.users.map(user => user.id).sort()).toEqual([other.id, third.id].sort());
    expect(chat.unread).toBe(0);
    await socket.close();
  });

  test('with nobody is not_found', async () => {
    const answer = await amina.rest('POST', '/chats', { kind: 'direct', userId: 'nobody' });
    expect(answer.status).toBe(404);
  });
});

describe('a message', () => {
  test('reaches every device of every member but the sending one, which gets the reply only', async () => {
    const tablet = await (await amina.another()).socket();
    const message = await send(laptop, 'Habari za asubuhi');
    const [there, own] = await Promise.all([desk.event('message_created'), tablet.event('message_created')]);
    expect(there.message).toEqual(message);
    expect(own.message).toEqual(message);
    await send(desk, 'Nzuri');
    expect((await laptop.event('message_created')).message.text).toBe('Nzuri');
    expect(laptop.events.some(frame => frame.type === 'message_created')).toBe(false);
    await tablet.close();
  });

  test('sent again with its clientId is the same one and reaches nobody twice', async () => {
    const clientId = randomUUID();
    const first = await send(laptop, 'once', clientId);
    const again = await send(laptop, 'once', clientId);
    expect(again).toEqual(first);
    await send(laptop, 'after');
    await desk.event('message_created', ({ message }) => message.text === 'after');
    expect(
      desk.events.filter(({ data }) => (data as { message?: Message }).message?.clientId === clientId),
    ).toHaveLength(1);
    desk.events.length = 0;
  });

  test('is nowhere in the database as plain text', async () => {
    const secret = `kahawa-${randomUUID()}`;
    const { id, rev } = await send(laptop, secret);
    await laptop.request('message_edit', { chatId, messageId: id, text: `${secret}-edited` });
    const client = await new MongoClient(uri).connect();
    const names = (await client.db().collections()).map(collection => collection.collectionName);
    expect(names).toContain('messages');
    for (const name of names) {
      const docs = await client.db().collection(name).find({}, { raw: true }).toArray();
      for (const doc of docs) expect((doc as unknown as Buffer).includes(secret)).toBe(false);
    }
    await client.close();
    const { body } = await baraka.rest<{ messages: Message[] }>(
      'GET',
      `/chats/${chatId}/changes?after=${rev}`,
    );
    expect(body.messages.at(-1)?.text).toBe(`${secret}-edited`);
  });

  test('with a reply to what is not there is not_found', async () => {
    const reply = laptop.request('message_send', {
      chatId,
      clientId: randomUUID(),
      text: 'to nothing',
      replyTo: 'nothing' as Message['id'],
    });
    await expect(reply).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('history', () => {
  test('pages by seq without gaps in every direction, and catches up by rev', async () => {
    const other = await newPerson(server.url);
    const chat = await amina.directChat(other);
    const sent: Message[] = [];
    for (let index = 0; index < 30; index++) {
      const data = { chatId: chat.id, clientId: randomUUID(), text: `${index}` };
      sent.push((await laptop.request('message_send', data)).message);
    }
    const seqs = async (query: string) => (await other.messages(chat.id, query)).map(message => message.seq);
    expect(await seqs('?limit=3')).toEqual([28, 29, 30]);
    expect(await seqs('?before=28&limit=3')).toEqual([25, 26, 27]);
    expect(await seqs('?after=3&limit=3')).toEqual([4, 5, 6]);
    expect(await seqs('?around=10&limit=4')).toEqual([9, 10, 11, 12]);
    expect(await seqs('?around=10&limit=1')).toEqual([10]);
    expect(await seqs('?before=1')).toEqual([]);
    const fourth = sent[3] as Message;
    await laptop.request('message_edit', { chatId: chat.id, messageId: fourth.id, text: 'changed' });
    const { body } = await other.rest<{ messages: Message[]; rev: number; more: boolean }>(
      'GET',
      `/chats/${chat.id}/changes?after=28&limit=2`,
    );
    expect(body.messages.map(message => message.seq)).toEqual([29, 30]);
    expect(body).toMatchObject({ rev: 30, more: true });
    const rest = await other.rest<{ messages: Message[] }>(
      'GET',
      `/chats/${chat.id}/changes?after=${body.rev}`,
    );
    expect(rest.body.messages).toMatchObject([{ seq: 4, rev: 31, text: 'changed' }]);
    expect((await other.rest('GET', `/chats/${chat.id}/messages?limit=0`)).status).toBe(400);
    expect((await other.rest('GET', `/chats/${chat.id}/messages?before=abc`)).status).toBe(400);
    expect((await baraka.rest('GET', `/chats/${chat.id}/messages`)).status).toBe(403);
    expect((await baraka.rest('GET', `/chats/${chat.id}/changes`)).status).toBe(403);
  });

  test('[PAGE1] pages around a moment, and [PAGE2] gives one message by its id', async () => {
    const other = await newPerson(server.url);
    const chat = await amina.directChat(other);
    for (let index = 0; index < 40; index++) {
      await laptop.request('message_send', { chatId: chat.id, clientId: randomUUID(), text: `${index}` });
    }
    const client = await new MongoClient(uri).connect();
    const stored = client.db().collection('messages');
    // Ten a day, from the first of March on.
    const day = (seq: number) => new Date(Date.UTC(2026, 2, 1 + Math.floor((seq - 1) / 10), 8, seq));
    for (let seq = 1; seq <= 40; seq++) {
      await stored.updateOne({ chatId: chat.id, seq }, { $set: { createdAt: day(seq) } });
    }
    const seqs = async (at: string, limit = 1) =>
      (await other.messages(chat.id, `?at=${at}&limit=${limit}`)).map(message => message.seq);
    expect(await seqs('2026-03-02T00:00:00Z')).toEqual([11]);
    expect(await seqs('2026-03-02T11:00:00%2B03:00', 4)).toEqual([10, 11, 12, 13]);
    expect(await seqs(day(25).toISOString())).toEqual([25]);
    expect(await seqs('2025-01-01T00:00:00Z')).toEqual([1]);
    expect(await seqs('2027-01-01T00:00:00Z')).toEqual([40]);
    expect((await other.rest('GET', `/chats/${chat.id}/messages?at=yesterday`)).status).toBe(400);
    const plan = await stored.find({ chatId: chat.id, seq: { $in: [1, 9] } }).explain('executionStats');
    expect(plan.executionStats).toMatchObject({ totalDocsExamined: 2 });
    expect(JSON.stringify(plan.queryPlanner)).toContain('"indexName":"seq"');
    await client.close();
    const [first] = await other.messages(chat.id, '?at=2026-03-03T00:00:00Z&limit=1');
    const path = `/chats/${chat.id}/messages/${first?.id}`;
    expect((await other.rest('GET', path)).body).toEqual({ message: first });
    expect((await baraka.rest('GET', path)).status).toBe(403);
    expect((await other.rest('GET', `/chats/${chat.id}/messages/nothing`)).status).toBe(404);
  });

  test('[PAGE1] of an empty chat around a moment is empty', async () => {
    const chat = await amina.directChat(await newPerson(server.url));
    expect(await amina.messages(chat.id, '?at=2026-03-03T00:00:00Z')).toEqual([]);
  });
});

describe('receipts', () => {
  test('are watermarks that never move back nor beyond the last message, told to the others', async () => {
    const message = await send(laptop, 'to be read');
    const before = await chatOf(baraka);
    expect(before.unread).toBeGreaterThan(0);
    await desk.request('delivered', { chatId, seq: message.seq });
    const delivered = await laptop.event('receipt', data => data.userId === baraka.id);
    expect(delivered).toMatchObject({ chatId, delivered: message.seq });
    expect(delivered.read).toBeLessThan(message.seq);
    await desk.request('read', { chatId, seq: message.seq + 1_000 });
    expect(await laptop.event('receipt')).toMatchObject({ delivered: message.seq, read: message.seq });
    await desk.request('read', { chatId, seq: 1 });
    const after = await chatOf(baraka);
    expect(after.unread).toBe(0);
    expect(after.members.find(member => member.userId === baraka.id)).toMatchObject({ read: message.seq });
  });

  test('count own messages as read, but not what others wrote before them', async () => {
    await desk.request('read', { chatId, seq: 1_000_000 });
    await laptop.request('read', { chatId, seq: 1_000_000 });
    await send(laptop, 'mine');
    expect((await chatOf(amina)).unread).toBe(0);
    await send(desk, 'theirs, unread');
    await send(laptop, 'mine again');
    expect((await chatOf(amina)).unread).toBe(1);
    expect((await chatOf(baraka)).unread).toBe(2);
    const { lastSeq } = await chatOf(amina);
    await laptop.request('read', { chatId, seq: lastSeq - 1 });
    expect((await chatOf(amina)).unread).toBe(0);
  });
});

describe('typing', () => {
  test('is told to the others and ends by itself', async () => {
    await desk.request('typing', { chatId, active: true });
    expect(await laptop.event('typing')).toEqual({ chatId, userId: baraka.id, active: true });
    expect(await laptop.event('typing')).toEqual({ chatId, userId: baraka.id, active: false });
  });
});
