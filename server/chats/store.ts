// Chats and their members in MongoDB.
import type { Db, Document, MongoClient } from 'mongodb';
import type { ChatKind, Role } from '../../common/chats/chat.ts';
import type { ChatId, FileId, MessageId, UserId } from '../../common/ids.ts';
import type { Watermarks } from '../../common/messages/delivery.ts';
import type { SystemNote } from '../../common/messages/message.ts';
import { derived, duplicateKeyIndex } from '../infra/mongo.ts';
import type { OwnRun, Summary } from './projection.ts';

export interface ChatDoc {
  _id: ChatId;
  kind: ChatKind;
  title?: string;
  avatar?: FileId;
  /** Both ids of a direct chat, sorted: what makes the pair's chat unique. */
  directKey?: string;
  createdAt: Date;
  activityAt: Date;
  /** Grows with each change of what the chat is: title, members, roles, pins. */
  version: number;
  /** Oldest first. */
  pins?: MessageId[];
  /** What happened and is not yet told in a message of the chat, in order. */
  pending?: PendingNote[];
  // From here on a projection of the messages, repaired when a node died before writing it.
  lastSeq: number;
  rev: number;
  /** Compared as a whole by $max: by seq first. */
  last?: { seq: number; id: MessageId };
  /** Up to this message the search index has the chat. */
  indexed?: number;
}

export interface PendingNote {
  clientId: string;
  by: UserId;
  note: SystemNote;
}

export interface MemberDoc extends Watermarks {
  _id: string;
  chatId: ChatId;
  userId: UserId;
  role: Role;
  /** Own messages above the read watermark: they are not unread. */
  own: number;
  joinedAt: Date;
  /** The last message before they joined: what came up to it was not sent to them. */
  joinedSeq?: number;
  /** Set in a direct chat whose two are kept apart: nothing new is said there. */
  closed?: true;
  /** Set while they are not in the chat any more: the last message they can see, and its note until it is numbered. */
  left?: { at: Date; seq: number; rev: number; title?: string; note: string };
}

/** Watermarks that moved, for "who read this, and when". */
interface AdvanceDoc {
  chatId: ChatId;
  userId: UserId;
  kind: 'delivered' | 'read';
  seq: number;
  at: Date;
}

export interface Advanced {
  _id: string;
  chatId: ChatId;
  userId: UserId;
  marks: Watermarks;
  before: Watermarks;
  own: number | null;
}

export type ChatStore = ReturnType<typeof createChatStore>;

export const memberId = (chatId: ChatId, userId: UserId) => `${chatId}:${userId}`;

/** What makes a pair's direct chat unique. */
export const directKeyOf = (a: UserId, b: UserId) => [a, b].sort().join(':');

export const isInside = (member: MemberDoc) => member.left === undefined;

export const newMember = (chatId: ChatId, userId: UserId, role: Role, now: Date): MemberDoc => ({
  _id: memberId(chatId, userId),
  chatId,
  userId,
  role,
  delivered: 0,
  read: 0,
  own: 0,
  joinedAt: now,
});

