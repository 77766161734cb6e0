// Where one is in the app: the place in the rail, the open chat, and the pane a narrow window shows.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ChatId, MessageId } from '../../common/ids.ts';
import { clampListWidth, listWidths } from './ui/panes.ts';

export type Place = 'chats' | 'calls' | 'people' | 'settings';
export type SettingsSection =
  | 'account'
  | 'security'
  | 'messages'
  | 'presence'
  | 'privacy'
  | 'admin'
  | 'appearance'
  | 'notifications'
  | 'network'
  | 'devices'
  | 'storage'
  | 'audioVideo'
  | 'shortcuts'
  | 'about';

/** What the side pane shows. */
export type Side =
  | { readonly kind: 'group' }
  | { readonly kind: 'scheduled' }
  | { readonly kind: 'gallery' }
  | { readonly kind: 'info'; readonly messageId: MessageId }
  /** In the open chat, or in all of them. */
  | { readonly kind: 'search'; readonly everywhere: boolean };

export interface Nav {
  readonly place: Place;
  readonly chatId: ChatId | null;
  readonly section: SettingsSection;
  readonly narrow: 'list' | 'conversation' | 'side';
  readonly side: Side | null;
  readonly palette: boolean;
  /** The list of keyboard shortcuts. */
  readonly shortcuts: boolean;
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
  /** One step out: a side pane goes; only a narrow window also leaves the chat. */
  escape(wide: boolean): void;
  /** Forgets which chat was open: the next person has others. */
  reset(): void;
  setNewChat(open: boolean): void;
  setPalette(open: boolean): void;
  setShortcuts(open: boolean): void;
  openSide(side: Side): void;
  closeSide(): void;
  setListWidth(width: number): void;
}

/** Where two panes stand side by side. */
export const wideWindow = '(min-width: 720px)';

/** Whether the open chat can be seen; in a narrow window only one pane can. */
export function showsChat({ place, narrow }: Nav, wide: boolean): boolean {
  return place !== 'settings' && (wide || narrow === 'conversation');
}

const noDialog = { newChat: false, palette: false, shortcuts: false };
const widthKey = 'baraza.listWidth';
const chatKey = 'baraza.lastChat';

/** Starts at the chats with none open. */
export function createNav(storage: Storage): NavParts {
  const store = createStore<Nav>(() => ({
    place: 'chats',
    chatId: storage.getItem(chatKey) as ChatId | null,
    section: 'account',
    narrow: 'list',
    listWidth: clampListWidth(Number(storage.getItem(widthKey) ?? listWidths.usual)),
    newChat: false,
    side: null,
    palette: false,
    shortcuts: false,
  }));
  const set = store.setState;
  const back = () => {
    const { place, chatId, side } = store.getState();
    if (side !== null) return set({ side: null, narrow: chatId === null ? 'list' : 'conversation' });
    if (place === 'chats') storage.removeItem(chatKey);
    set({ narrow: 'list', chatId: place === 'chats' ? null : chatId });
  };
  return {
    store,
    back,
    go: place => set({ place, narrow: 'list', side: null }),
    openChat(chatId) {
      storage.setItem(chatKey, chatId);
      set(held => ({
        place: 'chats',
        chatId,
        narrow: 'conversation',
        newChat: false,
        // A search stays open while one looks through what it found.
        side: held.side?.kind === 'search' || held.chatId === chatId ? held.side : null,
      }));
    },
    openSection: section => set({ place: 'settings', section, narrow: 'conversation' }),
    escape(wide) {
      if (!wide || store.getState().side !== null) back();
    },
    reset() {
      storage.removeItem(chatKey);
      set({ place: 'chats', chatId: null, side: null, narrow: 'list', ...noDialog });
    },
    setNewChat: newChat => set({ ...noDialog, newChat }),
    setPalette: palette => set({ ...noDialog, palette }),
    setShortcuts: shortcuts => set({ ...noDialog, shortcuts }),
    openSide: side => set({ side, narrow: 'side' }),
    closeSide: () => set(({ chatId }) => ({ side: null, narrow: chatId === null ? 'list' : 'conversation' })),
    setListWidth(width) {
      const listWidth = clampListWidth(width);
      storage.setItem(widthKey, String(listWidth));
      set({ listWidth });
    },
  };
}
