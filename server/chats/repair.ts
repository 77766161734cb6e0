// Brings chat lists up to the newest messages, after a process died between acknowledging and writing them.
import type { ChatId, MessageId, UserId } from '../../common/ids.ts';
import type { Projection } from './projection.ts';
import { type ChatStore, memberId } from './store.ts';

interface Newest {
  _id: MessageId;
  chatId: ChatId;
  seq: number;
  rev: number;
  senderId: UserId;
  createdAt: Date;
}

interface Parts {
  store: ChatStore;
  projection: Projection;
  /** The newest messages of all chats: more than all nodes together acknowledge within the projection's lag. */
  newest(): Promise<readonly Newest[]>;
  countOwnAbove(chatId: ChatId, userId: UserId, seq: number): Promise<number>;
}

/** Repeating it changes nothing. */
export function createRepair({ store, projection, newest, countOwnAbove }: Parts) {
  return async function repair(): Promise<void> {
    const messages = await newest();
    projection.add(
      messages.map(({ chatId, _id: id, seq, rev, createdAt: at }) => ({
        chatId,
        rev,
        last: { seq, id, at },
      })),
      [],
    );
    const ids = new Set(messages.map(({ chatId, senderId }) => memberId(chatId, senderId)));
    await projection.settled(async () => {
      const members = await store.membersByIds([...ids]);
      const rows = members.map(async ({ _id, chatId, userId, read }) => ({
        _id,
        own: await countOwnAbove(chatId, userId, read),
      }));
      await store.setOwn(await Promise.all(rows));
    });
  };
}