export function createChatStore(client: MongoClient, db: Db) {
  const chats = db.collection<ChatDoc>('chats');
  const members = db.collection<MemberDoc>('members');
  const advances = db.collection<AdvanceDoc>('advances');

  return {
    /** Inserts a chat with its members, all or nothing; false when the pair has its direct chat already. */
    async insert(chat: ChatDoc, roles: ReadonlyMap<UserId, Role>): Promise<boolean> {
      const docs = [...roles].map(([userId, role]) => newMember(chat._id, userId, role, chat.createdAt));
      try {
        await client.withSession(session =>
          session.withTransaction(async () => {
            await chats.insertOne(chat, { session });
            await members.insertMany(docs, { session });
          }),
        );
        return true;
      } catch (error) {
        if (duplicateKeyIndex(error) === null) throw error;
        return false;
      }
    },

    chat: (id: ChatId) => chats.findOne({ _id: id }),
    chats: (ids: readonly ChatId[]) => chats.find({ _id: { $in: [...ids] } }).toArray(),
    titles: async (ids: readonly ChatId[]) =>
      (
        await chats.find({ _id: { $in: [...ids] } }, { projection: { title: 1, directKey: 1 } }).toArray()
      ).map(({ _id: chatId, ...names }) => ({ chatId, ...names })),
    directChat: (directKey: string) => chats.findOne({ directKey }),

    /** Closes or opens the direct chat of a pair; null where there is none. */
    async setClosed(directKey: string, closed: boolean): Promise<ChatId | null> {
      const chat = await chats.findOne({ directKey }, { projection: { _id: 1 } });
      if (chat === null) return null;
      const update = closed ? { $set: { closed: true as const } } : { $unset: { closed: true as const } };
      await members.updateMany({ chatId: chat._id }, update);
      return chat._id;
    },

    // Those who left are among them, where not said otherwise.
    members: (chatId: ChatId) => members.find({ chatId }).toArray(),
    membersOf: (chatIds: readonly ChatId[]) => members.find({ chatId: { $in: [...chatIds] } }).toArray(),
    memberships: (userId: UserId) =>
      members.find({ userId, left: { $exists: false } }, { projection: { chatId: 1 } }).toArray(),
    allMemberships: (userId: UserId) => members.find({ userId }, { projection: { chatId: 1 } }).toArray(),
    /** The chats one is in, and those one was in up to a message. */
    placesOf: async (userId: UserId) =>
      (await members.find({ userId }, { projection: { chatId: 1, left: 1 } }).toArray()).map(
        ({ chatId, left }) => ({ chatId, upTo: left?.seq }),
      ),
    membersByIds: (ids: readonly string[]) => members.find({ _id: { $in: [...ids] } }).toArray(),

    lastSeqs: (ids: readonly ChatId[]) =>
      chats.find({ _id: { $in: [...ids] } }, { projection: { lastSeq: 1 } }).toArray(),

    /** Brings the projections up to a commit. They only grow, so order and repetition do not matter. */
    async recordSummaries(summaries: readonly Summary[]): Promise<void> {
      if (summaries.length === 0) return;
      const updates = summaries.map(({ chatId, rev, last }) => ({
        updateOne: {
          filter: { _id: chatId },
          update: {
            $max: last
              ? { rev, lastSeq: last.seq, last: { seq: last.seq, id: last.id }, activityAt: last.at }
              : { rev },
          },
        },
      }));
      await chats.bulkWrite(updates, { ordered: false, ...derived });
    },

    /** [DLV2] Moves the senders' own watermarks over their new messages, where these follow right on. */
    async recordOwn(own: readonly (readonly OwnRun[])[]): Promise<void> {
      const updates = own.flatMap(runs => {
        const [run] = runs;
        if (run === undefined) return [];
        return [
          { updateOne: { filter: { _id: memberId(run.chatId, run.userId) }, update: runs.map(ownStage) } },
        ];
      });
      if (updates.length > 0) await members.bulkWrite(updates, { ordered: false, ...derived });
    },

    /** Members by chat and person whose own count is set anew, after it may have been lost. */
    async setOwn(rows: readonly { _id: string; own: number }[]): Promise<void> {
      const updates = rows.map(({ _id, own }) => ({
        updateOne: { filter: { _id }, update: { $set: { own } } },
      }));
      if (updates.length > 0) await members.bulkWrite(updates, { ordered: false, ...derived });
    },

    /** Moves watermarks forward, never back, and notes when; `own` is what is left of own messages above the read mark. */
    async advance(rows: readonly Advanced[], at: Date): Promise<void> {
      const updates = rows.map(({ _id, marks, own }) => ({
        updateOne: {
          filter: { _id },
          update: { $max: { ...marks }, ...(own === null ? {} : { $set: { own } }) },
        },
      }));
      const moves = rows.flatMap(({ chatId, userId, marks, before }) =>
        (['delivered', 'read'] as const)
          .filter(kind => marks[kind] > before[kind])
          .map(kind => ({ chatId, userId, kind, seq: marks[kind], at })),
      );
      // Written twice after a failure, the first one counts.
      await Promise.all([
        members.bulkWrite(updates, { ordered: false }),
        moves.length > 0 && advances.insertMany(moves, { ordered: false }),
      ]);
    },

    /** [INFO1] When each other member's watermarks first covered a seq; those who joined later are left out. */
    async firstAdvances(chatId: ChatId, seq: number, except: UserId) {
      const first = (kind: AdvanceDoc['kind']) => ({
        $lookup: {
          from: 'advances',
          localField: 'userId',
          foreignField: 'userId',
          pipeline: [{ $match: { chatId, kind, seq: { $gte: seq } } }, { $sort: { seq: 1 } }, { $limit: 1 }],
          as: kind,
        },
      });
      const rows = await members
        .aggregate<{ userId: UserId; delivered: AdvanceDoc[]; read: AdvanceDoc[] }>([
          {
            $match: {
              chatId,
              userId: { $ne: except },
              left: { $exists: false },
              joinedSeq: { $not: { $gte: seq } },
            },
          },
          { $project: { userId: 1 } },
          first('delivered'),
          first('read'),
        ])
        .toArray();
      return rows.map(({ userId, delivered: [delivered], read: [read] }) => ({
        userId,
        ...(delivered && { deliveredAt: delivered.at }),
        ...(read && { readAt: read.at }),
      }));
    },
  };
}

/** One run as a stage of an update: it moves a mark that it follows right on, else it counts as own above the mark. */
function ownStage({ from, to }: OwnRun): Document {
  const follows = (mark: string) => ({ $gte: [mark, from - 1] });
  const reach = (mark: string) => ({ $cond: [follows(mark), { $max: [mark, to] }, mark] });
  return {
    $set: {
      own: { $cond: [follows('$read'), '$own', { $add: ['$own', to - from + 1] }] },
      read: reach('$read'),
      delivered: { $max: [reach('$delivered'), reach('$read')] },
    },
  };
}
