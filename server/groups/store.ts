// Changes of groups in MongoDB: one transaction each, that writes the chat and so excludes all others.
import type { AnyBulkWriteOperation, ClientSession, Db, MongoClient } from 'mongodb';
import type { ChatId, FileId, MessageId, UserId } from '../../common/ids.ts';
import { limits } from '../../common/limits.ts';
import { type ChatDoc, type MemberDoc, memberId, newMember, type PendingNote } from '../chats/store.ts';
import { durable } from '../infra/mongo.ts';
import type { Plan } from './rules.ts';

/** A plan whose notes have their clientIds. */
export interface SignedPlan extends Omit<Plan, 'notes'> {
  readonly notes: readonly PendingNote[];
}

export interface Outcome {
  chat: ChatDoc;
  /** Who was in the chat before, or is now. */
  touched: UserId[];
  plan: SignedPlan | null;
}

/** What is known of the chat's messages before the change. */
interface Moment {
  at: Date;
  seq: number;
}

export type GroupStore = ReturnType<typeof createGroupStore>;

export function createGroupStore(client: MongoClient, db: Db) {
  const chats = db.collection<ChatDoc>('chats');
  const members = db.collection<MemberDoc>('members');

  async function apply(chat: ChatDoc, plan: SignedPlan, moment: Moment, session: ClientSession) {
    const after = await chats.findOneAndUpdate(
      { _id: chat._id },
      {
        $inc: { version: 1 },
        $push: { pending: { $each: [...plan.notes] } },
        ...(plan.title !== undefined && { $set: { title: plan.title } }),
      },
      { session, returnDocument: 'after' },
    );
    const operations = [
      ...plan.joins.map(userId => join(chat._id, userId, moment)),
      ...plan.leaves.map(userId => leave(chat, userId, moment, plan)),
      ...[...plan.roles].map(([userId, role]) => ({
        updateOne: { filter: { _id: memberId(chat._id, userId) }, update: { $set: { role } } },
      })),
    ];
    if (operations.length > 0) await members.bulkWrite(operations, { session });
    return after ?? chat;
  }

  return {
    /** Decides over the chat and its members as they are, and writes what was decided; null without such a chat. */
    async change(
      chatId: ChatId,
      moment: Moment,
      decide: (chat: ChatDoc, members: readonly MemberDoc[]) => SignedPlan | null,
    ): Promise<Outcome | null> {
      return client.withSession(session =>
        session.withTransaction(
          async () => {
            const chat = await chats.findOne({ _id: chatId }, { session });
            if (chat === null) return null;
            const all = await members.find({ chatId }, { session }).toArray();
            const plan = decide(chat, all);
            const inside = all.filter(member => member.left === undefined).map(member => member.userId);
            if (plan === null) return { chat, touched: inside, plan };
            const after = await apply(chat, plan, moment, session);
            return { chat: after, touched: [...inside, ...plan.joins], plan };
          },
          { readConcern: { level: 'snapshot' }, ...durable },
        ),
      );
    },

    /** A note has its place among the messages: it is what those whom it befell can still see. */
    async settle(
      chatId: ChatId,
      clientId: string,
      { seq, rev }: { seq: number; rev: number },
    ): Promise<void> {
      await members.updateMany(
        { chatId, 'left.note': clientId },
        { $set: { 'left.seq': seq, 'left.rev': rev } },
      );
      await chats.updateOne({ _id: chatId }, { $pull: { pending: { clientId } } });
    },

    /** Chats with notes that a node did not live to write. */
    pending: () =>
      chats.find({ 'pending.clientId': { $exists: true } }, { projection: { pending: 1 } }).toArray(),

    /** Adds a pin, unless it is there or there are too many. */
    pin: (chatId: ChatId, messageId: MessageId) =>
      chats.findOneAndUpdate(
        { _id: chatId, pins: { $ne: messageId }, [`pins.${limits.pins - 1}`]: { $exists: false } },
        { $push: { pins: messageId }, $inc: { version: 1 } },
        { returnDocument: 'after' },
      ),
    /** The chat as before. */
    setAvatar: (chatId: ChatId, avatar: FileId | null) =>
      chats.findOneAndUpdate(
        { _id: chatId },
        { $inc: { version: 1 }, ...(avatar === null ? { $unset: { avatar: true } } : { $set: { avatar } }) },
        { returnDocument: 'before' },
      ),
    unpin: (chatId: ChatId, messageId: MessageId) =>
      chats.findOneAndUpdate(
        { _id: chatId, pins: messageId },
        { $pull: { pins: messageId }, $inc: { version: 1 } },
        { returnDocument: 'after' },
      ),
  };
}

/** [GRP8] What came before they joined counts as read: nobody waits for them to read it. */
function join(chatId: ChatId, userId: UserId, { at, seq }: Moment): AnyBulkWriteOperation<MemberDoc> {
  const { delivered, read, ...fresh } = newMember(chatId, userId, 'member', at);
  return {
    updateOne: {
      filter: { _id: fresh._id },
      update: {
        $set: { ...fresh, joinedSeq: seq },
        $max: { delivered: Math.max(delivered, seq), read: Math.max(read, seq) },
        $unset: { left: '' },
      },
      upsert: true,
    },
  };
}

function leave(
  chat: ChatDoc,
  userId: UserId,
  { at, seq }: Moment,
  plan: SignedPlan,
): AnyBulkWriteOperation<MemberDoc> {
  const note = plan.notes[0]?.clientId ?? '';
  const left = { at, seq, rev: chat.rev, note, ...(chat.title !== undefined && { title: chat.title }) };
  return {
    updateOne: {
      filter: { _id: memberId(chat._id, userId) },
      update: { $set: { left, role: 'member' } },
    },
  };
}
