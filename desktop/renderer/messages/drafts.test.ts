// Drafts between devices: what is written here is never taken back by an answer that is older.
import { expect, test } from 'vitest';
import { AppError } from '../../../common/errors.ts';
import type { ChatId, MessageId } from '../../../common/ids.ts';
import { createDrafts } from './drafts.ts';

const chat = 'c1' as ChatId;
const draft = (text: string) => ({ text, updatedAt: '2026-05-04T12:00:00.000Z' });

function setUp(kept: Readonly<Record<string, string>> = {}) {
  const storage = new Map(Object.entries(kept));
  const waiting = new Set<() => void>();
  const puts: { text: string; replyTo?: MessageId }[] = [];
  const answers: ((error?: AppError) => void)[] = [];
  const drafts = createDrafts({
    storage: {
      getItem: (key: string) => storage.get(key) ?? null,
      setItem: (key: string, value: string) => void storage.set(key, value),
      removeItem: (key: string) => void storage.delete(key),
    },
    key: 'drafts',
    put: (_chatId, body) =>
      new Promise((resolve, reject) => {
        puts.push(body);
        answers.push(error => (error ? reject(error) : resolve(undefined)));
      }),
    timers: {
      after: (_ms, task) => {
        waiting.add(task);
        return () => waiting.delete(task);
      },
      monotonic: () => 0,
    },
    onDefect: error => expect.unreachable(String(error)),
  });
  return {
    drafts,
    puts,
    waiting,
    pause() {
      const due = [...waiting];
      waiting.clear();
      for (const task of due) task();
    },
    async answer(error?: AppError) {
      answers.shift()?.(error);
      await new Promise(resolve => setTimeout(resolve, 0));
    },
    text: () => drafts.store.getState()[chat]?.text,
  };
}

test('a list that was asked for before one wrote, or before another device told, takes nothing back', async () => {
  const { drafts, pause, answer, text } = setUp();
  drafts.connected();
  drafts.set(chat, 'written here');
  pause();
  await answer();
  drafts.listed([]);
  expect(text()).toBe('written here');
  drafts.take(chat, draft('written there'));
  drafts.listed([{ chatId: chat, draft: draft('of yesterday') }]);
  expect(text()).toBe('written there');
  drafts.disconnected();
  drafts.connected();
  drafts.listed([]);
  expect(text()).toBeUndefined();
});

test('what was sent does not come back into the field by a list that still has it', async () => {
  const { drafts, pause, answer, text, puts } = setUp();
  drafts.connected();
  drafts.set(chat, 'to be sent');
  drafts.set(chat, '');
  pause();
  await answer();
  expect(puts).toEqual([{ text: '' }]);
  drafts.listed([{ chatId: chat, draft: draft('to be sent') }]);
  expect(text()).toBeUndefined();
});

test('a draft that the server did not take goes out again by itself, and one that it refuses does not', async () => {
  const { drafts, pause, answer, puts, waiting } = setUp();
  drafts.connected();
  drafts.set(chat, 'once more', 'm1' as MessageId);
  pause();
  await answer(new AppError('rate_limited', ''));
  pause();
  const body = { text: 'once more', replyTo: 'm1' };
  expect(puts).toEqual([body, body]);
  await answer(new AppError('forbidden', ''));
  expect(waiting.size).toBe(0);
});

test('what was written without a connection goes out with the next one, and wins', async () => {
  const { drafts, pause, answer, text, puts } = setUp({ drafts: JSON.stringify({ [chat]: 'an old one' }) });
  drafts.set(chat, 'on the train');
  pause();
  expect(puts).toEqual([]);
  drafts.connected();
  await answer();
  expect(puts).toEqual([{ text: 'on the train' }]);
  drafts.listed([{ chatId: chat, draft: draft('at the desk') }]);
  expect(text()).toBe('on the train');
});
