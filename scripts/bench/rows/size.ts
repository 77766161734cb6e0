// Size row: what reading costs in a chat with very many messages against one with a thousand.
import { MongoClient } from 'mongodb';
import type { ChatId, MessageId, UserId } from '../../../common/ids.ts';
import { type MasterKey, readConfig } from '../../../server/config.ts';
import { createVault, seal } from '../../../server/infra/vault.ts';
import { type MessageDoc, newMessageId } from '../../../server/messages/store.ts';
import { reindex } from '../../admin/reindex.ts';
import { say } from '../../provision/say.ts';
import type { Options } from '../options.ts';
import { type Account, call, chatWith, registered } from '../people.ts';
import { type Spread, spread } from '../percentiles.ts';
import { firstCore, pin } from '../pinning.ts';
import type { Stage } from '../stage.ts';
import { figure, table, whole } from '../table.ts';
import { barazaEnv, serveBaraza } from '../targets.ts';

const few = 1_000;
const bulk = 5_000;
const warm = 100;
const times = 300;

interface Seeded {
  readonly id: string;
  readonly messages: number;
}

/** Seeds both chats, reads from them in turns; gives the row's table. */
export async function sizeRow(stage: Stage, { messages }: Options): Promise<string> {
  say(`Size: seeding chats with ${whole(few)} and ${whole(messages)} messages`);
  const env = barazaEnv(stage, 'size');
  const first = await serveBaraza(stage, env);
  const api = `http://${first.host}/api/v1`;
  const [writer, reader] = [await registered(api, 0), await registered(api, 1)];
  const group = (title: string) =>
    chatWith(api, writer.token, { kind: 'group', title, memberIds: [reader.id] });
  const small: Seeded = { id: await group('Small'), messages: few };
  const big: Seeded = { id: await group('Big'), messages };
  await first.stop();
  const client = new MongoClient(env.MONGODB_URI ?? '');
  stage.onEnd(() => client.close());
  for (const chat of [small, big]) await seed(client, readConfig(env).masterKeys, writer, chat);
  say('Size: indexing');
  await reindex(env, { rotate: false, say });
  const server = await serveBaraza(stage, env);
  await pin(server.pid, firstCore);
  const rows = await compare(`http://${server.host}/api/v1`, reader, small, big);
  await server.stop();
  const head = ['', `p50 ms, ${whole(few)}`, `p50 ms, ${whole(messages)}`, 'p50 ratio', 'p99 ratio'];
  return [
    '### Size: one request at a time, in turns',
    'Bar: within 2.00 ×.',
    '',
    table([head, ...rows]),
  ].join('\n');
}

async function seed(
  client: MongoClient,
  masterKeys: readonly MasterKey[],
  writer: Account,
  chat: Seeded,
): Promise<void> {
  const db = client.db();
  const chatId = chat.id as ChatId;
  const senderId = writer.id as UserId;
  const vault = createVault(db, masterKeys);
  const dataKey = await vault.keyFor(chatId);
  const collection = db.collection<MessageDoc>('messages');
  let last: MessageId | null = null;
  // The first one says that the group was made.
  for (let from = 2; from <= chat.messages; from += bulk) {
    const size = Math.min(bulk, chat.messages - from + 1);
    const docs = Array.from({ length: size }, (_, index): MessageDoc => {
      const seq = from + index;
      const _id = newMessageId();
      last = _id;
      const body = seal(dataKey, `${chatId}/${_id}`, `message ${seq} of a long evening on the veranda`);
      return {
        _id,
        chatId,
        seq,
        rev: seq,
        revs: [seq],
        senderId,
        clientId: `${chatId}-${seq}`,
        body,
        createdAt: new Date(),
      };
    });
    await collection.insertMany(docs, { ordered: false });
  }
  const { messages: lastSeq } = chat;
  const summary = { lastSeq, rev: lastSeq, last: { seq: lastSeq, id: last }, activityAt: new Date() };
  await db.collection('chats').updateOne({ _id: chatId as never }, { $set: summary });
}

async function compare(api: string, reader: Account, small: Seeded, big: Seeded): Promise<string[][]> {
  const reads: Record<string, (chat: Seeded) => string> = {
    'newest page': ({ id }) => `/chats/${id}/messages`,
    'page in the middle': ({ id, messages }) => `/chats/${id}/messages?around=${messages / 2}`,
    'oldest page': ({ id }) => `/chats/${id}/messages?after=0`,
    'catch-up of 50': ({ id, messages }) => `/chats/${id}/changes?after=${messages - 50}`,
    'search for a common word': ({ id }) => `/search?q=evening&chatId=${id}`,
    'search for a rare one': ({ id, messages }) => `/search?q=%22message+${messages / 2}%22&chatId=${id}`,
  };
  const rows: string[][] = [];
  for (const [name, path] of Object.entries(reads)) {
    const time = async (chat: Seeded): Promise<number> => {
      const start = performance.now();
      await call(`${api}${path(chat)}`, undefined, reader.token);
      return performance.now() - start;
    };
    const samples: [number[], number[]] = [[], []];
    for (let turn = 0; turn < warm + times; turn++) {
      const pair = [await time(small), await time(big)] as const;
      if (turn >= warm) for (const [index, sample] of samples.entries()) sample.push(pair[index] ?? 0);
    }
    const [a, b] = samples.map(sample => spread(Float64Array.from(sample))) as [Spread, Spread];
    rows.push([name, figure(a.p50), figure(b.p50), figure(b.p50 / a.p50, '×'), figure(b.p99 / a.p99, '×')]);
  }
  return rows;
}
