// Where one is in the app: the place in the rail, the open chat, and the pane a narrow window shows.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ChatId } from '../../common/ids.ts';
import { clampListWidth, listWidths } from './ui/panes.ts';

export type Place = 'chats' | 'calls' | 'people' | 'settings';
export type SettingsSection = 'account' | 'appearance' | 'notifications' | 'devices' | 'about';

export interface Nav {
  readonly place: Place;
  readonly chatId: ChatId | null;
  readonly section: SettingsSection;
  readonly narrow: 'list' | 'conversation';
  readonly listWidth: number;
  readonly newChat: boolean;
}

export interface NavParts {
  readonly store: StoreApi<Nav>;
  go(place: Place): void;
  openChat(chatId: ChatId): void;
  openSection(section: SettingsSection): void;
  /** Shows the list again; in a wide window it closes the chat. */
  back(): void;
  setNewChat(open: boolean): void;
  setListWidth(width: number): void;
}

/** Where two panes stand side by side. */
export const wideWindow = '(min-width: 720px)';

/** Whether the open chat can be seen; in a narrow window only one pane can. */
export function showsChat({ place, narrow }: Nav, wide: boolean): boolean {
  return place !== 'settings' && (wide || narrow === 'conversation');
}

const widthKey = 'baraza.listWidth';

/** Starts at the chats with none open. */
export function createNav(storage: Storage): NavParts {
  const store = createStore<Nav>(() => ({
    place: 'chats',
    chatId: null,
    section: 'account',
    narrow: 'list',
    listWidth: clampListWidth(Number(storage.getItem(widthKey) ?? listWidths.usual)),
    newChat: false,
  }));
  const set = store.setState;
  return {
    store,
    go: place => set({ place, narrow: 'list' }),
    openChat: chatId => set({ place: 'chats', chatId, narrow: 'conversation', newChat: false }),
    openSection: section => set({ place: 'settings', section, narrow: 'conversation' }),
    back: () => set(({ place, chatId }) => ({ narrow: 'list', chatId: place === 'chats' ? null : chatId })),
    setNewChat: newChat => set({ newChat }),
    setListWidth(width) {
      const listWidth = clampListWidth(width);
      storage.setItem(widthKey, String(listWidth));
      set({ listWidth });
    },
  };
}
