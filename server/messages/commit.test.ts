// The write path against a real database: two nodes, random interleavings, no hole, no double, never backwards.
import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChatId, UserId } from '../../common/ids.ts';
import { type TestDatabase, testDatabase } from '../../test/harness/mongo.ts';
import { systemClock } from '../context.ts';
import { ensureIndexes } from '../infra/indexes.ts';
import { createMetrics } from '../infra/metrics.ts';
import { seal } from '../infra/vault.ts';
import { Commit } from './commit.ts';
import { reacted } from './mutations.ts';
import type { Committed } from './numbering.ts';
import { createMessageStore, type MessageDoc, type MessageStore, newMessageId } from './store.ts';

let database: TestDatabase;
let client: MongoClient;
const key = { id: 'k', key: createSecretKey(randomBytes(32)) };

beforeAll(async () => {
  database = await testDatabase();
  client = await new MongoClient(database.uri, { writeConcern: { w: 'majority', journal: true } }).connect();
  await ensureIndexes(client.db());
});
afterAll(async () => {
  await client.close();
  await database.drop();
});

function newNode(over: Partial<MessageStore> = {}): Commit {
  const store = { ...createMessageStore(client.db()), ...over };
  return new Commit({ store, project: () => undefined, clock: systemClock, metrics: createMetrics() });
}

/** A node whose writes are counted. */
function countedNode() {
  const { insert } = createMessageStore(client.db());
  let inserts = 0;
  const node = newNode({
    insert(docs) {
      inserts += 1;
      return insert(docs);
    },
  });
  return { node, inserts: () => inserts };
}

const draft = (chatId: string, sender: string, clientId: string) => ({
  chatId: chatId as ChatId,
  senderId: sender as UserId,
  clientId,
  id: newMessageId(),
  body: seal(key, 'context', clientId),
});

const stored = (chatId: string) =>
  client
    .db()
    .collection<MessageDoc>('messages')
    .find({ chatId: chatId as ChatId })
    .sort({ seq: 1 })
    .toArray();

const fresh = () => randomBytes(6).toString('hex');

