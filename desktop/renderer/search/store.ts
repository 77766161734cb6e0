// Searching messages: the newest question wins; offline, what this device holds is looked through.
import { createStore, type StoreApi } from 'zustand/vanilla';
import { AppError } from '../../../common/errors.ts';
import type { ChatId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import { fold } from '../../../common/messages/search.ts';
import type { Disposer } from '../../ipc/channels.ts';
import type { Replica } from '../replica/state.ts';

export interface Hit {
  readonly chatId: ChatId;
  readonly message: Message;
}

export interface SearchState {
  readonly query: string;
  readonly state: 'empty' | 'loading' | 'ready' | 'failed';
  readonly error: unknown;
  readonly hits: readonly Hit[];
  readonly words: readonly string[];
  readonly next: string | undefined;
  /** The hits are from this device alone. */
  readonly local: boolean;
}

interface Found {
  readonly hits: readonly Hit[];
  readonly words: readonly string[];
  readonly next?: string | undefined;
}

interface SearchOptions {
  readonly ask: (query: { q: string; chatId?: ChatId; before?: string }) => Promise<Found>;
  readonly replica: () => Replica;
  readonly after: (ms: number, task: () => void) => Disposer;
}

export interface SearchParts {
  readonly store: StoreApi<SearchState>;
  search(query: string, chatId: ChatId | null): void;
  more(chatId: ChatId | null): void;
}

const typingMs = 250;
const nothing = { hits: [], words: [], next: undefined, local: false, error: null } as const;

/** One search of one account. */
export function createSearch({ ask, replica, after }: SearchOptions): SearchParts {
  const store = createStore<SearchState>(() => ({ query: '', state: 'empty', ...nothing }));
  let latest = 0;
  let cancel: Disposer = () => {};
  const run = async (query: string, chatId: ChatId | null, before?: string) => {
    latest += 1;
    const mine = latest;
    try {
      const found = await ask({ q: query, ...(chatId && { chatId }), ...(before && { before }) });
      if (mine !== latest) return;
      const held = before ? store.getState().hits : [];
      const { words, next, hits } = found;
      store.setState({ state: 'ready', local: false, words, next, hits: [...held, ...hits] });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (mine !== latest) return;
      const offline = (error.details as { offline?: boolean } | undefined)?.offline === true;
      if (offline) store.setState({ ...lookHere(replica(), query, chatId), state: 'ready', local: true });
      else store.setState({ state: 'failed', error });
    }
  };
  return {
    store,
    search(query, chatId) {
      cancel();
      latest += 1;
      const text = query.trim();
      if (text === '') return store.setState({ query, state: 'empty', ...nothing });
      store.setState({ query, state: 'loading' });
      cancel = after(typingMs, () => void run(text, chatId));
    },
    more(chatId) {
      const { next, query } = store.getState();
      if (next !== undefined) void run(query.trim(), chatId, next);
    },
  };
}

const mostLocal = 50;

/** Looks for the words in the messages that are held, newest first; operators need the server. */
export function lookHere(
  replica: Replica,
  query: string,
  chatId: ChatId | null,
): Found & { next: undefined } {
  const words = fold(query)
    .split(/\s+/)
    .filter(word => word !== '' && !word.includes(':'));
  const chats = chatId ? [chatId] : replica.order;
  const fits = (message: Message) => {
    const text = ` ${fold(message.text).replace(/[^\p{L}\p{N}]+/gu, ' ')}`;
    return !message.deletedAt && words.every(word => text.includes(` ${word}`));
  };
  const hits = chats
    .flatMap(id => (replica.threads[id]?.messages ?? []).filter(fits))
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
    .slice(0, mostLocal)
    .map(message => ({ chatId: message.chatId, message }));
  return { hits: words.length === 0 ? [] : hits, words, next: undefined };
}
