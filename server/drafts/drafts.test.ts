// Drafts over the wire, from one device to the others.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Chat } from '../../common/chats/chat.ts';
import { newPerson, type TestClient } from '../../test/harness/client.ts';
import { startServer, type TestServer } from '../../test/harness/server.ts';

let server: TestServer;
let amina: TestClient;
let tablet: TestClient;
let baraka: TestClient;
let chatId: Chat['id'];

beforeAll(async () => {
  server = await startServer({ env: { RATE_LIMIT_SCALE: '0' } });
  [amina, baraka] = [await newPerson(server.url, 'Amina'), await newPerson(server.url, 'Baraka')];
  tablet = await amina.another();
  chatId = (await amina.directChat(baraka)).id;
});
afterAll(() => server.stop());

const put = (who: TestClient, text: string) => who.rest('PUT', `/chats/${chatId}/draft`, { text });
const draftOf = async (who: TestClient) => {
  const { body } = await who.rest<{ chats: Chat[] }>('GET', '/chats');
  return body.chats.find(chat => chat.id === chatId)?.draft?.text;
};

test('[DRAFT1] a draft is on all of one’s devices, and on nobody else’s', async () => {
  const [own, same, other] = await Promise.all([tablet.socket(), amina.socket(), baraka.socket()]);
  expect((await put(amina, 'nitaandika')).status).toBe(204);
  expect(await own.event('draft')).toMatchObject({ chatId, draft: { text: 'nitaandika' } });
  expect(await draftOf(tablet)).toBe('nitaandika');
  expect(await draftOf(baraka)).toBeUndefined();
  const { body } = await tablet.rest<{ chat: Chat }>('GET', `/chats/${chatId}`);
  expect(body.chat.draft?.text).toBe('nitaandika');
  await put(amina, ' ');
  expect(await own.event('draft')).toEqual({ chatId, draft: null });
  expect(await draftOf(amina)).toBeUndefined();
  for (const socket of [same, other]) expect(socket.events.some(({ type }) => type === 'draft')).toBe(false);
  await Promise.all([own, same, other].map(socket => socket.close()));
});

test('[DRAFT2] sending it removes it, sending something else does not', async () => {
  const [own, writer] = await Promise.all([tablet.socket(), amina.socket()]);
  await put(amina, 'karibu');
  await own.event('draft');
  await writer.request('message_send', { chatId, clientId: randomUUID(), text: 'kwanza' });
  await writer.request('message_send', { chatId, clientId: randomUUID(), text: 'karibu' });
  expect(await own.event('draft')).toEqual({ chatId, draft: null });
  expect(await draftOf(amina)).toBeUndefined();
  await Promise.all([own, writer].map(socket => socket.close()));
});

test('outside of the chat nothing can be drafted, and too long a text is too_large', async () => {
  const stranger = await newPerson(server.url);
  expect((await put(stranger, 'x')).status).toBe(403);
  expect((await put(amina, 'x'.repeat(10_001))).status).toBe(413);
});
