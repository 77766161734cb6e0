// Messages in the replica: what one does to its thread, its chat, and the watermarks.
import type { Chat } from '../../../common/chats/chat.ts';
import type { ChatId } from '../../../common/ids.ts';
import { advanceOwn } from '../../../common/messages/delivery.ts';
import type { Message } from '../../../common/messages/message.ts';
import { heard, putChat } from './put.ts';
import { type ChangesPage, memberOf, type Replica } from './state.ts';
import { firstFrom, mergeMessages } from './threads.ts';

/** [MSG2] A message is shown at once; the chat's rev moves only by one, and what is between is fetched. */
export function applyMessage(state: Replica, message: Message): Replica {
  const chat = state.chats[message.chatId];
  // The list is still on its way, and may be older than this.
  if (chat === undefined) return heard(state, message.chatId, message.rev);
  const threaded = inThread(state, message.chatId, [message]);
  const rev = message.rev === chat.rev + 1 ? message.rev : chat.rev;
  const next = withMessages(threaded, chat, [message], rev);
  return heard(putChat(threaded, next), message.chatId, message.rev);
}

/** Takes over a page of changes; with `more` the chat stays behind. */
export function applyChanges(state: Replica, chatId: ChatId, page: ChangesPage): Replica {
  const chat = state.chats[chatId];
  if (chat === undefined) return state;
  const threaded = inThread(state, chatId, page.messages);
  const next = withMessages(threaded, chat, page.messages, Math.max(chat.rev, page.rev));
  const put = putChat(threaded, next);
  // What was heard of is either here now or behind a rev that the server does not know: its word holds.
  const { [chatId]: seen, ...behind } = put.behind;
  if (page.more) return heard(put, chatId, next.rev + 1);
  return seen !== undefined && seen <= next.rev ? { ...put, behind } : put;
}

function inThread(state: Replica, chatId: ChatId, incoming: readonly Message[]): Replica {
  const thread = state.threads[chatId];
  if (thread === undefined) return state;
  const messages = mergeMessages(thread.messages, incoming);
  if (messages === thread.messages) return state;
  return { ...state, threads: { ...state.threads, [chatId]: { ...thread, messages } } };
}

function withMessages(state: Replica, chat: Chat, incoming: readonly Message[], rev: number): Chat {
  const bySeq = [...incoming].sort((a, b) => a.seq - b.seq);
  const fresh = bySeq.filter(message => message.seq > chat.lastSeq);
  const lastMessage = bySeq.reduce(newestOf, chat.lastMessage);
  const lastSeq = Math.max(chat.lastSeq, lastMessage?.seq ?? 0);
  const others = fresh.filter(message => waits(state, chat, message));
  const unread = chat.unread + others.length;
  const unreadMentions = (chat.unreadMentions ?? 0) + others.filter(one => mentionsSelf(state, one)).length;
  if (rev === chat.rev && lastSeq === chat.lastSeq && lastMessage === chat.lastMessage) {
    const rolled = rollOwn(chat, bySeq);
    return rolled === chat ? chat : recount(state, rolled);
  }
  const mentioned = unreadMentions !== (chat.unreadMentions ?? 0) && { unreadMentions };
  const next: Chat = { ...chat, rev, lastSeq, unread, ...mentioned, ...(lastMessage && { lastMessage }) };
  return recount(state, rollOwn(next, state.threads[chat.id]?.messages ?? bySeq));
}

function newestOf(held: Message | undefined, message: Message): Message {
  if (held === undefined || message.seq > held.seq) return message;
  return message.seq === held.seq && message.rev > held.rev ? message : held;
}

/** [DLV2] for every member, as far as the messages at hand show it. */
export function rollOwn(chat: Chat, messages: readonly Message[]): Chat {
  let changed = false;
  const members = chat.members.map(member => {
    let marks = { delivered: member.delivered, read: member.read };
    for (let index = firstFrom(messages, marks.read + 1); index < messages.length; index += 1) {
      const message = messages[index];
      if (message?.senderId === member.userId) marks = advanceOwn(marks, message.seq);
      else if (message && message.seq > marks.delivered) break;
    }
    if (marks.delivered === member.delivered && marks.read === member.read) return member;
    changed = true;
    return { ...member, ...marks };
  });
  return changed ? { ...chat, members } : chat;
}

/** Counts what oneself has not read, from the messages where they are held. */
export function recount(state: Replica, chat: Chat): Chat {
  const own = memberOf(chat, state.self);
  // Nothing waits to be read in a chat that one has left.
  if (own === undefined && chat.left) return chat.unread === 0 ? chat : { ...chat, unread: 0 };
  const read = own?.read ?? 0;
  const thread = state.threads[chat.id];
  const whole = thread !== undefined && thread.from !== null && thread.from <= read + 1;
  const held = chat.unreadMentions ?? 0;
  const fresh = whole
    ? thread.messages.slice(firstFrom(thread.messages, read + 1)).filter(one => waits(state, chat, one))
    : null;
  const unread = fresh ? fresh.length : Math.min(chat.unread, Math.max(0, chat.lastSeq - read));
  const unreadMentions = fresh
    ? fresh.filter(one => mentionsSelf(state, one)).length
    : Math.min(held, unread);
  if (unread === chat.unread && unreadMentions === held) return chat;
  return { ...chat, unread, ...(unreadMentions !== held && { unreadMentions }) };
}

/** [UNREAD1] What others wrote waits to be read; notes of the chat do not, nor [BLK4] what is folded away. */
function waits({ self, blocked }: Replica, { kind }: Chat, { senderId, system }: Message): boolean {
  return senderId !== self && system === undefined && !(kind === 'group' && blocked.has(senderId));
}

function mentionsSelf({ self }: Replica, { mentions, deletedAt }: Message): boolean {
  return self !== null && deletedAt === undefined && (mentions?.includes(self) ?? false);
}
