// Whom one blocked, and which of their messages one unfolded nevertheless.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { User } from '../../../common/auth/user.ts';
import { AppError } from '../../../common/errors.ts';
import type { MessageId, UserId } from '../../../common/ids.ts';
import type { Api } from '../transport/api.ts';

export interface Blocks {
  readonly state: 'loading' | 'ready' | 'failed';
  /** Newest first. */
  readonly users: readonly User[];
  readonly unfolded: ReadonlySet<MessageId>;
}

export interface BlocksParts {
  readonly store: StoreApi<Blocks>;
  load(): void;
  has(userId: UserId): boolean;
  block(userId: UserId): Promise<void>;
  unblock(userId: UserId): Promise<void>;
  unfold(messageId: MessageId): void;
}

interface BlocksOptions {
  readonly api: Pick<Api, 'blocks' | 'block'>;
  /** With each answer; `changed` when it is another one than before. */
  readonly onFound: (users: readonly User[], changed: boolean) => void;
  readonly onDefect: (error: unknown) => void;
}

/** The blocked people of one account; other devices are told by `me_changed`. */
export function createBlocks({ api, onFound, onDefect }: BlocksOptions): BlocksParts {
  const store = createStore<Blocks>(() => ({ state: 'loading', users: [], unfolded: new Set() }));
  let latest = 0;
  const load = async () => {
    latest += 1;
    const mine = latest;
    try {
      const { users } = await api.blocks();
      if (mine !== latest) return;
      const before = store.getState();
      store.setState({ state: 'ready', users });
      const same = users.length === before.users.length && users.every(({ id }) => isBlocked(before, id));
      onFound(users, before.state === 'ready' && !same);
    } catch (error) {
      if (store.getState().state === 'loading') store.setState({ state: 'failed' });
      if (!(error instanceof AppError)) onDefect(error);
    }
  };
  const set = async (userId: UserId, on: boolean) => {
    await api.block(userId, on);
    await load();
  };
  return {
    store,
    load: () => void load(),
    has: userId => isBlocked(store.getState(), userId),
    block: userId => set(userId, true),
    unblock: userId => set(userId, false),
    unfold: messageId => store.setState(({ unfolded }) => ({ unfolded: new Set(unfolded).add(messageId) })),
  };
}

/** Whether one blocked this person. */
export function isBlocked({ users }: Blocks, userId: UserId | null): boolean {
  return users.some(({ id }) => id === userId);
}
