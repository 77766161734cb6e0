// What one is about to do with a message: which one is edited, asked about, or jumped to.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ChatId, MessageId, UserId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';

export type Asked =
  | { readonly kind: 'delete' | 'forward' | 'versions'; readonly message: Message }
  /** Whether to block someone. */
  | { readonly kind: 'block'; readonly userId: UserId }
  /** What to tell the administrators of someone, or of a message of theirs. */
  | { readonly kind: 'report'; readonly userId: UserId; readonly message?: Message }
  /** Which day of a chat to go to. */
  | { readonly kind: 'day'; readonly chatId: ChatId };

export interface Target {
  readonly chatId: ChatId;
  readonly seq: number;
  /** Words to mark in it, as a search found them. */
  readonly words: readonly string[];
}

export interface Desk {
  readonly editing: Readonly<Record<ChatId, Message>>;
  readonly asked: Asked | null;
  /** The message that a list is to bring into view; taken by the list. */
  readonly target: Target | null;
  /** The message that stands out for a moment. */
  readonly lit: Target | null;
  /** The message whose reactions are being chosen. */
  readonly reacting: MessageId | null;
}

export interface DeskParts {
  readonly store: StoreApi<Desk>;
  edit(message: Message): void;
  stopEditing(chatId: ChatId): void;
  ask(asked: Asked | null): void;
  react(messageId: MessageId | null): void;
  aim(target: Target): void;
  /** The list has brought the target into view. */
  arrived(target: Target): void;
  dim(target: Target): void;
}

/** An empty desk. */
export function createDesk(): DeskParts {
  const store = createStore<Desk>(() => ({
    editing: {},
    asked: null,
    target: null,
    lit: null,
    reacting: null,
  }));
  const set = store.setState;
  return {
    store,
    edit: message => set(({ editing }) => ({ editing: { ...editing, [message.chatId]: message } })),
    stopEditing: chatId =>
      set(({ editing }) => {
        const { [chatId]: _, ...others } = editing;
        return { editing: others };
      }),
    ask: asked => set({ asked }),
    react: reacting => set({ reacting }),
    aim: target => set({ target }),
    arrived: target => set({ target: null, lit: target }),
    dim: target => set(({ lit }) => (lit === target ? { lit: null } : {})),
  };
}
