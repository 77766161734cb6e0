// Search over the wire: what is found, by whom, and that it is exactly what a look at every text would find.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChatId } from '../../common/ids.ts';
import type { Message } from '../../common/messages/message.ts';
import type { http, Reply } from '../../common/wire/http.ts';
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
let chatId: ChatId;
let mongo: MongoClient;

beforeAll(async () => {
  ({ uri, drop } = await testDatabase());
  mongo = await new MongoClient(uri).connect();
  server = await startServer({ env: { MONGODB_URI: uri, RATE_LIMIT_SCALE: '0' } });
  [amina, baraka] = [await newPerson(server.url, 'Amina'), await newPerson(server.url, 'Baraka')];
  [laptop, desk] = await Promise.all([amina.socket(), baraka.socket()]);
  chatId = (await amina.directChat(baraka)).id;
});
afterAll(async () => {
  await server.stop();
  await mongo.close();
  await drop();
});

const send = async (socket: TestSocket, text: string, to = chatId) =>
  (await socket.request('message_send', { chatId: to, clientId: randomUUID(), text })).message;
/** Resolves when the index has the chat up to this message. */
const indexed = (chat: ChatId, seq: number) =>
  expect
    .poll(
      async () =>
        (await mongo.db().collection<{ _id: string; indexed?: number }>('chats').findOne({ _id: chat }))
          ?.indexed ?? 0,
      { timeout: 10_000 },
    )
    .toBeGreaterThanOrEqual(seq);
const search = (who: TestClient, q: string, more = '') =>
  who.rest<Reply<typeof http.search>>('GET', `/search?q=${encodeURIComponent(q)}${more}`);
const texts = async (who: TestClient, q: string, more = '') =>
  (await search(who, q, more)).body.hits.map(hit => hit.message.text);

describe('[SRCH1] words', () => {
  test('are found by their beginnings, in any case, with or without accents, newest first', async () => {
    await send(laptop, 'Crème brûlée kwa wote');
    await send(desk, 'CREME tena');
    expect(await texts(baraka, 'crem')).toEqual(['CREME tena', 'Crème brûlée kwa wote']);
    expect(await texts(baraka, 'crem wot')).toEqual(['Crème brûlée kwa wote']);
    expect(await texts(baraka, '"crem"')).toEqual([]);
    expect((await search(amina, 'Crem "TENA"')).body.words).toEqual(['crem', 'tena']);
  });

  test('[SRCH2] are found only by people of the chat', async () => {
    await send(laptop, 'siri kubwa');
    const stranger = await newPerson(server.url);
    expect(await texts(stranger, 'siri')).toEqual([]);
    expect((await search(stranger, 'siri', `&chatId=${chatId}`)).status).toBe(403);
    expect(await texts(baraka, 'siri', `&chatId=${chatId}`)).toEqual(['siri kubwa']);
  });

  test('[SRCH3] follow edits and deletions', async () => {
    const { id: messageId } = await send(laptop, 'zamani kabisa');
    expect(await texts(baraka, 'zamani')).toEqual(['zamani kabisa']);
    await laptop.request('message_edit', { chatId, messageId, text: 'mpya kabisa' });
    expect(await texts(baraka, 'zamani')).toEqual([]);
    expect(await texts(baraka, 'mpya')).toEqual(['mpya kabisa']);
    await laptop.request('message_delete', { chatId, messageId });
    expect(await texts(baraka, 'mpya')).toEqual([]);
  });

  test('are paged without gap or double', async () => {
    for (let index = 0; index < 7; index++) await send(laptop, `ukurasa ${index}`);
    const found: string[] = [];
    let next: string | undefined;
    do {
      const { body } = await search(baraka, 'ukurasa', `&limit=3${next ? `&before=${next}` : ''}`);
      found.push(...body.hits.map(hit => hit.message.text));
      next = body.next;
    } while (next !== undefined);
    expect(found).toEqual([6, 5, 4, 3, 2, 1, 0].map(index => `ukurasa ${index}`));
  });

  test('are found in the order of time over several chats, whether indexed or not', async () => {
    const others = await Promise.all([newPerson(server.url), newPerson(server.url)]);
    const chats = await Promise.all(others.map(async other => (await amina.directChat(other)).id));
    const sent: string[] = [];
    for (let index = 0; index < 90; index++) {
      const text = `${index % 3 === 0 ? 'mfululizo' : 'kati'} ${index}`;
      await send(laptop, text, chats[index % 2 === 0 || index > 60 ? 0 : 1]);
      if (index % 3 === 0) sent.unshift(text);
    }
    await indexed(chats[0] as ChatId, 32);
    const found: string[] = [];
    let next: string | undefined;
    do {
      const { body } = await search(amina, 'mfululizo', `&limit=7${next ? `&before=${next}` : ''}`);
      found.push(...body.hits.map(hit => hit.message.text));
      next = body.next;
    } while (next !== undefined);
    expect(found).toEqual(sent);
  });
});

test('[SRCH2] who left a group finds what was there then, as it was then', async () => {
  const { body } = await amina.rest<{ chat: { id: ChatId } }>('POST', '/chats', {
    kind: 'group',
    title: 'Wahamaji',
    memberIds: [baraka.id],
  });
  const group = body.chat.id;
  const first = await send(laptop, 'machungwa mabichi', group);
  expect((await baraka.rest('DELETE', `/chats/${group}/members/${baraka.id}`)).status).toBeLessThan(300);
  await send(laptop, 'machungwa mapya', group);
  await laptop.request('message_edit', { chatId: group, messageId: first.id, text: 'machungwa yaliyoiva' });
  expect(await texts(amina, 'machungwa')).toEqual(['machungwa mapya', 'machungwa yaliyoiva']);
  expect(await texts(baraka, 'machungwa')).toEqual(['machungwa mabichi']);
  expect(await texts(baraka, 'yaliyoiva')).toEqual([]);
});

