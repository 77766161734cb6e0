// What was written and not sent, per chat; it survives a restart.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ChatId } from '../../../common/ids.ts';

export type Drafts = Readonly<Record<ChatId, string>>;

export interface DraftParts {
  readonly store: StoreApi<Drafts>;
  set(chatId: ChatId, text: string): void;
  clear(): void;
}

/** Drafts of one account on this device. */
export function createDrafts(storage: Storage, key: string): DraftParts {
  const kept = storage.getItem(key);
  const store = createStore<Drafts>(() => (kept === null ? {} : (JSON.parse(kept) as Drafts)));
  return {
    store,
    set(chatId, text) {
      const { [chatId]: before = '', ...others } = store.getState();
      if (before === text) return;
      const next: Drafts = text.trim() === '' ? others : { ...others, [chatId]: text };
      store.setState(next, true);
      storage.setItem(key, JSON.stringify(next));
    },
    clear: () => storage.removeItem(key),
  };
}
