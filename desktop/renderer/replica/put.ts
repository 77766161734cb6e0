// Puts a chat back into the replica: the order of the list, and what is still to be fetched.
import type { Chat } from '../../../common/chats/chat.ts';
import type { ChatId } from '../../../common/ids.ts';
import type { Replica } from './state.ts';

/** Puts a chat in its place; keeps the order when its activity is the same. */
export function putChat(state: Replica, chat: Chat): Replica {
  const held = state.chats[chat.id];
  if (held === chat) return state;
  const chats = { ...state.chats, [chat.id]: chat };
  const same = held !== undefined && activityOf(held) === activityOf(chat);
  return { ...state, chats, order: same ? state.order : orderOf(chats) };
}

/** Remembers the highest rev heard of, where it is above the chat's own. */
export function heard(state: Replica, chatId: ChatId, rev: number): Replica {
  const seen = Math.max(rev, state.behind[chatId] ?? 0);
  const chat = state.chats[chatId];
  if (chat === undefined || seen > chat.rev) {
    return state.behind[chatId] === seen ? state : { ...state, behind: { ...state.behind, [chatId]: seen } };
  }
  if (state.behind[chatId] === undefined) return state;
  const { [chatId]: _, ...behind } = state.behind;
  return { ...state, behind };
}

function activityOf(chat: Chat): string {
  return chat.lastMessage?.createdAt ?? chat.createdAt;
}

function orderOf(chats: Readonly<Record<ChatId, Chat>>): readonly ChatId[] {
  const byActivity = (a: Chat, b: Chat) => {
    const [first, second] = [activityOf(a), activityOf(b)];
    return first === second ? (a.id < b.id ? -1 : 1) : first < second ? 1 : -1;
  };
  return Object.values<Chat>(chats)
    .sort(byActivity)
    .map(chat => chat.id);
}
