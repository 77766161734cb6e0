// Bad input over the wire: each kind ends in a clear error or in something harmless, and changes nothing for the others.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Chat } from '../../common/chats/chat.ts';
import type { MessageId } from '../../common/ids.ts';
import { limits } from '../../common/limits.ts';
import type { Message } from '../../common/messages/message.ts';
import { call, newPerson, type TestClient, type TestSocket } from '../../test/harness/client.ts';
import { startServer, type TestServer } from '../../test/harness/server.ts';

let server: TestServer;
let asha: TestClient;
let juma: TestClient;
let stranger: TestClient;
let laptop: TestSocket;
let desk: TestSocket;
let chatId: Chat['id'];

beforeAll(async () => {
  server = await startServer({ env: { RATE_LIMIT_SCALE: '0' } });
  [asha, juma, stranger] = (await Promise.all(
    ['Asha', 'Juma', 'Zuri'].map(name => newPerson(server.url, name)),
  )) as [TestClient, TestClient, TestClient];
  chatId = (await asha.directChat(juma)).id;
  [laptop, desk] = await Promise.all([asha.socket(), juma.socket()]);
});
afterAll(() => server.stop());

const say = async (socket: TestSocket, text: string, replyTo?: MessageId, to = chatId) =>
  (
    await socket.request('message_send', {
      chatId: to,
      clientId: randomUUID(),
      text,
      ...(replyTo && { replyTo }),
    })
  ).message;
const held = async ({ seq }: Message) => (await juma.messages(chatId, `?around=${seq}&limit=1`))[0];

describe('a message', () => {
  test('of someone else can not be edited or deleted', async () => {
    const message = await say(laptop, 'mine');
    for (const work of [
      desk.request('message_edit', { chatId, messageId: message.id, text: 'yours' }),
      desk.request('message_delete', { chatId, messageId: message.id }),
    ]) {
      await expect(work).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(await held(message)).toEqual(message);
  });

  test('that was deleted can not be edited, answered to with an emoji, or forwarded', async () => {
    const { id: messageId } = await say(laptop, 'gone soon');
    await laptop.request('message_delete', { chatId, messageId });
    const forward = { chatId, messageId };
    for (const work of [
      laptop.request('message_edit', { chatId, messageId, text: 'back' }),
      desk.request('reaction_set', { chatId, messageId, emoji: '👍' }),
      laptop.request('message_send', { chatId, clientId: randomUUID(), forward }),
    ]) {
      await expect(work).rejects.toMatchObject({ code: 'conflict' });
    }
  });

  test('of another chat can not be replied to, nor read through a reply', async () => {
    const elsewhere = (await asha.directChat(stranger)).id;
    const secret = await say(laptop, 'between us', undefined, elsewhere);
    await expect(say(desk, 'and?', secret.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(say(laptop, 'and?', secret.id)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('that mentions a stranger mentions nobody, and tells the stranger nothing', async () => {
    const socket = await stranger.socket();
    const message = await say(laptop, `@${stranger.session.user.username} @nobody.at.all look`);
    expect(message.mentions).toBeUndefined();
    await desk.event('message_created', data => data.message.id === message.id);
    expect(socket.events).toEqual([]);
    await socket.close();
  });

  test('that is a bomb of marks is taken as the text that it is, and one that is too long is refused', async () => {
    const bomb = '**_~~`>@'.repeat(limits.textCharacters).slice(0, limits.textCharacters);
    const message = await say(laptop, bomb);
    expect((await held(message))?.text).toBe(bomb);
    await expect(say(laptop, `${bomb}x`)).rejects.toMatchObject({ code: 'too_large' });
  });

  test('is not shaken by a flood of reactions: one a person, and nothing for the same again', async () => {
    const { id: messageId, rev } = await say(laptop, 'react');
    const emoji = ['👍', '❤️', '🎉', '😀'];
    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        desk.request('reaction_set', { chatId, messageId, emoji: emoji[index % 4] ?? null }),
      ),
    );
    const { message } = await desk.request('reaction_set', { chatId, messageId, emoji: '👍' });
    const again = await desk.request('reaction_set', { chatId, messageId, emoji: '👍' });
    expect(again.message).toEqual(message);
    expect(message.reactions).toEqual([{ userId: juma.id, emoji: '👍' }]);
    expect(message.rev).toBeLessThanOrEqual(rev + 101);
  });
});

test('names with direction marks and invisible characters are kept without them, or refused', async () => {
  const { body } = await asha.rest<{ user: { displayName: string } }>('PATCH', '/me', {
    displayName: '\u202Eahsa\u200B \u2067Asha\uFEFF',
  });
  expect(body.user.displayName).toBe('ahsa Asha');
  const refused = await asha.rest('PATCH', '/me', { displayName: '\u200B\u202E' });
  expect(refused.body.error?.code).toBe('bad_request');
  const body2 = {
    username: `n${randomUUID().slice(0, 8)}`,
    displayName: '\u2066\u2069',
    password: 'long enough',
  };
  expect((await call(server.url, 'POST', '/auth/register', { body: body2 })).status).toBe(400);
});

test('a search of operators alone is refused where it would ask for everything, and answered where it does not', async () => {
  const search = async (q: string) => (await asha.rest('GET', `/search?q=${encodeURIComponent(q)}`)).status;
  for (const q of [
    'in:veranda',
    'before:2026-03-14',
    'after:2026-02-30',
    'has:everything',
    '""',
    '  ',
    'from:',
  ]) {
    expect([q, await search(q)]).toEqual([q, q === 'from:' ? 200 : 400]);
  }
  expect([await search('from:me'), await search('has:link')]).toEqual([200, 200]);
});
