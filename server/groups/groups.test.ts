// Groups over the wire, on two nodes: who may do what, what everybody is told, and what those who left can see.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { User } from '../../common/auth/user.ts';
import type { Chat } from '../../common/chats/chat.ts';
import type { MessageId } from '../../common/ids.ts';
import { limits } from '../../common/limits.ts';
import type { Message } from '../../common/messages/message.ts';
import { serverSecrets } from '../../scripts/run/server.ts';
import { newPerson, type TestClient, type TestSocket } from '../../test/harness/client.ts';
import { testDatabase } from '../../test/harness/mongo.ts';
import { startRedis } from '../../test/harness/redis.ts';
import { startServer, type TestServer } from '../../test/harness/server.ts';

interface Shown {
  chat: Chat;
  users: User[];
}

let north: TestServer;
let south: TestServer;
let redis: Awaited<ReturnType<typeof startRedis>>;
let uri: string;
let drop: () => Promise<void>;
/** Owner, admin and members; asha and juma talk to the north, the others to the south. */
let asha: TestClient;
let juma: TestClient;
let neema: TestClient;
let zuri: TestClient;

beforeAll(async () => {
  const database = await testDatabase();
  ({ uri, drop } = database);
  redis = await startRedis();
  const env = { ...serverSecrets(), MONGODB_URI: database.uri, REDIS_URL: redis.url, RATE_LIMIT_SCALE: '0' };
  [north, south] = await Promise.all([startServer({ env }), startServer({ env })]);
  [asha, juma, neema, zuri] = (await Promise.all([
    newPerson(north.url, 'Asha'),
    newPerson(north.url, 'Juma'),
    newPerson(south.url, 'Neema'),
    newPerson(south.url, 'Zuri'),
  ])) as [TestClient, TestClient, TestClient, TestClient];
});
afterAll(async () => {
  await Promise.all([north.stop(), south.stop()]);
  await redis.stop();
  await drop();
});

const group = async (title = 'Baraza', ...members: TestClient[]) => {
  const body = { kind: 'group', title, memberIds: members.map(member => member.id) };
  return (await asha.rest<Shown>('POST', '/chats', body)).body.chat;
};
const roleOf = (chat: Chat, { id }: TestClient) => chat.members.find(member => member.userId === id)?.role;
const say = async (socket: TestSocket, chatId: Chat['id'], text: string) =>
  (await socket.request('message_send', { chatId, clientId: randomUUID(), text })).message;
const add = (who: TestClient, chat: Chat, ...people: TestClient[]) =>
  who.rest<Shown>('POST', `/chats/${chat.id}/members`, { userIds: people.map(({ id }) => id) });
const give = (who: TestClient, chat: Chat, to: TestClient, role: string) =>
  who.rest<Shown>('PATCH', `/chats/${chat.id}/members/${to.id}`, { role });
const remove = (who: TestClient, chat: Chat, whom: TestClient) =>
  who.rest<Shown>('DELETE', `/chats/${chat.id}/members/${whom.id}`);
const rename = (who: TestClient, chat: Chat, title: string) =>
  who.rest<Shown>('PATCH', `/chats/${chat.id}`, { title });
const notes = async (who: TestClient, chat: Chat) =>
  (await who.messages(chat.id, '?limit=200')).flatMap(({ system }) => (system ? [system] : []));

