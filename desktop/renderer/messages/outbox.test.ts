// The outbox's driver: kept before it is sent, in order, again after a break, and after a restart.
import { describe, expect, test } from 'vitest';
import { AppError } from '../../../common/errors.ts';
import type { ChatId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import type { Outgoing } from '../../../common/messages/outgoing.ts';
import type { Table } from '../cache/database.ts';
import { createJournal } from './journal.ts';
import { createOutbox } from './outbox.ts';

const chat = 'c1' as ChatId;
const settled = () => new Promise(resolve => setTimeout(resolve, 0));

function memory(): Table<Outgoing> & { rows: Map<string, Outgoing> } {
  const rows = new Map<string, Outgoing>();
  return {
    rows,
    all: async () => [...rows.values()],
    put: async entry => void rows.set(entry.clientId, entry),
    delete: async key => void rows.delete(key),
  };
}

/** What a page keeps of one life for the next. */
function pageStorage() {
  const held = new Map<string, string>();
  return {
    held,
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
  };
}

function setUp(table: ReturnType<typeof memory> = memory(), storage = pageStorage()) {
  let next = 0;
  const sent: string[] = [];
  const answers: ((error?: AppError) => void)[] = [];
  const outbox = createOutbox({
    table: Promise.resolve(table),
    journal: createJournal(storage, 'sent', error => expect.unreachable(String(error))),
    request: ({ clientId }) =>
      new Promise((resolve, reject) => {
        sent.push(clientId);
        answers.push(error => (error ? reject(error) : resolve({ message: {} as Message })));
      }),
    schedule: async () => undefined,
    onAcknowledged: () => undefined,
    onDefect: error => expect.unreachable(String(error)),
    newId: () => {
      next += 1;
      return `${table.rows.size}-${next}`;
    },
    now: () => next,
    timers: {
      after: (_ms, task) => {
        const timer = setTimeout(task, 0);
        return () => clearTimeout(timer);
      },
      monotonic: () => 0,
    },
    random: () => 0,
  });
  const answer = async (error?: AppError) => {
    answers.shift()?.(error);
    await settled();
  };
  return { outbox, table, storage, sent, answer };
}

const states = (outbox: ReturnType<typeof setUp>['outbox']) =>
  outbox.store.getState().entries.map(entry => entry.state.name);

describe('the outbox', () => {
  test('keeps what is written and sends it one after the other', async () => {
    const { outbox, table, sent, answer } = setUp();
    outbox.send(chat, 'one');
    outbox.send(chat, 'two');
    await settled();
    expect(table.rows.size).toBe(2);
    expect(sent).toEqual([]);
    outbox.connected();
    expect(sent).toHaveLength(1);
    await answer();
    expect(sent).toHaveLength(2);
    await answer();
    expect([table.rows.size, states(outbox)]).toEqual([0, []]);
  });

  test('sends again under the same id after a break', async () => {
    const { outbox, sent, answer } = setUp();
    outbox.connected();
    outbox.send(chat, 'one');
    outbox.disconnected();
    await answer(new AppError('unavailable', 'lost'));
    expect(states(outbox)).toEqual(['waiting']);
    outbox.connected();
    await answer();
    expect(sent).toHaveLength(2);
    expect(new Set(sent).size).toBe(1);
    expect(states(outbox)).toEqual([]);
  });

  test('[field 20] comes back after a restart', async () => {
    const first = setUp();
    first.outbox.connected();
    first.outbox.send(chat, 'one');
    await settled();
    const second = setUp(first.table);
    await settled();
    expect(states(second.outbox)).toEqual(['waiting']);
    second.outbox.connected();
    expect(second.sent).toEqual(first.sent);
    await second.answer();
    expect(first.table.rows.size).toBe(0);
  });

  test('[OUT5] what was written comes back although the page ended before the database had it', async () => {
    const never = memory();
    never.put = () => new Promise(() => undefined);
    const first = setUp(never);
    await settled();
    first.outbox.send(chat, 'one');
    const second = setUp(memory(), first.storage);
    await settled();
    expect(second.outbox.store.getState().entries.map(({ text }) => text)).toEqual(['one']);
    expect([second.table.rows.size, second.storage.held.size]).toEqual([1, 0]);
    second.outbox.connected();
    await second.answer();
    expect([second.sent.length, second.table.rows.size, states(second.outbox)]).toEqual([1, 0, []]);
  });

  test('[OUT5] what was taken back before the database had it does not come back', async () => {
    const never = memory();
    never.put = () => new Promise(() => undefined);
    const first = setUp(never);
    await settled();
    first.outbox.send(chat, 'one');
    first.outbox.discard(first.outbox.store.getState().entries[0]?.clientId ?? '');
    const second = setUp(memory(), first.storage);
    await settled();
    expect(states(second.outbox)).toEqual([]);
  });

  test('tries again by itself when the server is busy, and stops when it refuses', async () => {
    const { outbox, sent, answer } = setUp();
    outbox.connected();
    outbox.send(chat, 'one');
    await answer(new AppError('rate_limited', 'wait'));
    await settled();
    expect(sent).toHaveLength(2);
    await answer(new AppError('forbidden', 'no'));
    expect(states(outbox)).toEqual(['failed']);
  });

  test('what came back by another way is not sent any more', async () => {
    const { outbox } = setUp();
    outbox.send(chat, 'one');
    outbox.seen(outbox.store.getState().entries[0]?.clientId ?? '');
    expect(states(outbox)).toEqual([]);
  });
});
