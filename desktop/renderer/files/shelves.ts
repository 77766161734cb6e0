// The files of chats by kind, as the server pages them; links are found by the search.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Shelf } from '../../../common/files/kinds.ts';
import type { ChatId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import type { Api } from '../transport/api.ts';

export type GalleryTab = Shelf | 'links';

export interface ShelfState {
  /** Newest first. */
  readonly messages: readonly Message[];
  readonly state: 'loading' | 'ready' | 'failed';
  /** Where the next page begins; none at the end. */
  readonly next?: number | string | undefined;
}

interface Page {
  readonly messages: readonly Message[];
  readonly next?: number | string;
}

export interface ShelvesParts {
  readonly store: StoreApi<Readonly<Record<string, ShelfState>>>;
  /** Reads the newest page; what is held stays until it is there. */
  open(chatId: ChatId, tab: GalleryTab): void;
  more(chatId: ChatId, tab: GalleryTab): void;
}

export const shelfKey = (chatId: ChatId, tab: GalleryTab) => `${chatId}/${tab}`;
const empty: ShelfState = { messages: [], state: 'loading' };

/** The shelves of one account. */
export function createShelves(api: Pick<Api, 'chatFiles' | 'search'>): ShelvesParts {
  const store = createStore<Readonly<Record<string, ShelfState>>>(() => ({}));
  const ask = async (chatId: ChatId, tab: GalleryTab, before?: number | string): Promise<Page> => {
    if (tab !== 'links') {
      return api.chatFiles(chatId, { shelf: tab, ...(typeof before === 'number' && { before }) });
    }
    const q = { q: 'has:link', chatId, ...(typeof before === 'string' && { before }) };
    const { hits, next } = await api.search(q);
    return { messages: hits.map(({ message }) => message), ...(next !== undefined && { next }) };
  };
  const load = async (chatId: ChatId, tab: GalleryTab, before?: number | string) => {
    const key = shelfKey(chatId, tab);
    const held = store.getState()[key] ?? empty;
    store.setState({ [key]: { ...held, state: 'loading' } });
    try {
      let page = await ask(chatId, tab, before);
      // A page may be empty and still not be the last one.
      while (page.messages.length === 0 && page.next !== undefined) page = await ask(chatId, tab, page.next);
      const kept = before === undefined ? [] : held.messages;
      store.setState({
        [key]: { messages: [...kept, ...page.messages], state: 'ready', next: page.next },
      });
    } catch {
      // Said in the pane, with a way to try again.
      store.setState({ [key]: { ...held, state: 'failed' } });
    }
  };
  return {
    store,
    open: (chatId, tab) => void load(chatId, tab),
    more(chatId, tab) {
      const held = store.getState()[shelfKey(chatId, tab)];
      if (held?.state !== 'loading' && held?.next !== undefined) void load(chatId, tab, held.next);
    },
  };
}
