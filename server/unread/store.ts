// What waits to be read: counted in the messages above a read mark.
import type { Db } from 'mongodb';
import type { ChatId, UserId } from '../../common/ids.ts';
import type { MessageDoc } from '../messages/store.ts';

export function createUnreadStore(db: Db) {
  const messages = db.collection<MessageDoc>('messages');
  return {
    countOwnAbove: (chatId: ChatId, senderId: UserId, seq: number) =>
      messages.countDocuments({ chatId, seq: { $gt: seq }, senderId }),

    /** The chats' own notes above a seq in each: who made them, and where they stand. */
    async notesAbove(
      rows: readonly { chatId: ChatId; seq: number }[],
    ): Promise<ReadonlyMap<ChatId, readonly { senderId: UserId; seq: number }[]>> {
      if (rows.length === 0) return new Map();
      const above = rows.map(({ chatId, seq }) => ({ chatId, seq: { $gt: seq }, system: { $exists: true } }));
      const found = await messages
        .find({ $or: above }, { projection: { _id: 0, chatId: 1, seq: 1, senderId: 1 }, hint: 'notes' })
        .toArray();
      return Map.groupBy(found, ({ chatId }) => chatId);
    },

    /** What some people wrote above a seq in each chat: where it stands, and whom it mentions. */
    async writtenAbove(
      rows: readonly { chatId: ChatId; seq: number; senderIds: readonly UserId[] }[],
    ): Promise<ReadonlyMap<ChatId, readonly Pick<MessageDoc, 'senderId' | 'seq' | 'mentions'>[]>> {
      if (rows.length === 0) return new Map();
      const some = rows.map(({ chatId, seq, senderIds }) => ({
        chatId,
        seq: { $gt: seq },
        senderId: { $in: [...senderIds] },
        system: { $exists: false },
      }));
      const projection = { _id: 0, chatId: 1, seq: 1, senderId: 1, mentions: 1 } as const;
      const found = await messages.find({ $or: some }, { projection, hint: 'seq' }).toArray();
      return Map.groupBy(found, ({ chatId }) => chatId);
    },

    /** How many messages above a seq mention a person, by chat; own ones do not count. */
    async mentionsAbove(
      rows: readonly { chatId: ChatId; userId: UserId; seq: number }[],
    ): Promise<Map<string, number>> {
      if (rows.length === 0) return new Map();
      const some = rows.map(({ chatId, userId, seq }) => ({
        mentions: userId,
        chatId,
        seq: { $gt: seq },
        senderId: { $ne: userId },
      }));
      const [first, ...others] = new Set(rows.map(({ userId }) => userId));
      const alone = others.length === 0 ? first : undefined;
      const counts = await messages
        .aggregate<{ _id: { chatId: ChatId; userId: UserId }; count: number }>(
          [
            { $match: { $or: some } },
            { $unwind: '$mentions' },
            // Each of several mentioned people has a mark of their own.
            { $match: alone === undefined ? { $or: some } : { mentions: alone } },
            { $group: { _id: { chatId: '$chatId', userId: '$mentions' }, count: { $sum: 1 } } },
          ],
          { hint: 'mentions' },
        )
        .toArray();
      return new Map(counts.map(({ _id, count }) => [`${_id.chatId}:${_id.userId}`, count]));
    },
  };
}
