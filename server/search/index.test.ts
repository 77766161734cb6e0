// The index by itself: what a search costs in long chats, and how a key is replaced.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChatId, MessageId, UserId } from '../../common/ids.ts';
import type { Message } from '../../common/messages/message.ts';
import { type Range, sectionSize } from '../../common/messages/sections.ts';
import { testDatabase } from '../../test/harness/mongo.ts';
import { newId } from '../auth/store.ts';
import { systemClock } from '../context.ts';
import { ensureIndexes } from '../infra/indexes.ts';
import { connectMongo, type Mongo } from '../infra/mongo.ts';
import { createVault } from '../infra/vault.ts';
import { createSearchKeys } from './keys.ts';
import { createRebuild } from './rebuild.ts';
import { toSection } from './sections.ts';
import { createSearchStore, type SearchStore } from './store.ts';

let mongo: Mongo;
let drop: () => Promise<void>;
let store: SearchStore;
const master = [{ id: 'test', key: randomBytes(32) }];
const newKeys = () =>
  createSearchKeys({ store, vault: createVault(mongo.db, master), clock: systemClock, newId });

beforeAll(async () => {
  const database = await testDatabase();
  ({ drop } = database);
  mongo = await connectMongo(database.uri);
  await ensureIndexes(mongo.db);
  store = createSearchStore(mongo.db);
});
afterAll(async () => {
  await mongo.close();
  await drop();
});

const messageOf = (chatId: string, seq: number, text: string): Message => ({
  id: newId() as MessageId,
  chatId: chatId as ChatId,
  seq,
  rev: seq,
  senderId: 'sender' as UserId,
  clientId: `${seq}`,
  text,
  files: [],
  reactions: [],
  createdAt: new Date(1_700_000_000_000 + seq).toISOString(),
});

const sectionsOf = (chatId: string, count: number, text: string) =>
  Array.from({ length: count }, (_, number) => messageOf(chatId, number * sectionSize + 1, text));

test('a page costs as many index keys in a long chat as in a short one, and no sorting', async () => {
  const [key] = await newKeys().current();
  if (key === undefined) throw new Error('There is no key');
  const fill = (chatId: string, count: number) =>
    store.write(
      sectionsOf(chatId, count, 'habari ya leo').flatMap(message => toSection([message], key) ?? []),
    );
  await fill('short', 100);
  await fill('long', 5_000);
  await fill('other', 100);
  const lead = [key.token('p:hab')];
  const costs = async (chatIds: string[]) => {
    const scan = { chatIds: chatIds as ChatId[], lead, all: [lead], from: null, limit: 50 };
    const plan = await store.explain(scan);
    expect(JSON.stringify(plan.queryPlanner)).not.toContain('"SORT"');
    return plan.executionStats.totalKeysExamined as number;
  };
  const short = await costs(['short']);
  expect(short).toBeLessThan(60);
  expect(await costs(['long'])).toBe(short);
  expect(await costs(['long', 'short', 'other'])).toBeLessThan(short + 10);
  expect(await store.count(['long' as ChatId], lead, 100)).toBe(100);
});

test('a section made from older messages never replaces one from newer ones', async () => {
  const keys = newKeys();
  const [key] = await keys.current();
  if (key === undefined) throw new Error('There is no key');
  const write = (message: Message) => store.write([toSection([message], key)].flatMap(doc => doc ?? []));
  const message = messageOf('versions', 1, 'zamani');
  await write({ ...message, rev: 5, text: 'mpya' });
  await write(message);
  expect(await store.count(['versions' as ChatId], [key.token('p:mpy')], 10)).toBe(1);
  expect(await store.count(['versions' as ChatId], [key.token('p:zam')], 10)).toBe(0);
});

describe('a rebuild', () => {
  test('with a new key finds everything all the while, goes on after it was broken off, and drops the old', async () => {
    const chatIds = ['turned-a', 'turned-b', 'turned-c'] as ChatId[];
    const texts = new Map(chatIds.map(chatId => [chatId, sectionsOf(chatId, 2, 'neno moja')]));
    const lastSeq = sectionSize + 1;
    await mongo.db
      .collection<{ _id: ChatId; lastSeq: number; directKey: string }>('chats')
      .insertMany(chatIds.map(_id => ({ _id, lastSeq, directKey: _id })));
    const keys = newKeys();
    const [old] = await keys.current();
    if (old === undefined) throw new Error('There is no key');
    await store.write([...texts.values()].flat().flatMap(message => toSection([message], old) ?? []));
    let budget = 2;
    const messages = {
      async ranges(ranges: readonly Range[]) {
        budget -= 1;
        if (budget < 0) throw new Error('pulled the plug');
        return ranges.flatMap(({ chatId, from, to }) =>
          (texts.get(chatId) ?? []).filter(({ seq }) => seq >= from && seq <= to),
        );
      },
    };
    const parts = { store, keys, messages, newId, settled: () => Promise.resolve() };
    const options = { rotate: true, progress: () => undefined, chatsAtOnce: 1 };
    await expect(createRebuild(parts)(options)).rejects.toThrow('pulled the plug');

    const using = await newKeys().current();
    expect(using).toHaveLength(2);
    const found = (list: typeof using) =>
      store.count(
        chatIds,
        list.map(key => key.token('p:neno'.slice(0, 5))),
        100,
      );
    expect(await found(using)).toBe(6);

    budget = 100;
    expect(await createRebuild(parts)(options)).toBe(lastSeq);
    const after = await newKeys().current();
    expect(after.map(key => key.id)).toEqual([using[0]?.id]);
    expect(await found(after)).toBe(6);
    expect(await found([old])).toBe(0);
    const tails = await store.tails(chatIds);
    expect(tails.map(tail => tail.indexed)).toEqual(chatIds.map(() => lastSeq));
  });
});
