// What was written and not sent, per chat: kept here at once, and soon after on one's other devices.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Draft } from '../../../common/chats/chat.ts';
import { AppError, errorCodes } from '../../../common/errors.ts';
import type { ChatId, MessageId } from '../../../common/ids.ts';
import type { Disposer } from '../../ipc/channels.ts';
import type { Timers } from '../transport/timers.ts';

export interface HeldDraft {
  readonly text: string;
  readonly replyTo?: MessageId;
  /** The server does not have it yet. */
  readonly dirty?: boolean;
}

export type Drafts = Readonly<Record<ChatId, HeldDraft>>;

export interface DraftParts {
  readonly store: StoreApi<Drafts>;
  set(chatId: ChatId, text: string, replyTo?: MessageId): void;
  /** What another device wrote; what is written here and not sent yet wins. */
  take(chatId: ChatId, draft: Draft | null): void;
  /** The same from the list of all, which may be older than what was told or written since the connection began. */
  listed(all: readonly { chatId: ChatId; draft: Draft }[]): void;
  connected(): void;
  disconnected(): void;
  clear(): void;
  dispose: Disposer;
}

export interface DraftOptions {
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly key: string;
  readonly put: (chatId: ChatId, body: { text: string; replyTo?: MessageId }) => Promise<unknown>;
  readonly timers: Timers;
  readonly onDefect: (error: unknown) => void;
}

// A device that is written on tells the others once per pause, not per key.
const pauseMs = 800;
const againMs = 5_000;

/** Drafts of one account on this device. */
export function createDrafts({ storage, key, put, timers, onDefect }: DraftOptions): DraftParts {
  const store = createStore<Drafts>(() => read(storage.getItem(key)));
  const pending = new Map<ChatId, Disposer>();
  const gone = new Set<ChatId>();
  // Chats whose draft is known better than by a list that was asked for earlier.
  let told = new Set<ChatId>();
  let connected = false;

  const hold = (chatId: ChatId, draft: HeldDraft | null) => {
    const { [chatId]: _, ...others } = store.getState();
    const next: Drafts = draft === null ? others : { ...others, [chatId]: draft };
    store.setState(next, true);
    storage.setItem(key, JSON.stringify(next));
  };
  const send = async (chatId: ChatId) => {
    pending.delete(chatId);
    const draft = store.getState()[chatId];
    if (!connected || (draft === undefined ? !gone.has(chatId) : !draft.dirty)) return;
    try {
      const { text, replyTo } = draft ?? { text: '' };
      await put(chatId, { text, ...(replyTo && { replyTo }) });
      gone.delete(chatId);
      if (draft && store.getState()[chatId] === draft) hold(chatId, { ...draft, dirty: false });
    } catch (error) {
      // It stays dirty, and goes out with the next key or the next connection at the latest.
      if (!(error instanceof AppError)) onDefect(error);
      else if (errorCodes[error.code].retryable && !pending.has(chatId)) schedule(chatId, againMs);
    }
  };
  const schedule = (chatId: ChatId, ms: number) => {
    pending.get(chatId)?.();
    pending.set(
      chatId,
      timers.after(ms, () => void send(chatId)),
    );
  };
  const take = (chatId: ChatId, draft: Draft | null) => {
    const held = store.getState()[chatId];
    if (held?.dirty || pending.has(chatId)) return;
    if (draft === null || draft.text === '') {
      if (held) hold(chatId, null);
      return;
    }
    const { text, replyTo } = draft;
    if (held?.text !== text || held.replyTo !== replyTo) hold(chatId, { text, ...(replyTo && { replyTo }) });
  };
  const cancelAll = () => {
    for (const cancel of pending.values()) cancel();
    pending.clear();
  };

  return {
    store,
    set(chatId, text, replyTo) {
      const before = store.getState()[chatId];
      if ((before?.text ?? '') === text && before?.replyTo === replyTo) return;
      const empty = text === '' && replyTo === undefined;
      if (empty) gone.add(chatId);
      hold(chatId, empty ? null : { text, ...(replyTo && { replyTo }), dirty: true });
      told.add(chatId);
      schedule(chatId, pauseMs);
    },
    take(chatId, draft) {
      told.add(chatId);
      take(chatId, draft);
    },
    listed(all) {
      const listed = new Map(all.map(({ chatId, draft }) => [chatId, draft]));
      const held = Object.keys(store.getState()) as ChatId[];
      for (const id of new Set([...held, ...listed.keys()]))
        if (!told.has(id)) take(id, listed.get(id) ?? null);
    },
    connected() {
      connected = true;
      const unsent = Object.entries<HeldDraft>(store.getState()).filter(([, { dirty }]) => dirty);
      told = new Set([...gone, ...unsent.map(([chatId]) => chatId as ChatId)]);
      for (const [chatId] of unsent) void send(chatId as ChatId);
      for (const chatId of gone) void send(chatId);
    },
    disconnected() {
      connected = false;
    },
    clear() {
      cancelAll();
      storage.removeItem(key);
    },
    dispose: cancelAll,
  };
}

// Earlier versions kept the bare text.
function read(kept: string | null): Drafts {
  if (kept === null) return {};
  const entries = Object.entries(JSON.parse(kept) as Record<string, string | HeldDraft>);
  return Object.fromEntries(
    entries.map(([id, held]) => [id, typeof held === 'string' ? { text: held, dirty: true } : held]),
  );
}
