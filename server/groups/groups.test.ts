// Groups over the wire, on two nodes: who may do what, what everybody is told, and what is pinned.
import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Chat } from '../../common/chats/chat.ts';
import type { MessageId } from '../../common/ids.ts';
import { limits } from '../../common/limits.ts';
import {
  add,
  give,
  group,
  notes,
  remove,
  rename,
  roleOf,
  type Shown,
  say,
  startGroupHome,
} from '../../test/harness/groups.ts';

type Home = Awaited<ReturnType<typeof startGroupHome>>;

let home: Home;
let asha: Home['asha'];
let juma: Home['juma'];
let neema: Home['neema'];
let zuri: Home['zuri'];

beforeAll(async () => {
  home = await startGroupHome();
  ({ asha, juma, neema, zuri } = home);
});
afterAll(() => home.stop());

describe('[GRP1] rights in a group', () => {
  test('owner and admins rename and add, members do not, strangers may nothing', async () => {
    const chat = await group(asha, 'Kahawa', juma, neema);
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
    const chat = await group(asha, 'Roles', juma, neema, zuri);
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
    const chat = await group(asha, 'Heirs', juma, neema, zuri);
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
    const chat = await group(asha, 'Size', juma);
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
    const chat = await group(asha, 'Kahawa', juma, neema);
    expect((await socket.event('chat_created')).chat).toMatchObject({ id: chat.id, lastSeq: 1, unread: 0 });
    await rename(asha, chat, 'Chai');
    const { message } = await socket.event('message_created');
    expect(message).toMatchObject({ seq: 2, rev: 2, senderId: asha.id, text: '' });
    expect(message.system).toEqual({ kind: 'renamed', title: 'Chai' });
    expect((await mine.event('message_created')).message).toEqual(message);
    expect((await socket.event('chat_updated')).chat).toMatchObject({ title: 'Chai', unread: 0, version: 1 });
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

  test('[UNREAD1] waits for nobody to read it: only what people wrote counts', async () => {
    const listed = async () => (await juma.rest<Shown>('GET', `/chats/${chat.id}`)).body.chat as typeof chat;
    const chat = await group(asha, 'Notes', juma);
    const [socket, phone] = [await asha.socket(), await juma.socket()];
    expect(await listed()).toMatchObject({ lastSeq: 1, unread: 0 });
    await say(socket, chat.id, 'one');
    await rename(asha, chat, 'Notes, renamed');
    await add(asha, chat, neema);
    await say(socket, chat.id, 'two');
    expect(await listed()).toMatchObject({ lastSeq: 5, unread: 2 });
    await phone.request('read', { chatId: chat.id, seq: 3 });
    expect((await listed()).unread).toBe(1);
    await say(phone, chat.id, 'three');
    await give(asha, chat, juma, 'admin');
    await rename(juma, chat, 'Notes again');
    const { body } = await juma.rest<{ chats: Chat[] }>('GET', '/chats');
    expect(body.chats.find(({ id }) => id === chat.id)).toMatchObject({ lastSeq: 8, unread: 1 });
    expect((await phone.event('chat_updated', data => data.chat.version === 3)).chat.unread).toBe(1);
    await Promise.all([socket.close(), phone.close()]);
  });
});

describe('[PIN1] pins', () => {
  test('are the owner’s and admins’ in a group, anyone’s in a direct chat, and go with what is deleted', async () => {
    const chat = await group(asha, 'Pins', neema);
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
    const chat = await group(asha, 'Many pins', juma);
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
