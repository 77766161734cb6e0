// Drafts in MongoDB: one a person and chat.
import type { Db } from 'mongodb';
import type { ChatId, MessageId, UserId } from '../../common/ids.ts';
import { derived } from '../infra/mongo.ts';
import type { Sealed } from '../infra/vault.ts';

export interface DraftDoc {
  _id: string;
  userId: UserId;
  chatId: ChatId;
  body: Sealed;
  replyTo?: MessageId;
  updatedAt: Date;
}

export type DraftStore = ReturnType<typeof createDraftStore>;

export const draftId = (userId: UserId, chatId: ChatId) => `${userId}:${chatId}`;

export function createDraftStore(db: Db) {
  const drafts = db.collection<DraftDoc>('drafts');
  return {
    async put({ _id, ...doc }: DraftDoc): Promise<void> {
      await drafts.replaceOne({ _id }, doc, { upsert: true });
    },
    async remove(id: string): Promise<boolean> {
      return (await drafts.deleteOne({ _id: id })).deletedCount > 0;
    },

    /** Removes this very version. */
    async removeUnchanged({ _id, updatedAt }: DraftDoc): Promise<boolean> {
      return (await drafts.deleteOne({ _id, updatedAt }, derived)).deletedCount > 0;
    },

    ofUser: (userId: UserId) => drafts.find({ userId }).toArray(),
    byIds: (ids: readonly string[]) => drafts.find({ _id: { $in: [...ids] } }).toArray(),
  };
}
