// What this client knows of the server: chats, messages, people, presence. A projection that can be thrown away.
import type { User } from '../../../common/auth/user.ts';
import type { Chat, Draft, Member } from '../../../common/chats/chat.ts';
import type { ChatId, UserId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import type { Presence } from '../../../common/presence/presence.ts';
import type { EventFrame } from '../../../common/wire/frames.ts';

/** The messages of a chat that was opened. */
export interface Thread {
  /** Ascending by seq. May hold strays below `from`, which a page will join to the rest. */
  readonly messages: readonly Message[];
  /** From this seq on nothing is missing (but for what the chat is behind); null until the first page came. */
  readonly from: number | null;
  /** A stretch further up that one has jumped to: it is shown instead, until it has grown together with the rest. */
  readonly island?: Island | null;
}

/** Nothing is missing between these seqs, both included. */
export interface Island {
  readonly from: number;
  readonly to: number;
}

export interface Replica {
  readonly self: UserId | null;
  /** False until the first list of chats came. */
  readonly loaded: boolean;
  readonly chats: Readonly<Record<ChatId, Chat>>;
  /** Newest activity first. */
  readonly order: readonly ChatId[];
  readonly threads: Readonly<Record<ChatId, Thread>>;
  readonly users: Readonly<Record<UserId, User>>;
  /** What the server called the people of one's chats when it last told of them; null before. */
  readonly people: string | null;
  readonly presence: Readonly<Record<UserId, Presence>>;
  /** Who types where, and until when (milliseconds of the page's clock). */
  readonly typing: Readonly<Record<ChatId, Readonly<Record<UserId, number>>>>;
  /** The highest rev heard of, where it is above the chat's own: these chats must catch up. */
  readonly behind: Readonly<Record<ChatId, number>>;
  /** Whom one blocked: their messages in groups are folded away, and wait for nobody. */
  readonly blocked: ReadonlySet<UserId>;
}

export type ReplicaInput =
  | { readonly type: 'event'; readonly event: EventFrame; readonly now: number }
  /** What the server answered to an own send. */
  | { readonly type: 'acknowledged'; readonly message: Message }
  /** The whole list; with `gone`, only what is new about it. */
  | {
      readonly type: 'snapshot';
      readonly chats: readonly Chat[];
      readonly users: readonly User[];
      readonly gone?: readonly ChatId[];
      readonly people?: string;
      /** All that one wrote and did not send. */
      readonly drafts?: readonly { readonly chatId: ChatId; readonly draft: Draft }[];
    }
  | { readonly type: 'chat'; readonly chat: Chat; readonly users: readonly User[] }
  | {
      readonly type: 'presence';
      readonly presence: readonly Presence[];
      /** What was known when the list was asked for: what was told since is newer than the list. */
      readonly asked: Replica['presence'];
    }
  | { readonly type: 'blocked'; readonly ids: readonly UserId[] }
  | { readonly type: 'users'; readonly users: readonly User[] }
  | { readonly type: 'changes'; readonly chatId: ChatId; readonly page: ChangesPage }
  | { readonly type: 'opened'; readonly chatId: ChatId }
  | {
      readonly type: 'page';
      readonly chatId: ChatId;
      readonly messages: readonly Message[];
      readonly limit: number;
      /** Where the page belongs: under what is held (the usual), or to an island. */
      readonly place?: PagePlace;
      /** The seq that the page was asked for before or after. */
      readonly edge?: number;
    }
  /** Leaves the island for the newest messages. */
  | { readonly type: 'landed'; readonly chatId: ChatId }
  /** What this device kept of an earlier time. */
  | {
      readonly type: 'restored';
      readonly chats: readonly Chat[];
      readonly users: readonly User[];
      readonly people?: string | null;
      readonly threads: Readonly<Record<ChatId, Thread>>;
    }
  | { readonly type: 'closed'; readonly chatId: ChatId }
  | { readonly type: 'marked'; readonly chatId: ChatId; readonly delivered?: number; readonly read?: number }
  | { readonly type: 'elapsed'; readonly now: number };

export type PagePlace = 'end' | 'around' | 'above' | 'below';

export interface ChangesPage {
  readonly messages: readonly Message[];
  readonly rev: number;
  readonly more: boolean;
}

/** What someone knows who has just signed in. */
export function emptyReplica(self: UserId | null): Replica {
  return {
    self,
    loaded: false,
    chats: {},
    order: [],
    threads: {},
    users: {},
    people: null,
    presence: {},
    typing: {},
    behind: {},
    blocked: new Set(),
  };
}

/** One member of a chat. */
export function memberOf(chat: Chat, userId: UserId | null): Member | undefined {
  return chat.members.find(member => member.userId === userId);
}

/** The other side of a direct chat; oneself in a note to oneself; null in a group. */
export function peerOf(chat: Chat, self: UserId | null): UserId | null {
  if (chat.kind !== 'direct') return null;
  const peer = chat.members.find(member => member.userId !== self) ?? chat.members[0];
  return peer?.userId ?? null;
}
