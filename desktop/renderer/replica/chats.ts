// Chats in the replica: taking over what the server lists, keeping the order, never going back.
import type { User } from '../../../common/auth/user.ts';
import type { Chat } from '../../../common/chats/chat.ts';
import type { ChatId } from '../../../common/ids.ts';
import { advance } from '../../../common/messages/delivery.ts';
import { recount, rollOwn } from './messages.ts';
import { heard, putChat } from './put.ts';
import { memberOf, type Replica, type ReplicaInput } from './state.ts';

// Beyond so many missed changes loading anew is cheaper than catching up.
const mostMissed = 500;

/** Takes the server's word on a chat, without going back behind what came meanwhile. */
export function adoptChat(state: Replica, chat: Chat): Replica {
  const held = state.chats[chat.id];
  if (held === undefined) return heard(putChat(state, chat), chat.id, chat.rev);
  // Lists and events pass each other: an older word on title, members and pins changes nothing.
  if ((chat.version ?? 0) < (held.version ?? 0)) return adoptChat(state, { ...chat, ...lasting(held) });
  const members = chat.members.map(member => {
    const before = held.members.find(one => one.userId === member.userId);
    return before ? { ...member, ...advance(member, before) } : member;
  });
  if (chat.rev <= held.rev) {
    // What waits changes with whom one blocks too: as of the same moment the server's count is the right one.
    const same = chat.rev === held.rev && readOf(chat, state) === readOf(held, state);
    const { unread } = same ? chat : held;
    return putChat(state, settle(state, { ...held, ...described(chat, held), members, unread }));
  }
  const thread = state.threads[chat.id];
  if (thread !== undefined && chat.rev - held.rev <= mostMissed) {
    return heard(
      putChat(state, settle(state, { ...held, ...described(chat, held), members })),
      chat.id,
      chat.rev,
    );
  }
  const { [chat.id]: _, ...threads } = state.threads;
  const { [chat.id]: __, ...behind } = state.behind;
  return putChat({ ...state, threads, behind }, { ...chat, members });
}

/** Takes over the whole list, where chats that are not in it are gone, or what is new about it. */
export function adoptSnapshot(state: Replica, input: Extract<ReplicaInput, { type: 'snapshot' }>): Replica {
  const { chats, users, people = state.people } = input;
  const listed = new Set(chats.map(chat => chat.id));
  const gone = input.gone ?? state.order.filter(id => !listed.has(id));
  let next = mergeUsers(state, users);
  for (const id of gone) next = forgetChat(next, id);
  for (const chat of chats) next = adoptChat(next, chat);
  for (const id of Object.keys(next.behind) as ChatId[])
    if (next.chats[id] === undefined) next = forgetChat(next, id);
  return { ...next, people, loaded: true };
}

/** Drops a chat and all that hangs on it. */
export function forgetChat(state: Replica, chatId: ChatId): Replica {
  if (!state.chats[chatId] && state.behind[chatId] === undefined) return state;
  const { [chatId]: _, ...chats } = state.chats;
  const { [chatId]: __, ...threads } = state.threads;
  const { [chatId]: ___, ...behind } = state.behind;
  const { [chatId]: ____, ...typing } = state.typing;
  return { ...state, chats, threads, behind, typing, order: state.order.filter(id => id !== chatId) };
}

/** Adds people, or what changed about them. */
export function mergeUsers(state: Replica, users: readonly User[]): Replica {
  const news = users.filter(user => !sameUser(state.users[user.id], user));
  if (news.length === 0) return state;
  return { ...state, users: { ...state.users, ...Object.fromEntries(news.map(user => [user.id, user])) } };
}

function sameUser(a: User | undefined, b: User): boolean {
  return a?.displayName === b.displayName && a.username === b.username && a.avatar === b.avatar;
}

const readOf = (chat: Chat, { self }: Replica) => memberOf(chat, self)?.read;

function lasting({ title, avatar, members, pins, left, version }: Chat): Partial<Chat> {
  return { title, avatar, members, pins, left, version };
}

/** What the server says of a chat beside its messages; what it no longer has is taken away. */
function described(chat: Chat, held: Chat): Partial<Chat> {
  const { title = held.title, avatar = held.avatar, unreadMentions = held.unreadMentions } = chat;
  const { pins, left, version } = chat;
  const next: Partial<Chat> = { title, avatar, unreadMentions, pins, left, version };
  const keys = Object.keys(next) as (keyof Chat)[];
  return Object.fromEntries(keys.filter(key => next[key] !== held[key]).map(key => [key, next[key]]));
}

/** Puts in what this device kept, where nothing newer is known yet. */
export function restore(state: Replica, input: Extract<ReplicaInput, { type: 'restored' }>): Replica {
  let next = mergeUsers({ ...state, people: state.people ?? input.people ?? null }, input.users);
  for (const chat of input.chats) {
    if (next.chats[chat.id] !== undefined) continue;
    const thread = input.threads[chat.id];
    if (thread) next = { ...next, threads: { ...next.threads, [chat.id]: thread } };
    next = putChat(next, chat);
  }
  return next;
}

function settle(state: Replica, chat: Chat): Chat {
  return recount(state, rollOwn(chat, state.threads[chat.id]?.messages ?? []));
}