describe('[GRP1] rights in a group', () => {
  test('owner and admins rename and add, members do not, strangers may nothing', async () => {
    const chat = await group('Kahawa', juma, neema);
    expect((await give(asha, chat, juma, 'admin')).status).toBe(200);
    expect((await rename(neema, chat, 'Mine')).status).toBe(403);
    expect((await rename(zuri, chat, 'Mine')).status).toBe(403);
    const renamed = await rename(juma, chat, '  Chai\u202E \u200B');
    expect(renamed.body.chat.title).toBe('Chai');
    expect((await rename(juma, chat, '\u200B')).status).toBe(400);
    expect((await add(neema, chat, zuri)).status).toBe(403);
    expect((await add(juma, chat, zuri)).body.chat.members).toHaveLength(4);
    const unknown = await juma.rest('POST', `/chats/${chat.id}/members`, { userIds: ['nobody'] });
    expect(unknown.status).toBe(404);
    expect((await rename(asha, { ...chat, id: 'nowhere' as Chat['id'] }, 'x')).status).toBe(403);
  });

  test('an admin removes members only; the owner removes everybody; roles are the owner’s', async () => {
    const chat = await group('Roles', juma, neema, zuri);
    await give(asha, chat, juma, 'admin');
    await give(asha, chat, neema, 'admin');
    expect((await remove(juma, chat, neema)).status).toBe(403);
    expect((await remove(juma, chat, asha)).status).toBe(403);
    expect((await remove(zuri, chat, juma)).status).toBe(403);
    expect((await remove(juma, chat, zuri)).body.chat.members).toHaveLength(3);
    expect((await remove(juma, chat, zuri)).status).toBe(404);
    expect((await give(juma, chat, neema, 'member')).status).toBe(403);
    expect((await give(asha, chat, asha, 'member')).status).toBe(409);
    expect((await remove(asha, chat, neema)).status).toBe(200);
  });

  test('[GRP3] giving the ownership away makes one an admin; [GRP4] the oldest admin follows an owner who leaves', async () => {
    const chat = await group('Heirs', juma, neema, zuri);
    await give(asha, chat, zuri, 'admin');
    const { body } = await give(asha, chat, juma, 'owner');
    expect([roleOf(body.chat, asha), roleOf(body.chat, juma)]).toEqual(['admin', 'owner']);
    expect((await remove(juma, chat, juma)).status).toBe(204);
    const after = (await neema.rest<Shown>('GET', `/chats/${chat.id}`)).body.chat;
    expect(after.members.filter(member => member.role === 'owner')).toHaveLength(1);
    expect(roleOf(after, neema)).toBe('member');
    for (const person of [asha, zuri, neema]) expect((await remove(person, chat, person)).status).toBe(204);
    expect((await notes(neema, chat)).map(({ kind }) => kind)).toContain('left');
  });

  test('a direct chat has none of this, also the one with oneself', async () => {
    const self = await asha.directChat(asha);
    expect(self.members).toHaveLength(1);
    expect((await asha.directChat(asha)).id).toBe(self.id);
    const socket = await asha.socket();
    const { seq } = await say(socket, self.id, 'buy milk');
    expect(seq).toBe(1);
    await socket.close();
    for (const chat of [self, await asha.directChat(juma)]) {
      expect((await rename(asha, chat, 'x')).status).toBe(400);
      expect((await add(asha, chat, neema)).status).toBe(400);
      expect((await remove(asha, chat, asha)).status).toBe(400);
      expect((await give(asha, chat, juma, 'admin')).status).toBe(400);
    }
  });

  test('adding someone twice changes nothing, and a group has a largest size', async () => {
    const chat = await group('Size', juma);
    await add(asha, chat, juma, neema);
    const twice = await add(asha, chat, neema);
    expect(twice.body.chat.members).toHaveLength(3);
    expect((await notes(asha, chat)).filter(({ kind }) => kind === 'added')).toEqual([
      { kind: 'added', userIds: [neema.id] },
    ]);
    const tooMany = Array.from({ length: limits.groupMembers + 1 }, (_, index) => `u${index}`);
    const big = await asha.rest('POST', '/chats', { kind: 'group', title: 'x', memberIds: tooMany });
    expect(big.status).toBe(400);
  });
});

describe('[GRP2] what happens to a group', () => {
  test('is written in it as messages that nobody can change, and told to everybody', async () => {
    const socket = await neema.socket();
    const mine = await asha.socket();
    const chat = await group('Kahawa', juma, neema);
    expect((await socket.event('chat_created')).chat).toMatchObject({ id: chat.id, lastSeq: 1, unread: 1 });
    await rename(asha, chat, 'Chai');
    const { message } = await socket.event('message_created');
    expect(message).toMatchObject({ seq: 2, rev: 2, senderId: asha.id, text: '' });
    expect(message.system).toEqual({ kind: 'renamed', title: 'Chai' });
    expect((await mine.event('message_created')).message).toEqual(message);
    expect((await socket.event('chat_updated')).chat).toMatchObject({ title: 'Chai', unread: 2, version: 1 });
    expect(mine.events.some(({ type }) => type === 'chat_updated')).toBe(false);
    const at = { chatId: chat.id, messageId: message.id };
    const refused = [
      mine.request('message_edit', { ...at, text: 'x' }),
      mine.request('message_delete', at),
      mine.request('reaction_set', { ...at, emoji: '👍' }),
      mine.request('message_send', { chatId: chat.id, clientId: randomUUID(), forward: at }),
    ];
    for (const outcome of await Promise.allSettled(refused)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'conflict' } });
    }
    await Promise.all([socket.close(), mine.close()]);
  });
});