describe('[SRCH4] operators', () => {
  test('narrow by person, chat, day and link, also alone where they bound the search', async () => {
    const { body } = await amina.rest<{ chat: { id: ChatId } }>('POST', '/chats', {
      kind: 'group',
      title: 'Timu ya Pwani',
      memberIds: [baraka.id],
    });
    await send(laptop, 'nanasi https://example.org/a', body.chat.id);
    await send(desk, 'nanasi tamu');
    const names = [amina, baraka].map(person => person.session.user.username);
    expect(await texts(amina, `nanasi from:${names[1]}`)).toEqual(['nanasi tamu']);
    expect(await texts(amina, `nanasi from:@${names[0]}`)).toEqual(['nanasi https://example.org/a']);
    expect(await texts(amina, 'nanasi in:"timu ya"')).toEqual(['nanasi https://example.org/a']);
    expect(await texts(amina, `nanasi in:@${names[1]}`)).toEqual(['nanasi tamu']);
    expect(await texts(amina, 'has:link')).toEqual(['nanasi https://example.org/a']);
    expect(await texts(amina, 'has:file')).toEqual([]);
    expect((await texts(amina, `from:${names[1]}`))[0]).toBe('nanasi tamu');
    expect(await texts(amina, 'nanasi from:nobody_at_all')).toEqual([]);
    expect(await texts(amina, 'nanasi before:2020-01-01')).toEqual([]);
    expect(await texts(amina, 'nanasi after:2020-01-01')).toHaveLength(2);
  });

  test.each(['', 'in:x', 'before:2026-01-01', 'nanasi before:x'])('%j is refused', async q => {
    const { status, body } = await search(amina, q);
    expect(status).toBe(400);
    expect(body.error?.code).toBe('bad_request');
  });

  test('a place to go on from that is none is refused', async () => {
    expect((await search(amina, 'nanasi', '&before=x')).status).toBe(400);
  });
});

test('what is stored tells no word, and a restart finds what was not indexed', async () => {
  const other = await newPerson(server.url);
  const chat = (await amina.directChat(other)).id;
  for (let index = 0; index < 40; index++) await send(laptop, `kipekee ${index}`, chat);
  await indexed(chat, 32);
  const sections = mongo.db().collection<{ _id: string }>('sections');
  const raw = await sections.find({}, { raw: true }).toArray();
  expect(raw.length).toBeGreaterThan(0);
  for (const doc of raw) expect((doc as unknown as Buffer).includes('kipekee')).toBe(false);
  await server.kill('SIGKILL');
  await sections.deleteMany({});
  await mongo
    .db()
    .collection<{ _id: string }>('chats')
    .updateMany({}, { $unset: { indexed: '' } });
  await server.restart();
  [laptop, desk] = await Promise.all([amina.socket(), baraka.socket()]);
  await indexed(chat, 32);
  expect(await texts(other, 'kipekee', '&limit=50')).toHaveLength(40);
  expect(await sections.countDocuments({ _id: `${chat}/0` })).toBe(1);
});

test('equals a look at every text, whatever is sent, edited and deleted', async () => {
  const word = fc.constantFrom('Ndizi', 'ndi', 'ÉTÉ', 'ete', 'moja', 'Mojawapo', 'Straße', 'x');
  const text = fc.array(word, { minLength: 1, maxLength: 4 }).map(words => words.join(' '));
  const step = fc.oneof(
    fc.record({ kind: fc.constant('send' as const), text }),
    fc.record({ kind: fc.constant('edit' as const), at: fc.nat(), text }),
    fc.record({ kind: fc.constant('delete' as const), at: fc.nat() }),
  );
  const plain = (value: string) => value.toLowerCase().replaceAll('é', 'e').replaceAll('ß', 'ss').split(' ');
  const naive = (value: string, query: string) =>
    plain(query).every(asked =>
      plain(value).some(found => (asked.length === 1 ? found === asked : found.startsWith(asked))),
    );
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { minLength: 3, maxLength: 8 }),
      fc.array(step, { maxLength: 15 }),
      fc.array(text, { minLength: 3 }),
      async (before, steps, queries) => {
        const other = await newPerson(server.url);
        const chat = (await amina.directChat(other)).id;
        const sent: Message[] = [];
        // Some of what follows happens to messages in the index, some to those that it does not have yet.
        for (let index = 0; index < 40; index++)
          sent.push(await send(laptop, before[index % before.length] ?? '', chat));
        await indexed(chat, 32);
        for (const todo of steps) {
          const at = todo.kind === 'send' || sent.length === 0 ? -1 : todo.at % sent.length;
          const held = sent[at];
          if (todo.kind === 'send') sent.push(await send(laptop, todo.text, chat));
          else if (held !== undefined && held.deletedAt === undefined) {
            const target = { chatId: chat, messageId: held.id };
            const { message } =
              todo.kind === 'edit'
                ? await laptop.request('message_edit', { ...target, text: todo.text })
                : await laptop.request('message_delete', target);
            sent[at] = message;
          }
        }
        for (const query of queries) {
          const expected = sent.filter(({ text: held, deletedAt }) => !deletedAt && naive(held, query));
          const { body } = await search(amina, query, `&chatId=${chat}`);
          expect(body.hits.map(hit => hit.message.id).sort()).toEqual(expected.map(({ id }) => id).sort());
        }
      },
    ),
    { numRuns: 10 },
  );
});
