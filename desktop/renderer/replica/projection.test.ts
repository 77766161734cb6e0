// What was kept comes back as it was, and what is newer is not overwritten by it.
import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { Chat } from '../../../common/chats/chat.ts';
import type { ChatId, MessageId, UserId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import { type Boxes, createSealer } from '../cache/boxes.ts';
import { createProjection } from './projection.ts';
import { reduce } from './reduce.ts';
import { emptyReplica, type Replica, type ReplicaInput } from './state.ts';

const me = 'me' as UserId;
const chatId = 'c' as ChatId;
const message = (seq: number): Message => ({
  id: `m${seq}` as MessageId,
  chatId,
  seq,
  rev: seq,
  senderId: me,
  clientId: `${seq}`,
  text: `text ${seq}`,
  files: [],
  reactions: [],
  createdAt: new Date(seq * 1_000).toISOString(),
});
const chat: Chat = {
  id: chatId,
  kind: 'direct',
  members: [{ userId: me, role: 'member', delivered: 0, read: 0 }],
  lastSeq: 100,
  rev: 100,
  unread: 0,
  createdAt: new Date(0).toISOString(),
};

function memory(): Boxes & { readonly held: Map<string, unknown> } {
  const held = new Map<string, unknown>();
  return {
    held,
    all: async () => [...held].map(([key, value]) => [key, structuredClone(value)] as const),
    write: async (puts, deletes) => {
      for (const [key, value] of puts) held.set(key, structuredClone(value));
      for (const key of deletes) held.delete(key);
    },
    close: () => {},
  };
}

function device(boxes: Boxes) {
  const replica = createStore<Replica>(() => emptyReplica(me));
  const dispatch = (input: ReplicaInput) => replica.setState(reduce(replica.getState(), input), true);
  const timers = { after: () => () => {}, monotonic: () => 0 };
  const onDefect = (error: unknown) => {
    throw error;
  };
  return {
    replica,
    dispatch,
    projection: createProjection({ boxes: Promise.resolve(boxes), replica, dispatch, timers, onDefect }),
  };
}

async function filled(boxes: Boxes) {
  const first = device(boxes);
  await first.projection.restore();
  first.dispatch({ type: 'snapshot', chats: [chat], users: [] });
  first.dispatch({ type: 'opened', chatId });
  const messages = Array.from({ length: 100 }, (_, index) => message(index + 1));
  first.dispatch({ type: 'page', chatId, messages, limit: 100 });
  await first.projection.flush();
}

test('the newest messages of a chat come back after a restart', async () => {
  const boxes = memory();
  await filled(boxes);
  const second = device(boxes);
  await second.projection.restore();
  const thread = second.replica.getState().threads[chatId];
  expect([thread?.from, thread?.messages.length, thread?.messages.at(-1)?.seq]).toEqual([21, 80, 100]);
  expect(second.replica.getState().loaded).toBe(false);
});

test('what the server said meanwhile stays', async () => {
  const boxes = memory();
  await filled(boxes);
  const second = device(boxes);
  second.dispatch({ type: 'snapshot', chats: [{ ...chat, rev: 101 }], users: [] });
  await second.projection.restore();
  expect(second.replica.getState().chats[chatId]?.rev).toBe(101);
});

test('what another version kept is thrown away', async () => {
  const boxes = memory();
  await filled(boxes);
  boxes.held.set('version', -1);
  const second = device(boxes);
  await second.projection.restore();
  expect(second.replica.getState().order).toEqual([]);
  expect(boxes.held.size).toBe(0);
});

test('sealed records open with their key only, and are no text', async () => {
  const key = () =>
    crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const random = (bytes: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(bytes);
  const own = createSealer(await key(), crypto.subtle, random);
  const other = createSealer(await key(), crypto.subtle, random);
  const sealed = (await own.seal({ text: 'secret' })) as { data: ArrayBuffer };
  expect(new TextDecoder().decode(sealed.data)).not.toContain('secret');
  expect(await own.open(sealed)).toEqual({ text: 'secret' });
  expect(await other.open(sealed)).toBeUndefined();
});

test('what was thrown away does not come back, and what changes afterwards is kept again', async () => {
  const boxes = memory();
  const first = device(boxes);
  await first.projection.restore();
  first.dispatch({ type: 'snapshot', chats: [chat], users: [] });
  await first.projection.flush();
  expect(boxes.held.size).toBeGreaterThan(0);
  await first.projection.clear();
  expect(boxes.held.size).toBe(0);
  first.dispatch({ type: 'chat', chat: { ...chat, unread: 3, rev: 101 }, users: [] });
  await first.projection.flush();
  expect([...boxes.held.keys()]).toContain('chat:c');
});
