// Chats as each of their members sees them: what is unread, what they wrote and did not send, or what was when they left.
import type { User } from '../../common/auth/user.ts';
import type { Chat, Draft } from '../../common/chats/chat.ts';
import { markOf } from '../../common/chats/mark.ts';
import { AppError } from '../../common/errors.ts';
import type { ChatId, MessageId, UserId } from '../../common/ids.ts';
import type { Message } from '../../common/messages/message.ts';
import { type ChatDoc, type ChatStore, isInside, type MemberDoc } from './store.ts';

export type ChatView = ReturnType<typeof createChatView>;

interface Parts {
  store: Pick<ChatStore, 'members'>;
  people: { usersByIds(ids: readonly UserId[]): Promise<User[]> };
  messages: {
    byIds(ids: readonly MessageId[]): Promise<Map<MessageId, Message>>;
    bySeqs(places: readonly { chatId: ChatId; seq: number }[]): Promise<Message[]>;
  };
  /** How many messages above a seq mention a person, by "chat:user". */
  mentionsAbove(
    rows: readonly { chatId: ChatId; userId: UserId; seq: number }[],
  ): Promise<ReadonlyMap<string, number>>;
  /** The chats' own notes above a seq in each. */
  notesAbove(
    rows: readonly { chatId: ChatId; seq: number }[],
  ): Promise<ReadonlyMap<ChatId, readonly { senderId: UserId; seq: number }[]>>;
  /** Whom each of these people blocked among them. */
  blockedAmong(ids: readonly UserId[]): Promise<ReadonlyMap<UserId, ReadonlySet<UserId>>>;
  /** What some people wrote above a seq in each chat, without notes. */
  writtenAbove(
    rows: readonly { chatId: ChatId; seq: number; senderIds: readonly UserId[] }[],
  ): Promise<ReadonlyMap<ChatId, readonly Written[]>>;
  /** What one wrote and did not send, by chat: in these chats, or in all. */
  draftsOf: (userId: UserId, chatId?: ChatId) => Promise<ReadonlyMap<ChatId, Draft>>;
}

export interface ShownChat {
  chat: Chat;
  /** Everyone who is in the chat, or was. */
  users: User[];
}

interface Written {
  readonly senderId: UserId;
  readonly seq: number;
  readonly mentions?: readonly UserId[];
}

/** A chat with what it takes to show it to one of its members. */
interface Seen {
  doc: ChatDoc;
  members: readonly MemberDoc[];
  me: MemberDoc;
  unread: number;
  /** Of what is folded away, and so waits for nobody: how much mentions one. */
  foldedMentions: number;
}

/** The marks of the chats that a person holds. */
type Marks = Readonly<Record<ChatId, string>>;

type Place = Omit<Seen, 'unread' | 'foldedMentions'>;

