// Days, runs and dividers stand where they belong.
import { describe, expect, test } from 'vitest';
import type { CallId, ChatId, MessageId, UserId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import type { Outgoing } from '../../../common/messages/outgoing.ts';
import { buildRows, isJumbo } from './rows.ts';

const me = 'me' as UserId;
const you = 'you' as UserId;
const at = (minutes: number) => new Date(2026, 4, 4, 12, minutes).toISOString();
const message = (seq: number, senderId: UserId, minutes: number): Message => ({
  id: `m${seq}` as MessageId,
  chatId: 'c' as ChatId,
  seq,
  rev: seq,
  senderId,
  clientId: `c${seq}`,
  text: `${seq}`,
  files: [],
  reactions: [],
  createdAt: at(minutes),
});
const entry = (clientId: string, minutes: number): Outgoing => ({
  clientId,
  chatId: 'c' as ChatId,
  text: clientId,
  createdAt: at(minutes),
  state: { name: 'waiting' },
  refusals: 0,
});
const build = (
  messages: readonly Message[],
  outgoing: readonly Outgoing[] = [],
  unreadFrom: number | null = null,
) => buildRows({ messages, outgoing, self: me, unreadFrom, atBeginning: false });
const runs = (rows: ReturnType<typeof build>) =>
  rows.map(row => ('first' in row ? `${row.key}:${row.first ? '(' : ''}${row.last ? ')' : ''}` : row.kind));

describe('the rows of a history', () => {
  test('join a sender’s messages within five minutes', () => {
    expect(
      runs(build([message(1, you, 0), message(2, you, 4), message(3, you, 10), message(4, me, 11)])),
    ).toEqual(['day', 'm1:(', 'm2:)', 'm3:()', 'c4:()']);
  });

  test('have one divider per day', () => {
    expect(runs(build([message(1, you, 0), message(2, you, 24 * 60)]))).toEqual([
      'day',
      'm1:()',
      'day',
      'm2:()',
    ]);
  });

  test('break a run at the first unread message', () => {
    expect(runs(build([message(1, you, 0), message(2, you, 1)], [], 2))).toEqual([
      'day',
      'm1:()',
      'unread',
      'm2:()',
    ]);
  });

  test('show what is on its way once, under the key that it keeps', () => {
    const before = build([message(1, me, 0)], [entry('c2', 1)]);
    const after = build([message(1, me, 0), message(2, me, 1)], [entry('c2', 1)]);
    expect(before.map(row => row.key)).toEqual(after.map(row => row.key));
    expect([runs(before), runs(after)]).toEqual(Array(2).fill(['day', 'c1:(', 'c2:)']));
  });
});

test('calls stand between the messages by their time, and where messages are not loaded they wait', () => {
  const line = (callId: string, minutes: number) => ({
    callId: callId as CallId,
    peerId: you,
    at: at(minutes),
    direction: 'incoming' as const,
    callType: 'voice' as const,
    kind: 'missed' as const,
    duration: 0,
  });
  const calls = [line('k1', 0), line('k2', 2), line('k3', 9)];
  const input = {
    messages: [message(1, you, 1), message(2, you, 3)],
    outgoing: [],
    self: me,
    unreadFrom: null,
    calls,
  };
  const keys = (atBeginning: boolean, atEnd: boolean) =>
    buildRows({ ...input, atBeginning, atEnd })
      .map(({ key }) => key)
      .filter(key => !key.startsWith('day'));
  expect(keys(true, true)).toEqual(['beginning', 'k1', 'm1', 'k2', 'm2', 'k3']);
  expect(keys(false, true)).toEqual(['m1', 'k2', 'm2', 'k3']);
  expect(keys(false, false)).toEqual(['m1', 'k2', 'm2']);
});

test('a few emoji alone are large', () => {
  expect(['👍', '👍🏽', '👩‍💻 🎉', '❤️'].every(isJumbo)).toBe(true);
  expect(['', 'a', '👍 ok', '👍👍👍👍', '1'].some(isJumbo)).toBe(false);
});