test('messages of one tick get consecutive numbers in the order of their arrival', async () => {
  const chat = fresh();
  const node = newNode();
  const sent = await Promise.all(
    Array.from({ length: 100 }, (_, index) => node.send(draft(chat, chat, `${index}`))),
  );
  expect(sent.map(({ doc }) => doc.seq)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  expect(sent.map(({ doc }) => doc.clientId)).toEqual(Array.from({ length: 100 }, (_, index) => `${index}`));
});

test('the same clientId gives the same message: in one bulk, in a later one, on another node', async () => {
  const chat = fresh();
  const [one, two] = [newNode(), newNode()];
  const twice = await Promise.all([one.send(draft(chat, chat, 'same')), one.send(draft(chat, chat, 'same'))]);
  const later = await one.send(draft(chat, chat, 'same'));
  const elsewhere = await two.send(draft(chat, chat, 'same'));
  const all = [...twice, later, elsewhere];
  expect(new Set(all.map(({ doc }) => doc._id)).size).toBe(1);
  expect(all.filter(committed => committed.fresh)).toHaveLength(1);
  expect(await stored(chat)).toHaveLength(1);
});

test('a doubled clientId amid others leaves no hole', async () => {
  const chat = fresh();
  const node = newNode();
  await node.send(draft(chat, chat, 'b'));
  await Promise.all(['a', 'b', 'c', 'd'].map(id => node.send(draft(chat, chat, id))));
  expect((await stored(chat)).map(doc => doc.seq)).toEqual([1, 2, 3, 4]);
});

test('many chats that another node wrote to cost one more write together, not one each', async () => {
  const chats = Array.from({ length: 40 }, fresh);
  const sender = fresh();
  const { node, inserts } = countedNode();
  const other = newNode();
  const all = (by: Commit, round: string) =>
    Promise.all(chats.map(chat => by.send(draft(chat, sender, `${chat} ${round}`))));
  await all(node, 'first');
  await all(other, 'second');
  const before = inserts();
  const third = await all(node, 'third');
  expect(third.map(({ doc }) => doc.seq)).toEqual(chats.map(() => 3));
  expect(inserts() - before).toBe(2);
});

test('what another node told of is known before the next write', async () => {
  const chat = fresh();
  const { node, inserts } = countedNode();
  const other = newNode();
  await node.send(draft(chat, chat, 'first'));
  const { doc } = await other.send(draft(chat, chat, 'second'));
  node.learn(doc);
  // What comes late, or again, takes nothing back.
  node.learn({ ...doc, seq: 1, rev: 1 });
  const before = inserts();
  expect((await node.send(draft(chat, chat, 'third'))).doc.seq).toBe(3);
  expect(inserts() - before).toBe(1);
});

test('in a chat with a conflict everything keeps its order, and other chats do not wait for it', async () => {
  const [busy, calm] = [fresh(), fresh()];
  const sender = fresh();
  const node = newNode();
  const other = newNode();
  await node.send(draft(busy, sender, 'own'));
  await other.send(draft(busy, sender, 'theirs'));
  const sent = await Promise.all([
    node.send(draft(busy, sender, 'a')),
    node.send(draft(calm, sender, 'b')),
    node.send(draft(busy, sender, 'c')),
  ]);
  expect(sent.map(({ doc }) => doc.seq)).toEqual([3, 1, 4]);
  expect((await stored(busy)).map(({ clientId }) => clientId)).toEqual(['own', 'theirs', 'a', 'c']);
});

test('a refused change settles alone', async () => {
  const chat = fresh();
  const node = newNode();
  const { doc } = await node.send(draft(chat, chat, 'a'));
  const refuse = () => {
    throw new Error('no');
  };
  const [bad, missing, good] = await Promise.allSettled([
    node.change(doc.chatId, doc._id, refuse),
    node.change(doc.chatId, 'nothing' as typeof doc._id, refuse),
    node.change(doc.chatId, doc._id, (found, rev) => reacted(found, 'u' as UserId, '🌍', rev)),
  ]);
  expect([bad.status, missing.status, good.status]).toEqual(['rejected', 'rejected', 'fulfilled']);
});

type Step = { node: 0 | 1; chat: 0 | 1; kind: 'send' | 'again' | 'react'; pause: boolean };

const steps = fc.array(
  fc.record<Step>({
    node: fc.constantFrom(0 as const, 1 as const),
    chat: fc.constantFrom(0 as const, 1 as const),
    kind: fc.constantFrom('send' as const, 'send' as const, 'again' as const, 'react' as const),
    pause: fc.boolean(),
  }),
  { minLength: 2, maxLength: 40 },
);

test('two nodes writing at random keep seq and rev without holes, doubles or steps backwards', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async plan => {
      const nodes = [newNode(), newNode()] as const;
      const chats = [fresh(), fresh()] as const;
      const sender = fresh();
      const sent: Promise<Committed>[] = [];
      const changes: Promise<Committed>[] = [];
      let count = 0;
      for (const { node, chat, kind, pause } of plan) {
        const chatId = chats[chat];
        if (kind === 'send') sent.push(nodes[node].send(draft(chatId, sender, `${count++}`)));
        if (kind === 'again' && count > 0) {
          // Where it was sent first decides; the other chat must not get it.
          sent.push(nodes[node].send(draft(chatId, sender, `${count - 1}`)));
        }
        const known = sent.length > 0 && kind === 'react' ? (await sent[0])?.doc : undefined;
        if (known !== undefined) {
          const emoji = `${count}`;
          changes.push(
            nodes[node].change(known.chatId, known._id, (doc, rev) =>
              reacted(doc, fresh() as UserId, emoji, rev),
            ),
          );
        }
        if (pause) await new Promise(resolve => setImmediate(resolve));
      }
      await Promise.all([...sent, ...changes]);
      let total = 0;
      for (const chatId of chats) {
        const docs = await stored(chatId);
        total += docs.length;
        expect(docs.map(doc => doc.seq)).toEqual(docs.map((_, index) => index + 1));
        const revs = docs.flatMap(doc => doc.revs).sort((a, b) => a - b);
        expect(revs).toEqual(revs.map((_, index) => index + 1));
        for (const doc of docs) expect(doc.rev).toBe(Math.max(...doc.revs));
      }
      expect(total).toBe(count);
    }),
    { numRuns: 60 },
  );
}, 120_000);
