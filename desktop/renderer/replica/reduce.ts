// The one pure reducer: every event, reply and page goes through it, in any order, any number of times.
import { assertNever } from '../../../common/assert.ts';
import type { Chat } from '../../../common/chats/chat.ts';
import type { ChatId, UserId } from '../../../common/ids.ts';
import { advance } from '../../../common/messages/delivery.ts';
import type { Presence, Status } from '../../../common/presence/presence.ts';
import type { EventFrame } from '../../../common/wire/frames.ts';
import { adoptChat, adoptSnapshot, forgetChat, mergeUsers, restore } from './chats.ts';
import { applyChanges, applyMessage, recount } from './messages.ts';
import { putChat } from './put.ts';
import type { Replica, ReplicaInput } from './state.ts';
import { emptyThread, joinIsland, joinPage } from './threads.ts';

/** How long a typing notice holds without being renewed. */
export const typingHolds = 7_000;

/** The next state; the same object when nothing changed. */
export function reduce(state: Replica, input: ReplicaInput): Replica {
  switch (input.type) {
    case 'event':
      return applyEvent(state, input.event, input.now);
    case 'acknowledged':
      return applyMessage(state, input.message);
    case 'snapshot':
      return adoptSnapshot(state, input);
    case 'chat':
      return mergeUsers(adoptChat(state, input.chat), input.users);
    case 'presence':
      return { ...state, presence: byUser(state, input) };
    case 'users':
      return mergeUsers(state, input.users);
    case 'blocked':
      return applyBlocked(state, input.ids);
    case 'changes':
      return applyChanges(state, input.chatId, input.page);
    case 'opened':
      if (state.threads[input.chatId] || !state.chats[input.chatId]) return state;
      return { ...state, threads: { ...state.threads, [input.chatId]: emptyThread } };
    case 'page':
      return applyPage(state, input);
    case 'landed': {
      const thread = state.threads[input.chatId];
      if (!thread?.island) return state;
      return { ...state, threads: { ...state.threads, [input.chatId]: { ...thread, island: null } } };
    }
    case 'restored':
      return restore(state, input);
    case 'closed': {
      const { [input.chatId]: _, ...threads } = state.threads;
      return { ...state, threads };
    }
    case 'marked':
      return state.self === null ? state : applyMarks(state, input.chatId, state.self, input);
    case 'elapsed':
      return expireTyping(state, input.now);
    default:
      return assertNever(input);
  }
}

function applyBlocked(state: Replica, ids: readonly UserId[]): Replica {
  if (ids.length === state.blocked.size && ids.every(id => state.blocked.has(id))) return state;
  const next: Replica = { ...state, blocked: new Set(ids) };
  return Object.values<Chat>(next.chats).reduce<Replica>(
    (held, chat) => putChat(held, recount(held, chat)),
    next,
  );
}

function applyEvent(state: Replica, { type, data }: EventFrame, now: number): Replica {
  switch (type) {
    case 'message_created':
      return applyTyping(applyMessage(state, data.message), data.message.chatId, data.message.senderId, null);
    case 'message_updated':
      return applyMessage(state, data.message);
    case 'receipt':
      return applyMarks(state, data.chatId, data.userId, data);
    case 'typing':
      return applyTyping(state, data.chatId, data.userId, data.active ? now + typingHolds : null);
    case 'presence':
      return { ...state, presence: { ...state.presence, [data.userId]: data } };
    case 'user_joined':
      return applyStatus(state, data.userId, 'online');
    case 'user_left':
      return applyStatus(state, data.userId, 'offline', data.lastSeen);
    case 'chat_created':
    case 'chat_updated':
      return mergeUsers(adoptChat(state, data.chat), data.users);
    case 'chat_removed':
      return forgetChat(state, data.chatId);
    default:
      // Calls and the session have machines of their own.
      return state;
  }
}

function applyPage(state: Replica, input: Extract<ReplicaInput, { type: 'page' }>): Replica {
  const thread = state.threads[input.chatId];
  const chat = state.chats[input.chatId];
  if (!thread || !chat) return state;
  const { messages, limit, place = 'end', edge } = input;
  const next =
    place === 'end'
      ? joinPage(thread, messages, limit, edge === undefined ? edge : { before: edge, lastSeq: chat.lastSeq })
      : joinIsland(thread, messages, limit, place, edge);
  const joined = { ...state, threads: { ...state.threads, [input.chatId]: next } };
  return putChat(joined, recount(joined, chat));
}

interface Marks {
  readonly delivered?: number;
  readonly read?: number;
}

function applyMarks(state: Replica, chatId: ChatId, userId: UserId, marks: Marks): Replica {
  const chat = state.chats[chatId];
  const member = chat?.members.find(one => one.userId === userId);
  if (!chat || !member) return state;
  const { delivered, read } = marks;
  const moved = advance(member, { ...(delivered && { delivered }), ...(read && { read }) });
  if (moved === member) return state;
  const members = chat.members.map(one => (one === member ? { ...member, ...moved } : one));
  const next: Chat = { ...chat, members };
  return putChat(state, userId === state.self ? recount(state, next) : next);
}

function byUser(
  state: Replica,
  { presence: list, asked }: Extract<ReplicaInput, { type: 'presence' }>,
): Record<UserId, Presence> {
  const newest = (listed: Presence) => {
    const held = state.presence[listed.userId];
    return held !== undefined && held !== asked[listed.userId] ? held : listed;
  };
  const known = Object.fromEntries(list.map(listed => [listed.userId, newest(listed)]));
  const { self } = state;
  const own = self === null ? undefined : state.presence[self];
  return own && self !== null ? { [self]: own, ...known } : known;
}

function applyStatus(state: Replica, userId: UserId, status: Status, lastSeen?: string): Replica {
  const held = state.presence[userId];
  // Joining says that someone is here; whether away or busy comes apart and may have come before.
  if (status === 'online' && held && held.status !== 'offline') return state;
  const presence: Presence = { ...held, userId, status, ...(lastSeen && { lastSeen }) };
  return { ...state, presence: { ...state.presence, [userId]: presence } };
}

function applyTyping(state: Replica, chatId: ChatId, userId: UserId, until: number | null): Replica {
  const held = state.typing[chatId];
  if (until === null && held?.[userId] === undefined) return state;
  if (userId === state.self) return state;
  const { [userId]: _, ...others } = held ?? {};
  const next: Record<UserId, number> = until === null ? others : { ...others, [userId]: until };
  return withTyping(state, chatId, next);
}

function withTyping(state: Replica, chatId: ChatId, next: Readonly<Record<UserId, number>>): Replica {
  const { [chatId]: _, ...typing } = state.typing;
  return { ...state, typing: Object.keys(next).length === 0 ? typing : { ...typing, [chatId]: next } };
}

function expireTyping(state: Replica, now: number): Replica {
  let next = state;
  for (const [chatId, who] of Object.entries(state.typing)) {
    const left = Object.entries(who).filter(([, until]) => until > now);
    if (left.length === Object.keys(who).length) continue;
    next = withTyping(next, chatId as ChatId, Object.fromEntries(left));
  }
  return next;
}
