// The files of a chat by kind: paged, in order, for those who may see them.
import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoredFile } from '../../common/files/file.ts';
import type { Shelf } from '../../common/files/kinds.ts';
import type { ChatId, FileId } from '../../common/ids.ts';
import type { Message } from '../../common/messages/message.ts';
import { newPerson, type TestClient, type TestSocket } from '../../test/harness/client.ts';
import { sent } from '../../test/harness/files.ts';
import { testDatabase } from '../../test/harness/mongo.ts';
import { startServer, type TestServer } from '../../test/harness/server.ts';
import { pixels } from '../files/pictures.testing.ts';

let server: TestServer;
let uri: string;
let drop: () => Promise<void>;
let asha: TestClient;
let juma: TestClient;
let socket: TestSocket;
let chatId: ChatId;

beforeAll(async () => {
  const database = await testDatabase();
  ({ uri, drop } = database);
  server = await startServer({ env: { MONGODB_URI: uri, RATE_LIMIT_SCALE: '0' } });
  [asha, juma] = [await newPerson(server.url, 'Asha'), await newPerson(server.url, 'Juma')];
  chatId = (await asha.directChat(juma)).id;
  socket = await asha.socket();
});
afterAll(async () => {
  await socket.close();
  await server.stop();
  await drop();
});

const send = async (fileIds: FileId[], text = '') =>
  (await socket.request('message_send', { chatId, clientId: randomUUID(), fileIds, text })).message;
const shelf = async (person: TestClient, of: Shelf, more = '') =>
  (
    await person.rest<{ messages: Message[]; next?: number }>(
      'GET',
      `/chats/${chatId}/files?shelf=${of}${more}`,
    )
  ).body;

async function spokenBy(person: TestClient, sound: Buffer): Promise<StoredFile> {
  const body = new FormData();
  body.append('file', new Blob([new Uint8Array(sound)]), 'voice.ogg');
  const query = new URLSearchParams({ duration: '2.5', waveform: 'AAECAw==' });
  const headers = { authorization: `Bearer ${person.session.accessToken}` };
  const answer = await fetch(`${person.url}/api/v1/files?${query}`, { method: 'POST', headers, body });
  return ((await answer.json()) as { file: StoredFile }).file;
}

test('[SHELF1] pictures, voice and other files lie on shelves of their own, newest first, in pages', async () => {
  const wave = Buffer.concat([Buffer.from('OggS\0\x02'), Buffer.alloc(22), Buffer.from('\x01\x13OpusHead')]);
  const spoken = await spokenBy(asha, wave);
  expect(spoken).toMatchObject({ duration: 2.5, waveform: 'AAECAw==' });
  const picture = await sent(asha, pixels(30, 20).pngSync(), 'a.png');
  const other = await sent(asha, 'words', 'b.txt');
  const both = await send([picture.id, other.id]);
  await socket.request('message_send', { chatId, clientId: randomUUID(), text: 'between' });
  const voice = await send([spoken.id]);
  const later = await send([(await sent(asha, pixels(20, 30).pngSync(), 'c.png')).id]);

  const ids = ({ messages }: { messages: Message[] }) => messages.map(message => message.id);
  expect(ids(await shelf(juma, 'media'))).toEqual([later.id, both.id]);
  expect(ids(await shelf(juma, 'voice'))).toEqual([voice.id]);
  expect(ids(await shelf(juma, 'files'))).toEqual([both.id]);

  const first = await shelf(juma, 'media', '&limit=1');
  expect(ids(first)).toEqual([later.id]);
  const second = await shelf(juma, 'media', `&limit=1&before=${first.next}`);
  expect(ids(second)).toEqual([both.id]);
  expect(second.next).toBeUndefined();

  await socket.request('message_delete', { chatId, messageId: later.id });
  expect(ids(await shelf(juma, 'media'))).toEqual([both.id]);
});

test('is for members, and knows its shelves', async () => {
  const zawadi = await newPerson(server.url, 'Zawadi');
  const path = `/chats/${chatId}/files?shelf=`;
  expect((await zawadi.rest('GET', `${path}media`)).status).toBe(403);
  expect((await juma.rest('GET', `${path}other`)).status).toBe(400);
});

test('a page touches only messages with files, however many others there are', async () => {
  const client = await MongoClient.connect(uri);
  try {
    const plan = await client
      .db()
      .collection('messages')
      .find({ chatId, seq: { $lt: Infinity }, fileIds: { $exists: true } })
      .sort({ seq: -1 })
      .hint('withFiles')
      .explain('executionStats');
    const { totalKeysExamined, nReturned } = plan.executionStats;
    expect(nReturned).toBe(2);
    expect(totalKeysExamined).toBeLessThanOrEqual(nReturned + 1);
    expect(JSON.stringify(plan.queryPlanner)).not.toContain('"SORT"');
  } finally {
    await client.close();
  }
});
