// [SYNC1] The list of chats by marks: one question, and only what changed in the answer.
import { randomUUID } from 'node:crypto';
import { MongoClient, ObjectId } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Chat } from '../../common/chats/chat.ts';
import { markOf } from '../../common/chats/mark.ts';
import type { ChatId } from '../../common/ids.ts';
import type { http, Reply } from '../../common/wire/http.ts';
import { newPerson, type TestClient } from '../../test/harness/client.ts';
import { testDatabase } from '../../test/harness/mongo.ts';
import { startServer, type TestServer } from '../../test/harness/server.ts';
import { type ChatDoc, type MemberDoc, newMember } from './store.ts';

type Synced = Reply<typeof http.syncChats>;

let server: TestServer;
let mongo: MongoClient;
let drop: () => Promise<void>;
let amina: TestClient;
let baraka: TestClient;

beforeAll(async () => {
  const database = await testDatabase();
  drop = database.drop;
  server = await startServer({ env: { MONGODB_URI: database.uri, RATE_LIMIT_SCALE: '0' } });
  mongo = await new MongoClient(database.uri).connect();
  [amina, baraka] = [await newPerson(server.url, 'Amina'), await newPerson(server.url, 'Baraka')];
});
afterAll(async () => {
  await mongo?.close();
  await server?.stop();
  await drop?.();
});

/** What a device of Amina's holds, brought up to date as the app does it. */
class Held {
  readonly chats = new Map<ChatId, Chat>();
  people: string | undefined;

  async sync(): Promise<Synced> {
    const known = Object.fromEntries([...this.chats].map(([id, chat]) => [id, markOf(chat)]));
    const body = { known, ...(this.people !== undefined && { people: this.people }) };
    const answer = await amina.rest<Synced>('POST', '/chats/sync', body);
    expect(answer.status).toBe(200);
    for (const chat of answer.body.chats) this.chats.set(chat.id, chat);
    for (const id of answer.body.gone) this.chats.delete(id);
    this.people = answer.body.people;
    return answer.body;
  }
}

const say = async (who: TestClient, chatId: ChatId, text: string) => {
  const socket = await who.socket();
  const { message } = await socket.request('message_send', { chatId, clientId: randomUUID(), text });
  await socket.close();
  return message;
};

/** As many groups of the two as one likes, written down as the server would have. */
async function manyGroups(count: number): Promise<void> {
  const now = new Date();
  const docs = Array.from({ length: count }, (_, index): ChatDoc => {
    const _id = new ObjectId().toHexString() as ChatId;
    const title = `Group ${index}`;
    return { _id, kind: 'group', title, createdAt: now, activityAt: now, version: 0, lastSeq: 0, rev: 0 };
  });
  await mongo.db().collection<ChatDoc>('chats').insertMany(docs);
  const members = docs.flatMap(({ _id }) => [
    newMember(_id, amina.id, 'owner', now),
    newMember(_id, baraka.id, 'member', now),
  ]);
  await mongo.db().collection<MemberDoc>('members').insertMany(members);
}

test('each kind of change is told of once, and nothing else with it', async () => {
  const held = new Held();
  const one = (await amina.directChat(baraka)).id;
  const group = { kind: 'group', title: 'Chai', memberIds: [baraka.id] };
  const two = (await baraka.rest<{ chat: Chat }>('POST', '/chats', { ...group, memberIds: [amina.id] })).body
    .chat.id;
  const first = await held.sync();
  expect(first.chats.map(({ id }) => id).sort()).toEqual([one, two].sort());
  expect(first.users.map(({ displayName }) => displayName).sort()).toEqual(['Amina', 'Baraka']);
  const told = async () => {
    const { chats, gone, users, drafts } = await held.sync();
    return {
      chats: chats.map(({ id }) => id),
      gone,
      users: users.map(({ displayName }) => displayName).sort(),
      drafts: drafts.map(({ draft }) => draft.text),
    };
  };
  const nothing = { chats: [], gone: [], users: [], drafts: [] };
  const about = (id: ChatId) => ({ ...nothing, chats: [id], users: ['Amina', 'Baraka'] });
  expect(await told()).toEqual(nothing);

  const { seq } = await say(baraka, one, 'habari');
  expect(await told()).toEqual(about(one));
  expect(held.chats.get(one)).toMatchObject({ unread: 1, lastMessage: { text: 'habari' } });
  const socket = await amina.socket();
  await socket.request('read', { chatId: one, seq });
  await socket.close();
  expect(await told()).toEqual(about(one));
  expect(held.chats.get(one)?.unread).toBe(0);

  await baraka.rest('PATCH', `/chats/${two}`, { title: 'Kahawa' });
  expect(await told()).toEqual(about(two));
  expect(held.chats.get(two)?.title).toBe('Kahawa');

  await amina.rest('PUT', `/chats/${one}/draft`, { text: 'nzuri' });
  expect(await told()).toEqual({ ...nothing, drafts: ['nzuri'] });
  await amina.rest('PUT', `/chats/${one}/draft`, { text: '' });
  expect(await told()).toEqual(nothing);

  await baraka.rest('PATCH', '/me', { displayName: 'Baraka Juma' });
  expect(await told()).toEqual({ ...nothing, users: ['Amina', 'Baraka Juma'] });
  await baraka.rest('PATCH', '/me', { displayName: 'Baraka' });
  await held.sync();

  await baraka.rest('DELETE', `/chats/${two}/members/${amina.id}`);
  expect((await told()).chats).toEqual([two]);
  expect(held.chats.get(two)?.left).toBe(true);
  await say(baraka, two, 'without you');
  expect(await told()).toEqual(nothing);
});

test('2,000 chats of which one changed are one question and a short answer', async () => {
  await manyGroups(2_000);
  const held = new Held();
  expect((await held.sync()).chats.length).toBeGreaterThanOrEqual(2_000);
  const [chatId] = [...held.chats.values()].flatMap(({ id, title }) => (title === 'Group 1234' ? [id] : []));
  await say(baraka, chatId as ChatId, 'the only news');
  const news = await held.sync();
  expect(news.chats.map(({ lastMessage }) => lastMessage?.text)).toEqual(['the only news']);
  expect(JSON.stringify(news).length).toBeLessThan(3_000);
  expect(await held.sync()).toMatchObject({ chats: [], gone: [], users: [] });
});

test('a chat that one was never in, or that is not there, is gone, and nothing of it is told', async () => {
  const stranger = await newPerson(server.url, 'Zuri');
  const { id } = await baraka.directChat(stranger);
  const { status, body } = await amina.rest<Synced>('POST', '/chats/sync', {
    known: { [id]: '1.0.0.0', none: '' },
  });
  expect([status, [...body.gone].sort()]).toEqual([200, [id, 'none'].sort()]);
  expect(body.chats.map(chat => chat.id)).not.toContain(id);
});
