// Fetches the pages of a chat's history, one at a time per chat.
import { createStore, type StoreApi } from 'zustand/vanilla';
import { AppError } from '../../../common/errors.ts';
import type { ChatId } from '../../../common/ids.ts';
import { limits } from '../../../common/limits.ts';
import type { Replica, ReplicaInput } from '../replica/state.ts';
import type { Api } from '../transport/api.ts';

export type LoadState = 'loading' | 'idle' | 'failed';

export interface HistoryParts {
  readonly store: StoreApi<Readonly<Record<ChatId, LoadState>>>;
  /** Loads the newest page, unless it is there; enough to reach the first unread message. */
  open(chatId: ChatId): void;
  older(chatId: ChatId): void;
}

interface HistoryOptions {
  readonly replica: StoreApi<Replica>;
  readonly dispatch: (input: ReplicaInput) => void;
  readonly api: Pick<Api, 'messages'>;
}

const above = 20;

/** History of one account's chats. */
export function createHistory({ replica, dispatch, api }: HistoryOptions): HistoryParts {
  const store = createStore<Readonly<Record<ChatId, LoadState>>>(() => ({}));
  const load = async (chatId: ChatId, before: number, limit: number) => {
    if (store.getState()[chatId] === 'loading') return;
    store.setState({ [chatId]: 'loading' });
    try {
      const { messages } = await api.messages(chatId, { before, limit });
      dispatch({ type: 'page', chatId, messages, limit });
      store.setState({ [chatId]: 'idle' });
    } catch (error) {
      store.setState({ [chatId]: 'failed' });
      if (!(error instanceof AppError)) throw error;
    }
  };
  return {
    store,
    open(chatId) {
      dispatch({ type: 'opened', chatId });
      const { threads, chats } = replica.getState();
      const chat = chats[chatId];
      if (!chat || threads[chatId]?.from !== null) return;
      const limit = Math.min(limits.pageMax, Math.max(limits.pageDefault, chat.unread + above));
      void load(chatId, chat.lastSeq + 1, limit);
    },
    older(chatId) {
      const from = replica.getState().threads[chatId]?.from;
      if (from !== undefined && from !== null && from > 1) void load(chatId, from, limits.pageDefault);
    },
  };
}
