// A jump far up shows a stretch of its own, which grows until it has grown together with the rest.
import { expect, test } from 'vitest';
import type { ChatId, MessageId, UserId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import { emptyThread, joinIsland, joinPage, shownFrom, shownMessages } from './threads.ts';

const message = (seq: number): Message => ({
  id: `m${seq}` as MessageId,
  chatId: 'c' as ChatId,
  seq,
  rev: seq,
  senderId: 'u' as UserId,
  clientId: `${seq}`,
  text: '',
  files: [],
  reactions: [],
  createdAt: new Date(seq).toISOString(),
});
const page = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
const shown = (thread: Parameters<typeof shownMessages>[0]) => {
  const seqs = shownMessages(thread).map(one => one.seq);
  return [seqs[0], seqs.at(-1)];
};
const newest = joinPage(emptyThread, page(151, 200), 50);

test('an island is shown instead of the newest, without the gap between', () => {
  const jumped = joinIsland(newest, page(40, 60), 21, 'around');
  expect(shown(jumped)).toEqual([40, 60]);
  expect(shownFrom(jumped)).toBe(40);
});

test('it grows both ways and ends where it meets what is held', () => {
  let thread = joinIsland(newest, page(40, 60), 21, 'around');
  thread = joinIsland(thread, page(1, 39), 50, 'above');
  expect(shown(thread)).toEqual([1, 60]);
  thread = joinIsland(thread, page(61, 110), 50, 'below');
  expect(shown(thread)).toEqual([1, 110]);
  thread = joinIsland(thread, page(111, 160), 50, 'below');
  expect(thread.island).toBeNull();
  expect(shown(thread)).toEqual([1, 200]);
});

test('what it left behind is joined by pages that come later', () => {
  const landed = { ...joinIsland(newest, page(140, 149), 10, 'around'), island: null };
  expect(shown(landed)).toEqual([151, 200]);
  expect(shown(joinPage(landed, page(101, 150), 50))).toEqual([101, 200]);
});
