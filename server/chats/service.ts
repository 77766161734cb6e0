// Chats: made, listed and shown to each member with what is unread for them.
import type { User } from '../../common/auth/user.ts';
import type { Chat, Draft, Role } from '../../common/chats/chat.ts';
import { AppError } from '../../common/errors.ts';
import type { ChatId, MessageId, UserId } from '../../common/ids.ts';
import type { Message } from '../../common/messages/message.ts';
import { encodeEvent } from '../../common/wire/codec.ts';
import type { Body, http } from '../../common/wire/http.ts';
import type { Caller, Clock } from '../context.ts';
import type { Bus } from '../infra/bus.ts';
import type { Membership } from './membership.ts';
import type { Projection } from './projection.ts';
import type { ChatDoc, ChatStore, MemberDoc } from './store.ts';

export type ChatService = ReturnType<typeof createChatService>;

interface Parts {
  store: ChatStore;
  membership: Membership;
  people: { usersByIds(ids: readonly UserId[]): Promise<User[]> };
  messages: { byIds(ids: readonly MessageId[]): Promise<Map<MessageId, Message>> };
  projection: Projection;
  /** What one wrote and did not send, by chat: in these chats, or in all. */
  draftsOf: (userId: UserId, chatId?: ChatId) => Promise<ReadonlyMap<ChatId, Draft>>;
  bus: Bus;
  clock: Clock;
  newId: () => string;
}

export interface ShownChat {
  chat: Chat;
  users: User[];
}

export function createChatService({
  store,
  membership,
  projection,
  people,
  messages,
  draftsOf,
  bus,
  clock,
  newId,
}: Parts) {
  /** One chat as one member sees it. */
  async function show(doc: ChatDoc, userId: UserId): Promise<ShownChat> {
    const members = await store.members(doc._id);
    if (!members.some(member => member.userId === userId)) {
      throw new AppError('forbidden', 'You are not a member of this chat');
    }
    const [lastMessages, users, drafts] = await Promise.all([
      messages.byIds(doc.last === undefined ? [] : [doc.last.id]),
      people.usersByIds(members.map(member => member.userId)),
      draftsOf(userId, doc._id),
    ]);
    return { chat: withDraft(toChat(doc, members, lastMessages, userId), drafts), users };
  }

  async function insert(
    caller: Caller,
    doc: ChatDoc,
    roles: ReadonlyMap<UserId, Role>,
  ): Promise<ShownChat | null> {
    if (!(await store.insert(doc, roles))) return null;
    const userIds = [...roles.keys()];
    bus.notify('chat_changed', { chatId: doc._id, userIds });
    const shown = await show(doc, caller.userId);
    // Nothing is written in it yet, so it looks the same to everyone.
    bus.publish(userIds, encodeEvent('chat_created', shown), { except: caller.deviceId });
    return shown;
  }

  async function createDirect(caller: Caller, userId: UserId): Promise<ShownChat> {
    const pair = [caller.userId, userId].sort();
    const directKey = pair.join(':');
    const found = await store.directChat(directKey);
    if (found !== null) return show(found, caller.userId);
    await mustExist([userId]);
    const roles = new Map(pair.map(id => [id as UserId, 'member' as const]));
    const created = await insert(caller, { ...newChat('direct'), directKey }, roles);
    return created ?? createDirect(caller, userId);
  }

  async function createGroup(
    caller: Caller,
    title: string,
    memberIds: readonly UserId[],
  ): Promise<ShownChat> {
    const others = [...new Set(memberIds)].filter(id => id !== caller.userId);
    await mustExist(others);
    const roles = new Map<UserId, Role>([
      [caller.userId, 'owner'],
      ...others.map((id): [UserId, Role] => [id, 'member']),
    ]);
    const created = await insert(caller, { ...newChat('group'), title: title.trim() }, roles);
    if (created === null) throw new AppError('conflict', 'The group was not made; try again');
    return created;
  }

  async function mustExist(ids: readonly UserId[]): Promise<void> {
    const found = await people.usersByIds(ids);
    if (found.length < ids.length) throw new AppError('not_found', 'There is no such person');
  }

  function newChat(kind: ChatDoc['kind']): ChatDoc {
    const now = clock.now();
    return { _id: newId() as ChatId, kind, createdAt: now, activityAt: now, lastSeq: 0, rev: 0 };
  }

  return {
    /** Errors: `not_found` when a person is not there. The same pair gives the same direct chat. */
    create: (caller: Caller, body: Body<typeof http.createChat>): Promise<ShownChat> =>
      body.kind === 'direct'
        ? createDirect(caller, body.userId)
        : createGroup(caller, body.title, body.memberIds),

    /** Errors: `forbidden` outside the chat, also for a chat that is not there. */
    async get({ userId }: Caller, chatId: ChatId): Promise<ShownChat> {
      await membership.require(userId, chatId);
      const doc = await projection.settled(() => store.chat(chatId));
      if (doc === null) throw new AppError('not_found', 'There is no such chat');
      return show(doc, userId);
    },

    /** All one's chats, newest activity first, with everyone in them. */
    async list({ userId }: Caller): Promise<{ chats: Chat[]; users: User[] }> {
      const chatIds = (await store.memberships(userId)).map(member => member.chatId);
      const [docs, members] = await projection.settled(() =>
        Promise.all([store.chats(chatIds), store.membersOf(chatIds)]),
      );
      const lastIds = docs.flatMap(doc => (doc.last === undefined ? [] : [doc.last.id]));
      const [lastMessages, users, drafts] = await Promise.all([
        messages.byIds(lastIds),
        people.usersByIds(members.map(member => member.userId)),
        draftsOf(userId),
      ]);
      const byChat = Map.groupBy(members, member => member.chatId);
      docs.sort((a, b) => b.activityAt.getTime() - a.activityAt.getTime());
      const chats = docs.map(doc => toChat(doc, byChat.get(doc._id) ?? [], lastMessages, userId));
      return { chats: chats.map(chat => withDraft(chat, drafts)), users };
    },
  };
}

function withDraft(chat: Chat, drafts: ReadonlyMap<ChatId, Draft>): Chat {
  const draft = drafts.get(chat.id);
  return draft === undefined ? chat : { ...chat, draft };
}

function toChat(
  doc: ChatDoc,
  members: readonly MemberDoc[],
  lastMessages: ReadonlyMap<MessageId, Message>,
  userId: UserId,
): Chat {
  const me = members.find(member => member.userId === userId);
  const chat: Chat = {
    id: doc._id,
    kind: doc.kind,
    members: members.map(member => ({
      userId: member.userId,
      role: member.role,
      delivered: member.delivered,
      read: member.read,
    })),
    lastSeq: doc.lastSeq,
    rev: doc.rev,
    unread: me === undefined ? 0 : Math.max(0, doc.lastSeq - me.read - me.own),
    createdAt: doc.createdAt.toISOString(),
  };
  if (doc.title !== undefined) chat.title = doc.title;
  const lastMessage = doc.last === undefined ? undefined : lastMessages.get(doc.last.id);
  if (lastMessage !== undefined) chat.lastMessage = lastMessage;
  return chat;
}
