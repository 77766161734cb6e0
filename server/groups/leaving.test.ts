// What those who left a group can still see and do.
import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Chat } from '../../common/chats/chat.ts';
import type { Message } from '../../common/messages/message.ts';
import { newPerson } from '../../test/harness/client.ts';
import { add, group, remove, rename, say, startGroupHome } from '../../test/harness/groups.ts';

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

describe('[GRP6] one who left', () => {
  test('reads what was there, sends nothing, hears nothing, and comes back to all of it', async () => {
    const [out, inside] = [await neema.socket(), await asha.socket()];
    const chat = await group(asha, 'Leaving', juma, neema);
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
    expect(back.chat).toMatchObject({ title: 'Renamed later', unread: 0 });
    expect(back.chat.left).toBeUndefined();
    expect((await neema.messages(chat.id))[1]?.text).toBe('changed later');
    await say(out, chat.id, 'here again');
    await Promise.all([out.close(), inside.close()]);
  });

  test('counts for no receipt and shares the chat no more', async () => {
    const loner = await newPerson(home.south.url, 'Loner');
    const chat = await group(asha, 'Alone', loner);
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
