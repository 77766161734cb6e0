// Keeps the replica up to the server: lists on each connection, and changes where something was missed.
import type { StoreApi } from 'zustand/vanilla';
import type { Chat } from '../../../common/chats/chat.ts';
import { markOf } from '../../../common/chats/mark.ts';
import { AppError } from '../../../common/errors.ts';
import type { ChatId, UserId } from '../../../common/ids.ts';
import { limits } from '../../../common/limits.ts';
import type { Disposer } from '../../ipc/channels.ts';
import type { Api } from '../transport/api.ts';
import type { Timers } from '../transport/timers.ts';
import type { Replica, ReplicaInput } from './state.ts';

export interface Sync {
  /** The server took the hello: events flow from now on, and what was before is fetched. */
  connected(): void;
  disconnected(): void;
  /** Asks for the list anew: a chat was taken away, or what counts as unread changed. */
  relist(): void;
  dispose: Disposer;
}

interface SyncOptions {
  readonly replica: StoreApi<Replica>;
  readonly dispatch: (input: ReplicaInput) => void;
  readonly api: Pick<Api, 'syncChats' | 'chats' | 'presence' | 'changes'>;
  readonly timers: Timers;
}

const againMs = 2_000;

/** One keeper per session. */
export function createSync({ replica, dispatch, api, timers }: SyncOptions): Sync {
  const running = new Set<ChatId>();
  const met = new Set<UserId>();
  const presenceOfAll = async (): Promise<ReplicaInput> => {
    const asked = replica.getState().presence;
    return { type: 'presence', ...(await api.presence()), asked };
  };
  // [SYNC1]
  const newsOfChats = async (): Promise<ReplicaInput> => {
    const { chats, people } = replica.getState();
    const known = Object.fromEntries(Object.values<Chat>(chats).map(chat => [chat.id, markOf(chat)]));
    try {
      return { type: 'snapshot', ...(await api.syncChats({ known, ...(people !== null && { people }) })) };
    } catch (error) {
      // A desktop may be newer than its server.
      if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
      const { chats: all, users } = await api.chats({ include: 'left' });
      const drafts = all.flatMap(({ id, draft }) => (draft ? [{ chatId: id, draft }] : []));
      return { type: 'snapshot', chats: all, users, drafts };
    }
  };
  let connection = 0;
  let connected = false;

  // Each list is asked for until it comes: one that fails must not hold up the other.
  const list = async (mine: number, fetch: () => Promise<ReplicaInput>) => {
    try {
      const input = await fetch();
      if (mine === connection) dispatch(input);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (mine !== connection || error.code === 'unauthorized') return;
      timers.after(againMs, () => mine === connection && void list(mine, fetch));
    }
  };

  const catchUp = async (chatId: ChatId) => {
    if (running.has(chatId)) return;
    running.add(chatId);
    try {
      while (connected && mustCatchUp(replica.getState(), chatId)) {
        const after = replica.getState().chats[chatId]?.rev ?? 0;
        dispatch({
          type: 'changes',
          chatId,
          page: await api.changes(chatId, { after, limit: limits.pageMax }),
        });
      }
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const gone = error.code === 'forbidden' || error.code === 'not_found';
      if (gone) dispatch({ type: 'event', event: { type: 'chat_removed', data: { chatId } }, now: 0 });
      else timers.after(againMs, look);
    } finally {
      running.delete(chatId);
    }
  };

  const look = () => {
    if (!connected) return;
    for (const chatId of Object.keys(replica.getState().behind) as ChatId[]) {
      if (mustCatchUp(replica.getState(), chatId)) void catchUp(chatId);
    }
  };
  // Someone one shares a first chat with was nobody's business before: nothing told of their presence.
  const meet = () => {
    const { chats, presence, self } = replica.getState();
    const strangers = Object.values(chats)
      .flatMap(chat => chat.members.map(member => member.userId))
      .filter(id => id !== self && presence[id] === undefined && !met.has(id));
    if (!connected || strangers.length === 0) return;
    for (const id of strangers) met.add(id);
    void list(connection, presenceOfAll);
  };
  const unsubscribe = replica.subscribe((now, before) => {
    if (now.behind !== before.behind || now.order.length !== before.order.length) look();
    if (now.order.length !== before.order.length && before.loaded) meet();
  });

  const disconnect = () => {
    connected = false;
    connection += 1;
  };
  return {
    connected() {
      connected = true;
      connection += 1;
      void list(connection, newsOfChats);
      void list(connection, presenceOfAll);
      look();
    },
    relist() {
      if (connected) void list(connection, newsOfChats);
    },
    disconnected: disconnect,
    dispose() {
      disconnect();
      unsubscribe();
    },
  };
}

// A chat that is not listed yet is heard of too; it catches up once it is.
function mustCatchUp({ behind, chats }: Replica, chatId: ChatId): boolean {
  return behind[chatId] !== undefined && chats[chatId] !== undefined;
}
