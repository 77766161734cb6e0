// The newest question wins, and without a connection the messages at hand are looked through.
import { expect, test } from 'vitest';
import { AppError } from '../../../common/errors.ts';
import type { ChatId, MessageId, UserId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import { emptyReplica, type Replica } from '../replica/state.ts';
import { createSearch, type Hit, lookHere } from './store.ts';

const chatId = 'c' as ChatId;
const message = (seq: number, text: string): Message => ({
  id: `m${seq}` as MessageId,
  chatId,
  seq,
  rev: seq,
  senderId: 'u' as UserId,
  clientId: `${seq}`,
  text,
  files: [],
  reactions: [],
  createdAt: new Date(seq * 1_000).toISOString(),
});
const replica: Replica = {
  ...emptyReplica('me' as UserId),
  order: [chatId],
  threads: { [chatId]: { messages: [message(1, 'Café at nine'), message(2, 'tea')], from: 1 } },
};
const atOnce = (_ms: number, task: () => void) => {
  task();
  return () => {};
};

test('an older answer that comes late is dropped', async () => {
  const answers: ((hits: readonly Hit[]) => void)[] = [];
  const ask = () =>
    new Promise<{ hits: readonly Hit[]; words: readonly string[] }>(resolve => {
      answers.push(hits => resolve({ hits, words: [] }));
    });
  const search = createSearch({ ask, replica: () => replica, after: atOnce });
  search.search('one', null);
  search.search('two', null);
  answers[1]?.([{ chatId, message: message(2, 'two') }]);
  answers[0]?.([{ chatId, message: message(1, 'one') }]);
  await Promise.resolve();
  await Promise.resolve();
  expect(search.store.getState().hits.map(hit => hit.message.text)).toEqual(['two']);
});

test('offline, words and beginnings of words are found in what is held', async () => {
  const ask = () => Promise.reject(new AppError('unavailable', '', { offline: true }));
  const search = createSearch({ ask, replica: () => replica, after: atOnce });
  search.search('caf nin', null);
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  const { hits, local } = search.store.getState();
  expect([hits.length, local]).toEqual([1, true]);
  expect(lookHere(replica, 'from:asha', null).hits).toEqual([]);
});