describe('[GRP6] one who left', () => {
  test('reads what was there, sends nothing, hears nothing, and comes back to all of it', async () => {
    const [out, inside] = [await neema.socket(), await asha.socket()];
    const chat = await group('Leaving', juma, neema);
    const before = await say(inside, chat.id, 'seen by all');
    const gone = await remove(asha, chat, neema);
    expect(gone.body.chat.members.map(({ userId }) => userId).sort()).toEqual([asha.id, juma.id].sort());
    expect(await out.event('chat_removed')).toEqual({ chatId: chat.id });
    out.events.length = 0;
    await inside.request('message_edit', { chatId: chat.id, messageId: before.id, text: 'changed later' });
    await inside.request('reaction_set', { chatId: chat.id, messageId: before.id, emoji: '👍' });
    await say(inside, chat.id, 'not for you');
    await rename(asha, chat, 'Renamed later');
    const page = await neema.messages(chat.id);
    expect(page.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(page[1]).toMatchObject({ text: 'seen by all', reactions: [] });
    expect(page[1]?.editedAt).toBeUndefined();
    expect(page[2]?.system).toEqual({ kind: 'removed', userIds: [neema.id] });
    const changes = await neema.rest<{ messages: Message[] }>('GET', `/chats/${chat.id}/changes?after=0`);
    expect(changes.body.messages.map(({ seq }) => seq).sort()).toEqual([1, 2, 3]);
    expect(await neema.messages(chat.id, '?after=2')).toHaveLength(1);
    expect(await neema.messages(chat.id, '?around=50')).toHaveLength(3);
    for (const work of [
      out.request('message_send', { chatId: chat.id, clientId: randomUUID(), text: 'hello?' }),
      out.request('typing', { chatId: chat.id, active: true }),
      out.request('read', { chatId: chat.id, seq: 2 }),
      out.request('reaction_set', { chatId: chat.id, messageId: before.id, emoji: '👍' }),
    ]) {
      await expect(work).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect((await neema.rest('GET', `/chats/${chat.id}/messages/${before.id}/history`)).body).toEqual({
      versions: [],
    });
    const list = async (query = '') =>
      (await neema.rest<{ chats: Chat[] }>('GET', `/chats${query}`)).body.chats.find(
        ({ id }) => id === chat.id,
      );
    expect(await list()).toBeUndefined();
    expect(await list('?include=left')).toMatchObject({
      left: true,
      title: 'Leaving',
      lastSeq: 3,
      unread: 0,
      lastMessage: { seq: 3 },
    });
    expect(out.events).toEqual([]);
    await add(asha, chat, neema);
    const back = await out.event('chat_created');
    expect(back.chat).toMatchObject({ title: 'Renamed later', unread: 1 });
    expect(back.chat.left).toBeUndefined();
    expect((await neema.messages(chat.id))[1]?.text).toBe('changed later');
    await say(out, chat.id, 'here again');
    await Promise.all([out.close(), inside.close()]);
  });

  test('counts for no receipt and shares the chat no more', async () => {
    const loner = await newPerson(south.url, 'Loner');
    const chat = await group('Alone', loner);
    const socket = await asha.socket();
    expect((await remove(loner, chat, loner)).status).toBe(204);
    await say(socket, chat.id, 'to nobody');
    const offer = { type: 'offer' as const, sdp: 'v=0' };
    const ring = socket.request('call_offer', {
      callId: randomUUID() as never,
      to: loner.id,
      callType: 'voice',
      offer,
    });
    await expect(ring).rejects.toMatchObject({ code: 'forbidden' });
    const { body } = await loner.rest<{ chats: Chat[] }>('GET', '/chats');
    expect(body.chats).toEqual([]);
    expect((await zuri.rest('GET', `/chats/${chat.id}/messages`)).status).toBe(403);
    await socket.close();
  });
});

describe('[PIN1] pins', () => {
  test('are the owner’s and admins’ in a group, anyone’s in a direct chat, and go with what is deleted', async () => {
    const chat = await group('Pins', neema);
    const [socket, other] = [await asha.socket(), await neema.socket()];
    const message = await say(socket, chat.id, 'the rules');
    const path = (id: MessageId, on = chat) => `/chats/${on.id}/pins/${id}`;
    expect((await neema.rest('PUT', path(message.id))).status).toBe(403);
    const pinned = await asha.rest<Shown>('PUT', path(message.id));
    expect(pinned.body.chat.pins).toEqual([message.id]);
    expect((await asha.rest<Shown>('PUT', path(message.id))).body.chat.pins).toEqual([message.id]);
    await other.event('chat_updated', data => data.chat.pins?.length === 1);
    await socket.request('message_delete', { chatId: chat.id, messageId: message.id });
    expect((await other.event('chat_updated')).chat.pins).toBeUndefined();
    expect((await asha.rest('PUT', path(message.id))).status).toBe(409);
    expect((await asha.rest('PUT', path('nothing' as MessageId))).status).toBe(404);
    const direct = await neema.directChat(asha);
    const inDirect = await say(socket, direct.id, 'pin me');
    expect((await neema.rest<Shown>('PUT', path(inDirect.id, direct))).body.chat.pins).toHaveLength(1);
    expect((await asha.rest<Shown>('DELETE', path(inDirect.id, direct))).body.chat.pins).toBeUndefined();
    await Promise.all([socket.close(), other.close()]);
  });

  test('are limited in number, also when many come at once', async () => {
    const chat = await group('Many pins', juma);
    const socket = await asha.socket();
    const sent = await Promise.all(
      Array.from({ length: limits.pins + 5 }, (_, index) => say(socket, chat.id, `${index}`)),
    );
    const answers = await Promise.all(
      sent.map(({ id }) => asha.rest<Shown>('PUT', `/chats/${chat.id}/pins/${id}`)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(limits.pins);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(5);
    await socket.close();
  });
});

test('[GRP2] a note that a node did not live to write is written at the next start, once', async () => {
  const chat = await group('Interrupted', neema);
  const client = await new MongoClient(uri).connect();
  const pending = [
    { clientId: `note-${randomUUID()}`, by: asha.id, note: { kind: 'renamed', title: 'Later' } },
  ];
  await client
    .db()
    .collection('chats')
    .updateOne({ _id: chat.id as never }, { $set: { title: 'Later', pending } });
  await south.restart();
  await south.restart();
  expect((await notes(neema, chat)).map(({ kind }) => kind)).toEqual(['created', 'renamed']);
  const doc = await client
    .db()
    .collection('chats')
    .findOne({ _id: chat.id as never });
  await client.close();
  expect(doc?.pending).toEqual([]);
});

type Move = { kind: 'add' | 'remove' | 'admin' | 'owner' | 'leave'; by: number; to: number };
const moves = fc.array(
  fc.record<Move>({
    kind: fc.constantFrom('add', 'remove', 'admin', 'owner', 'leave', 'owner'),
    by: fc.nat(3),
    to: fc.nat(3),
  }),
  { minLength: 4, maxLength: 14 },
);

test('[GRP5] whatever four people on two nodes do at once, a group with members has exactly one owner', async () => {
  await fc.assert(
    fc.asyncProperty(moves, async plan => {
      const people = [asha, juma, neema, zuri] as const;
      const chat = await group('Race', juma, neema, zuri);
      const answers = await Promise.all(
        plan.map(({ kind, by, to }) => {
          const [who, whom] = [people[by] as TestClient, people[to] as TestClient];
          if (kind === 'add') return add(who, chat, whom);
          if (kind === 'remove') return remove(who, chat, whom);
          if (kind === 'leave') return remove(who, chat, who);
          return give(who, chat, whom, kind);
        }),
      );
      for (const { status } of answers) expect(status).toBeLessThan(500);
      const views = await Promise.all(
        people.map(person => person.rest<Shown>('GET', `/chats/${chat.id}`).then(({ body }) => body.chat)),
      );
      const held = views.filter(view => view.left === undefined);
      for (const view of held) {
        expect(view.members.filter(({ role }) => role === 'owner')).toHaveLength(1);
        expect(view.members).toHaveLength(held.length);
      }
      // The notes tell the same story in the order in which it happened.
      const story = (await Promise.all(people.map(person => notes(person, chat)))).sort(
        (a, b) => b.length - a.length,
      )[0];
      const inside = new Set<string>(people.map(({ id }) => id));
      for (const { kind, userIds = [] } of story ?? []) {
        for (const id of userIds) {
          if (kind === 'added') inside.add(id);
          if (kind === 'removed' || kind === 'left') inside.delete(id);
        }
      }
      if (held.length > 0) expect([...inside].sort()).toEqual(held[0]?.members.map(m => m.userId).sort());
    }),
    { numRuns: 15 },
  );
}, 120_000);
