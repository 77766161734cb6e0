// Who is in which chat, from memory: what each message is checked against and sent out by.
import { AppError } from '../../common/errors.ts';
import type { ChatId, UserId } from '../../common/ids.ts';
import type { Clock } from '../context.ts';
import { Bounded } from '../infra/bounded.ts';
import type { Bus } from '../infra/bus.ts';
import { type ChatStore, isInside, memberId } from './store.ts';

/** How much of a chat somebody may read: all of it, or what was there when they left. */
export interface Reach {
  /** The last seq. */
  upTo: number;
  /** The last rev. */
  asOf?: number;
}

export type Membership = ReturnType<typeof createMembership>;

interface Cached<T> {
  until: number;
  value: Promise<T>;
}

/** A node that misses a notice (Redis lost) goes by an old list no longer than this. */
const holds = 30_000;
const cachedChats = 50_000;

interface Parts {
  store: ChatStore;
  /** Everyone whom a person blocked or who blocked them. */
  apart(userId: UserId): Promise<ReadonlySet<UserId>>;
  bus: Bus;
  clock: Clock;
}

export function createMembership({ store, apart, bus, clock }: Parts) {
  const members = cache(cachedChats, clock, async (chatId: ChatId) => {
    const docs = await store.members(chatId);
    const inside = docs.filter(isInside);
    return {
      inside: new Set(inside.map(member => member.userId)),
      closed: inside.some(member => member.closed === true),
    };
  });
  const contacts = cache(cachedChats, clock, async (userId: UserId) => {
    const chatIds = (await store.memberships(userId)).map(member => member.chatId);
    const [all, hidden] = await Promise.all([store.membersOf(chatIds), apart(userId)]);
    return new Set(
      all
        .filter(isInside)
        .map(member => member.userId)
        .filter(id => id !== userId && !hidden.has(id)),
    );
  });

  bus.onNotice('chat_changed', ({ chatId, userIds }) => {
    members.forget(chatId);
    for (const userId of userIds) contacts.forget(userId);
  });
  bus.onNotice('blocks_changed', ({ chatId, userIds }) => {
    if (chatId !== null) members.forget(chatId);
    for (const userId of userIds) contacts.forget(userId);
  });
  bus.onNotice('events_missed', () => {
    members.clear();
    contacts.clear();
  });

  /** The members of a chat that the user is in. Errors: `forbidden`, also for a chat that is not there. */
  async function enter(userId: UserId, chatId: ChatId) {
    const chat = await members.get(chatId);
    if (!chat.inside.has(userId)) throw new AppError('forbidden', 'You are not a member of this chat');
    return chat;
  }

  return {
    members: async (chatId: ChatId): Promise<ReadonlySet<UserId>> => (await members.get(chatId)).inside,

    /** The members of a chat that the user is in. Errors: `forbidden`, also for a chat that is not there. */
    require: async (userId: UserId, chatId: ChatId): Promise<ReadonlySet<UserId>> =>
      (await enter(userId, chatId)).inside,

    /** [BLK2] The same, where something may be said. Errors: also `forbidden` between people kept apart. */
    async requireOpen(userId: UserId, chatId: ChatId): Promise<ReadonlySet<UserId>> {
      const { inside, closed } = await enter(userId, chatId);
      if (closed) throw new AppError('forbidden', 'This person can not be reached');
      return inside;
    },

    /** Who is told what somebody does in a chat: all members, but only oneself where two are kept apart. */
    async audience(userId: UserId, chatId: ChatId): Promise<UserId[]> {
      const { inside, closed } = await members.get(chatId);
      return closed ? [userId] : [...inside];
    },

    /** [GRP6] What of a chat the user may read. Errors: `forbidden` for those who never were in it. */
    async reach(userId: UserId, chatId: ChatId): Promise<Reach> {
      if ((await members.get(chatId)).inside.has(userId)) return { upTo: Infinity };
      const [member] = await store.membersByIds([memberId(chatId, userId)]);
      if (member === undefined) throw new AppError('forbidden', 'You are not a member of this chat');
      if (member.left === undefined) return { upTo: Infinity };
      return { upTo: member.left.seq, asOf: member.left.rev };
    },

    /** Everyone who shares a chat with the user, but those kept apart from them. */
    async contactsOf(userId: UserId): Promise<UserId[]> {
      return [...(await contacts.get(userId))];
    },

    async sharesChat(a: UserId, b: UserId): Promise<boolean> {
      return (await contacts.get(a)).has(b);
    },
  };
}

function cache<K, T>(limit: number, clock: Clock, load: (key: K) => Promise<T>) {
  const entries = new Bounded<K, Cached<T>>(limit);
  return {
    forget: (key: K) => entries.delete(key),
    clear: () => entries.clear(),
    get(key: K): Promise<T> {
      const now = clock.now().getTime();
      const held = entries.get(key);
      if (held !== undefined && held.until > now) return held.value;
      const value = load(key);
      entries.set(key, { until: now + holds, value });
      value.catch(() => entries.delete(key));
      return value;
    },
  };
}
