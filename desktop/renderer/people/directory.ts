// Finding people on this server: the newest question wins, answers to older ones are dropped.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { User } from '../../../common/auth/user.ts';
import { AppError } from '../../../common/errors.ts';
import { limits } from '../../../common/limits.ts';
import type { Disposer } from '../../ipc/channels.ts';
import type { Api } from '../transport/api.ts';
import type { Timers } from '../transport/timers.ts';

export interface Directory {
  readonly query: string;
  /** False while `users` still answers an older question. */
  readonly current: boolean;
  readonly users: readonly User[];
  readonly state: 'loading' | 'ready' | 'failed';
}

export interface DirectoryParts {
  readonly store: StoreApi<Directory>;
  search(query: string): void;
}

const typingMs = 150;

/** A directory view's state; people found are also handed to `onFound`. */
export function createDirectory(
  api: Pick<Api, 'users'>,
  onFound: (users: readonly User[]) => void,
  timers: Timers,
): DirectoryParts {
  const store = createStore<Directory>(() => ({ query: '', current: false, users: [], state: 'loading' }));
  let cancel: Disposer = () => {};
  let latest = 0;
  const ask = async (query: string) => {
    latest += 1;
    const mine = latest;
    try {
      const { users } = await api.users({ limit: limits.usersMax, ...(query && { query }) });
      if (mine !== latest) return;
      onFound(users);
      store.setState({ users, state: 'ready', current: true });
    } catch (error) {
      if (mine === latest) store.setState({ state: 'failed' });
      if (!(error instanceof AppError)) throw error;
    }
  };
  return {
    store,
    search(query) {
      latest += 1;
      store.setState(held => ({
        query,
        current: false,
        state: held.users.length > 0 ? held.state : 'loading',
      }));
      cancel();
      const text = query.trim();
      cancel = timers.after(text === '' ? 0 : typingMs, () => void ask(text.slice(0, 64)));
    },
  };
}
