// Pages that come late, and jumps that pass each other.
import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { Chat } from '../../../common/chats/chat.ts';
import type { ChatId, MessageId, UserId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import { reduce } from '../replica/reduce.ts';
import { emptyReplica, type ReplicaInput } from '../replica/state.ts';
import { shownMessages } from '../replica/threads.ts';
import { createHistory } from './history.ts';

const chatId = 'c' as ChatId;
const newest = 5_000;
const message = (seq: number): Message => ({
  id: `m${seq}` as MessageId,
  chatId,
  seq,
  rev: seq,
  senderId: 'you' as UserId,
  clientId: `${seq}`,
  text: '',
  files: [],
  reactions: [],
  createdAt: new Date(seq).toISOString(),
});
const chat: Chat = {
  id: chatId,
  kind: 'direct',
  members: [],
  lastMessage: message(newest),
  lastSeq: newest,
  rev: newest,
  unread: 0,
  createdAt: new Date(0).toISOString(),
};

/** A server whose answers come when they are let go. */
function setUp() {
  const replica = createStore(() =>
    reduce(emptyReplica('me' as UserId), { type: 'snapshot', chats: [chat], users: [] }),
  );
  const dispatch = (input: ReplicaInput) => replica.setState(reduce(replica.getState(), input), true);
  const held: (() => void)[] = [];
  const history = createHistory({
    replica,
    dispatch,
    api: {
      messages: (_id, { before, after, around, limit = 50 }) =>
        new Promise(resolve => {
          const from =
            before !== undefined
              ? Math.max(1, before - limit)
              : after !== undefined
                ? after + 1
                : Number(around) - limit / 2;
          const to = Math.min(newest, before !== undefined ? before - 1 : from + limit - 1);
          const messages = Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
          held.push(() => resolve({ messages }));
        }),
    },
  });
  const release = async (which = 0) => {
    await settled();
    held.splice(which, 1)[0]?.();
    await settled();
  };
  const shown = () => {
    const thread = replica.getState().threads[chatId];
    return thread ? shownMessages(thread).map(({ seq }) => seq) : [];
  };
  return { history, dispatch, release, shown, held };
}
const settled = () => new Promise(resolve => setTimeout(resolve, 0));
const whole = (seqs: readonly number[]) =>
  seqs.every((seq, index) => index === 0 || seq === (seqs[index - 1] ?? 0) + 1);

test('of two jumps at once each finds its place, and the later one is where one ends', async () => {
  const { history, release, shown } = setUp();
  const [first, second] = [history.reach(chatId, 1_000), history.reach(chatId, 3_000)];
  await release();
  expect(await first).toBe(true);
  await release();
  expect(await second).toBe(true);
  expect(shown()).toContain(3_000);
  expect(whole(shown())).toBe(true);
});

test('a page for the stretch that one has left makes no gap in the one that one is at', async () => {
  const { history, release, shown } = setUp();
  void history.reach(chatId, 1_000);
  await release();
  history.older(chatId);
  await settled();
  const jump = history.reach(chatId, 3_000);
  await release(1);
  await release();
  await jump;
  expect(shown()).toContain(3_000);
  expect(whole(shown())).toBe(true);
  history.newer(chatId);
  void history.reach(chatId, 2_000);
  await release(1);
  await release();
  expect(shown()).toContain(2_000);
  expect(whole(shown())).toBe(true);
});

test('a page for a thread that began anew meanwhile is followed by the newest one', async () => {
  const { history, dispatch, release, shown, held } = setUp();
  history.open(chatId);
  await release();
  history.older(chatId);
  await settled();
  dispatch({ type: 'closed', chatId });
  history.open(chatId);
  await release();
  expect(held).toHaveLength(1);
  await release();
  expect(shown().at(-1)).toBe(newest);
  expect(whole(shown())).toBe(true);
});