export function createChatView(parts: Parts) {
  const { store, people, messages, mentionsAbove, notesAbove, draftsOf, blockedAmong, writtenAbove } = parts;

  async function lastMessages(rows: readonly Seen[]): Promise<ReadonlyMap<ChatId, Message>> {
    const ids = rows.flatMap(({ doc, me }) => (isInside(me) && doc.last ? [doc.last.id] : []));
    const left = rows.flatMap(({ doc, me }) => (me.left ? [{ chatId: doc._id, seq: me.left.seq }] : []));
    const [byId, bySeq] = await Promise.all([messages.byIds(ids), messages.bySeqs(left)]);
    return new Map([...byId.values(), ...bySeq].map(message => [message.chatId, message]));
  }

  /** [BLK4] What people wrote in groups whom somebody there blocked who has something unread. */
  async function folded(waiting: readonly Place[]) {
    const people = new Set(waiting.flatMap(({ members }) => members.map(member => member.userId)));
    const blocked = await blockedAmong([...people]);
    const asked = waiting.flatMap(({ doc, members, me }) => {
      const senderIds = members.map(member => member.userId).filter(id => blocked.get(me.userId)?.has(id));
      return senderIds.length === 0 ? [] : [{ chatId: doc._id, seq: me.read, senderIds }];
    });
    const written = await writtenAbove(asked);
    return ({ doc, me }: Place) =>
      (written.get(doc._id) ?? []).filter(
        ({ seq, senderId }) =>
          seq > me.read && seq <= doc.lastSeq && blocked.get(me.userId)?.has(senderId) === true,
      );
  }

  /** [UNREAD1] Counts what others wrote above the read mark: neither own messages, nor notes, nor what is folded away. */
  async function counted(rows: readonly Place[]): Promise<Seen[]> {
    const waiting = rows.filter(({ doc, me }) => doc.kind === 'group' && above(doc, me) > 0);
    const lowest = new Map<ChatId, number>();
    for (const { doc, me } of waiting) {
      lowest.set(doc._id, Math.min(me.read, lowest.get(doc._id) ?? Infinity));
    }
    const [notes, foldedFor] = await Promise.all([
      notesAbove([...lowest].map(([chatId, seq]) => ({ chatId, seq }))),
      folded(waiting),
    ]);
    return rows.map(row => {
      const { doc, me } = row;
      const told = (notes.get(doc._id) ?? []).filter(
        ({ seq, senderId }) => seq > me.read && seq <= doc.lastSeq && senderId !== me.userId,
      );
      const hidden = foldedFor(row);
      return {
        ...row,
        unread: Math.max(0, above(doc, me) - told.length - hidden.length),
        foldedMentions: hidden.filter(({ mentions }) => mentions?.includes(me.userId)).length,
      };
    });
  }

  /** [MENT3] One question for all chats that have something unread. */
  async function mentions(rows: readonly Seen[]): Promise<ReadonlyMap<string, number>> {
    const unread = rows.filter(row => row.unread > 0);
    const found = await mentionsAbove(
      unread.map(({ doc, me }) => ({ chatId: doc._id, userId: me.userId, seq: me.read })),
    );
    const heard = unread.map(({ me, foldedMentions }) => [me._id, (found.get(me._id) ?? 0) - foldedMentions]);
    return new Map(heard as [string, number][]);
  }

  return {
    /**
     * These chats as one person sees them; those that the person never was in are left out, and [SYNC1] those whose mark
     * is the one that the person holds.
     */
    async many(docs: readonly ChatDoc[], all: readonly MemberDoc[], userId: UserId, known: Marks = {}) {
      const counts = await counted(placesOf(docs, all, userId));
      const rows = counts.filter(row => markOf(toChat(row, undefined)) !== known[row.doc._id]);
      const [last, mentioned, users, drafts] = await Promise.all([
        lastMessages(rows),
        mentions(rows),
        people.usersByIds(rows.flatMap(({ members }) => members.map(member => member.userId))),
        draftsOf(userId, docs.length === 1 ? docs[0]?._id : undefined),
      ]);
      const chats = rows.map(row => {
        const chat = toChat(row, last.get(row.doc._id), mentioned.get(row.me._id));
        const draft = drafts.get(chat.id);
        if (draft !== undefined && isInside(row.me)) chat.draft = draft;
        return chat;
      });
      return { chats, users };
    },

    /** One chat as one person sees it. Errors: `forbidden` for those who never were in it. */
    async one(doc: ChatDoc, userId: UserId): Promise<ShownChat> {
      const { chats, users } = await this.many([doc], await store.members(doc._id), userId);
      const [chat] = chats;
      if (chat === undefined) throw new AppError('forbidden', 'You are not a member of this chat');
      return { chat, users };
    },

    /** One chat as each of its members sees it, for events: who sees the same shares a view. Drafts are not in it. */
    async each(doc: ChatDoc): Promise<{ userIds: UserId[]; shown: ShownChat }[]> {
      const members = await store.members(doc._id);
      const rows = await counted(members.filter(isInside).map(me => ({ doc, members, me })));
      const [last, mentioned, users] = await Promise.all([
        lastMessages(rows.slice(0, 1)),
        mentions(rows),
        people.usersByIds(members.map(member => member.userId)),
      ]);
      const alike = Map.groupBy(rows, ({ me, unread }) => `${unread} ${mentioned.get(me._id) ?? 0}`);
      return [...alike.values()].flatMap(same => {
        const [row] = same;
        if (row === undefined) return [];
        const chat = toChat(row, last.get(doc._id), mentioned.get(row.me._id));
        return [{ userIds: same.map(({ me }) => me.userId), shown: { chat, users } }];
      });
    },
  };
}

function placesOf(docs: readonly ChatDoc[], all: readonly MemberDoc[], userId: UserId) {
  const byChat = Map.groupBy(all, member => member.chatId);
  return docs.flatMap(doc => {
    const members = byChat.get(doc._id) ?? [];
    const me = members.find(member => member.userId === userId);
    return me === undefined ? [] : [{ doc, members, me }];
  });
}

/** How many messages of others stand above the read mark. */
const above = (doc: ChatDoc, me: MemberDoc) =>
  isInside(me) ? Math.max(0, doc.lastSeq - me.read - me.own) : 0;

function toChat({ doc, members, me, unread }: Seen, last: Message | undefined, mentioned = 0): Chat {
  const { left } = me;
  const title = left === undefined ? doc.title : left.title;
  const upTo = left?.seq ?? Infinity;
  const chat: Chat = {
    id: doc._id,
    kind: doc.kind,
    members: members.filter(left === undefined ? isInside : wasThere(left.at)).map(member => ({
      userId: member.userId,
      role: member.role,
      delivered: Math.min(member.delivered, upTo),
      read: Math.min(member.read, upTo),
    })),
    lastSeq: left?.seq ?? doc.lastSeq,
    rev: left?.rev ?? doc.rev,
    unread,
    version: doc.version ?? 0,
    createdAt: doc.createdAt.toISOString(),
  };
  if (title !== undefined) chat.title = title;
  if (doc.avatar !== undefined) chat.avatar = doc.avatar;
  if (last !== undefined) chat.lastMessage = last;
  if (mentioned > 0) chat.unreadMentions = mentioned;
  if (left !== undefined) chat.left = true;
  else if (doc.pins !== undefined && doc.pins.length > 0) chat.pins = doc.pins;
  return chat;
}

/** Who was in the chat when somebody left it. */
const wasThere = (at: Date) => (member: MemberDoc) =>
  member.joinedAt <= at && (member.left === undefined || member.left.at >= at);
