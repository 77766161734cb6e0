// Groups when nodes die and when everybody acts at once.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestClient } from '../../test/harness/client.ts';
import { add, give, group, notes, remove, type Shown, startGroupHome } from '../../test/harness/groups.ts';

type Home = Awaited<ReturnType<typeof startGroupHome>>;

let home: Home;
let asha: Home['asha'];
let juma: Home['juma'];
let neema: Home['neema'];
let zuri: Home['zuri'];
let south: Home['south'];
let uri: string;

beforeAll(async () => {
  home = await startGroupHome();
  ({ asha, juma, neema, zuri, south, uri } = home);
});
afterAll(() => home.stop());

test('[GRP2] a note that a node did not live to write is written at the next start, once', async () => {
  const chat = await group(asha, 'Interrupted', neema);
  const client = await new MongoClient(uri).connect();
  const pending = [
    { clientId: `note-${randomUUID()}`, by: asha.id, note: { kind: 'renamed', title: 'Later' } },
  ];
  await client
    .db()
    .collection('chats')
    .updateOne({ _id: chat.id as never }, { $set: { title: 'Later', pending } });
  await south.restart();
  await south.restart();
  expect((await notes(neema, chat)).map(({ kind }) => kind)).toEqual(['created', 'renamed']);
  const doc = await client
    .db()
    .collection('chats')
    .findOne({ _id: chat.id as never });
  await client.close();
  expect(doc?.pending).toEqual([]);
});

type Move = { kind: 'add' | 'remove' | 'admin' | 'owner' | 'leave'; by: number; to: number };
const moves = fc.array(
  fc.record<Move>({
    kind: fc.constantFrom('add', 'remove', 'admin', 'owner', 'leave', 'owner'),
    by: fc.nat(3),
    to: fc.nat(3),
  }),
  { minLength: 4, maxLength: 14 },
);

test('[GRP5] whatever four people on two nodes do at once, a group with members has exactly one owner', async () => {
  await fc.assert(
    fc.asyncProperty(moves, async plan => {
      const people = [asha, juma, neema, zuri] as const;
      const chat = await group(asha, 'Race', juma, neema, zuri);
      const answers = await Promise.all(
        plan.map(({ kind, by, to }) => {
          const [who, whom] = [people[by] as TestClient, people[to] as TestClient];
          if (kind === 'add') return add(who, chat, whom);
          if (kind === 'remove') return remove(who, chat, whom);
          if (kind === 'leave') return remove(who, chat, who);
          return give(who, chat, whom, kind);
        }),
      );
      for (const { status } of answers) expect(status).toBeLessThan(500);
      const views = await Promise.all(
        people.map(person => person.rest<Shown>('GET', `/chats/${chat.id}`).then(({ body }) => body.chat)),
      );
      const held = views.filter(view => view.left === undefined);
      for (const view of held) {
        expect(view.members.filter(({ role }) => role === 'owner')).toHaveLength(1);
        expect(view.members).toHaveLength(held.length);
      }
      // The notes tell the same story in the order in which it happened.
      const story = (await Promise.all(people.map(person => notes(person, chat)))).sort(
        (a, b) => b.length - a.length,
      )[0];
      const inside = new Set<string>(people.map(({ id }) => id));
      for (const { kind, userIds = [] } of story ?? []) {
        for (const id of userIds) {
          if (kind === 'added') inside.add(id);
          if (kind === 'removed' || kind === 'left') inside.delete(id);
        }
      }
      if (held.length > 0) expect([...inside].sort()).toEqual(held[0]?.members.map(m => m.userId).sort());
    }),
    { numRuns: 15 },
  );
}, 120_000);
