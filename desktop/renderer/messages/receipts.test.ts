// What was seen here and did not reach the server is told again.
import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { Chat } from '../../../common/chats/chat.ts';
import { AppError } from '../../../common/errors.ts';
import type { ChatId, UserId } from '../../../common/ids.ts';
import { reduce } from '../replica/reduce.ts';
import { emptyReplica, type ReplicaInput } from '../replica/state.ts';
import { createReceipts } from './receipts.ts';

const me = 'me' as UserId;
const chatId = 'c' as ChatId;
const chat = (read: number, delivered = read): Chat => ({
  id: chatId,
  kind: 'direct',
  members: [{ userId: me, role: 'member', delivered, read }],
  lastSeq: 5,
  rev: 5,
  unread: 5 - read,
  createdAt: new Date(0).toISOString(),
});

function setUp(server: Chat) {
  const replica = createStore(() =>
    reduce(emptyReplica(me), { type: 'snapshot', chats: [server], users: [] }),
  );
  const dispatch = (input: ReplicaInput) => replica.setState(reduce(replica.getState(), input), true);
  const due: (() => void)[] = [];
  const told: string[] = [];
  const line = { up: true };
  const receipts = createReceipts({
    replica,
    dispatch,
    request: async (type, { seq }) => {
      if (!line.up) throw new AppError('unavailable', '');
      told.push(`${type} ${seq}`);
    },
    timers: {
      after: (_ms, task) => {
        due.push(task);
        return () => due.splice(due.indexOf(task), 1);
      },
      monotonic: () => 0,
    },
    onDefect: error => expect.unreachable(String(error)),
  });
  const pass = () => {
    for (const task of due.splice(0)) task();
  };
  return { receipts, dispatch, told, line, pass };
}

test('a mark that was lost with the connection goes out again after the next list', async () => {
  const { receipts, told, line, pass } = setUp(chat(2));
  receipts.connected();
  line.up = false;
  receipts.read(chatId, 5);
  pass();
  receipts.disconnected();
  line.up = true;
  receipts.connected();
  pass();
  expect(told).toEqual([]);
  receipts.listed([chat(2)]);
  pass();
  expect(told).toEqual(['read 5']);
  receipts.listed([chat(5)]);
  pass();
  expect(told).toEqual(['read 5']);
});

test('so does word of what only arrived', () => {
  const { receipts, told, line, pass } = setUp(chat(2));
  line.up = false;
  receipts.connected();
  pass();
  line.up = true;
  receipts.listed([chat(2)]);
  pass();
  expect(told).toEqual(['delivered 5']);
});
