// Fills a chat with very many messages, written into the database as the server itself would have.
import { MongoClient } from 'mongodb';
import type { ChatId, UserId } from '../../common/ids.ts';
import { readConfig } from '../../server/config.ts';
import { createVault } from '../../server/infra/vault.ts';
import { sealText } from '../../server/messages/opener.ts';
import { type MessageDoc, newMessageId } from '../../server/messages/store.ts';

interface Seed {
  /** What the server was started with: its database and its keys. */
  readonly env: Readonly<Record<string, string>>;
  readonly chatId: ChatId;
  /** They take turns. */
  readonly senders: readonly UserId[];
  readonly count: number;
  readonly textOf: (seq: number) => string;
  readonly timeOf: (seq: number) => Date;
  /** Everybody has read up to here. */
  readonly read: number;
}

const bulk = 5_000;

/** Adds messages up to a count; gives nobody an event. */
export async function seedMessages(seed: Seed): Promise<void> {
  const { env, chatId, senders, count, textOf, timeOf, read } = seed;
  const client = await new MongoClient(env.MONGODB_URI ?? '').connect();
  try {
    const db = client.db();
    const collection = db.collection<MessageDoc>('messages');
    const key = await createVault(db, readConfig({ ...process.env, ...env }).masterKeys).keyFor(chatId);
    const first = (await collection.countDocuments({ chatId })) + 1;
    let last = newMessageId();
    const docOf = (seq: number): MessageDoc => {
      const _id = newMessageId();
      last = _id;
      const senderId = senders[seq % senders.length] as UserId;
      const clientId = `${chatId}-${seq}`;
      const body = sealText(key, { chatId, _id }, textOf(seq));
      return { _id, chatId, seq, rev: seq, revs: [seq], senderId, clientId, body, createdAt: timeOf(seq) };
    };
    for (let from = first; from <= count; from += bulk) {
      const size = Math.min(bulk, count - from + 1);
      await collection.insertMany(
        Array.from({ length: size }, (_, index) => docOf(from + index)),
        { ordered: false },
      );
    }
    const summary = {
      lastSeq: count,
      rev: count,
      last: { seq: count, id: last },
      activityAt: timeOf(count),
      createdAt: timeOf(1),
    };
    await db.collection<{ _id: ChatId }>('chats').updateOne({ _id: chatId }, { $set: summary });
    for (const userId of senders) {
      const own = await collection.countDocuments({ chatId, seq: { $gt: read }, senderId: userId });
      await db.collection('members').updateOne({ chatId, userId }, { $set: { read, delivered: read, own } });
    }
  } finally {
    await client.close();
  }
}
