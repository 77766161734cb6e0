// Fetches the pages of a chat's history, one at a time per chat.
import { createStore, type StoreApi } from 'zustand/vanilla';
import { AppError } from '../../../common/errors.ts';
import type { ChatId } from '../../../common/ids.ts';
import { limits } from '../../../common/limits.ts';
import type { PagePlace, Replica, ReplicaInput } from '../replica/state.ts';
import { shownFrom, shownMessages } from '../replica/threads.ts';
import type { Api } from '../transport/api.ts';

export type LoadState = 'loading' | 'idle' | 'failed';

export interface HistoryParts {
  readonly store: StoreApi<Readonly<Record<ChatId, LoadState>>>;
  /** Loads the newest page, unless it is there; enough to reach the first unread message. */
  open(chatId: ChatId): void;
  older(chatId: ChatId): void;
  /** Goes on downwards from an island. */
  newer(chatId: ChatId): void;
  /** Makes sure that a message can be shown; false when it is not there. */
  reach(chatId: ChatId, seq: number): Promise<boolean>;
}

interface HistoryOptions {
  readonly replica: StoreApi<Replica>;
  readonly dispatch: (input: ReplicaInput) => void;
  readonly api: Pick<Api, 'messages'>;
}

type PageQuery = Omit<Parameters<Api['messages']>[1], 'limit'>;

const above = 20;

/** History of one account's chats. */
export function createHistory({ replica, dispatch, api }: HistoryOptions): HistoryParts {
  const store = createStore<Readonly<Record<ChatId, LoadState>>>(() => ({}));
  const running = new Set<string>();
  const reaching = new Map<ChatId, Promise<unknown>>();
  const load = async (chatId: ChatId, query: PageQuery, limit: number, place: PagePlace = 'end') => {
    const mine = `${chatId} ${place}`;
    if (running.has(mine)) return;
    running.add(mine);
    store.setState({ [chatId]: 'loading' });
    try {
      const { messages } = await api.messages(chatId, { ...query, limit });
      dispatch({ type: 'page', chatId, messages, limit, place, edge: query.before ?? query.after });
      store.setState({ [chatId]: 'idle' });
    } catch (error) {
      store.setState({ [chatId]: 'failed' });
      if (!(error instanceof AppError)) throw error;
      return;
    } finally {
      running.delete(mine);
    }
    // It was asked for before the thread began anew.
    if (place === 'end' && replica.getState().threads[chatId]?.from === null) open(chatId);
  };
  const open = (chatId: ChatId) => {
    dispatch({ type: 'opened', chatId });
    const { threads, chats } = replica.getState();
    const chat = chats[chatId];
    if (!chat || threads[chatId]?.from !== null) return;
    const limit = Math.min(limits.pageMax, Math.max(limits.pageDefault, chat.unread + above));
    void load(chatId, { before: chat.lastSeq + 1 }, limit);
  };
  const reach = async (chatId: ChatId, seq: number) => {
    const shows = () => {
      const thread = replica.getState().threads[chatId];
      return thread !== undefined && shownMessages(thread).some(message => message.seq === seq);
    };
    if (shows()) return true;
    // It may stand in what is held already, below the island that is shown.
    dispatch({ type: 'landed', chatId });
    if (shows()) return true;
    dispatch({ type: 'opened', chatId });
    await load(chatId, { around: seq }, limits.pageDefault, 'around');
    return shows();
  };
  return {
    store,
    open,
    older(chatId) {
      const thread = replica.getState().threads[chatId];
      const from = thread ? shownFrom(thread) : null;
      if (from !== null && from > 1)
        void load(chatId, { before: from }, limits.pageDefault, thread?.island ? 'above' : 'end');
    },
    newer(chatId) {
      const island = replica.getState().threads[chatId]?.island;
      if (island) void load(chatId, { after: island.to }, limits.pageDefault, 'below');
    },
    // One after the other: of two jumps the later one counts, and neither finds the other's page instead of its own.
    reach(chatId, seq) {
      const turn = (reaching.get(chatId) ?? Promise.resolve()).then(() => reach(chatId, seq));
      const done = turn.then(
        () => undefined,
        () => undefined,
      );
      reaching.set(chatId, done);
      return turn;
    },
  };
}
