// Tells the server how far messages got here: delivered by itself, read when someone saw them.
import type { StoreApi } from 'zustand/vanilla';
import type { Chat } from '../../../common/chats/chat.ts';
import { AppError } from '../../../common/errors.ts';
import type { ChatId } from '../../../common/ids.ts';
import type { RequestData } from '../../../common/wire/frames.ts';
import type { Disposer } from '../../ipc/channels.ts';
import { memberOf, type Replica, type ReplicaInput } from '../replica/state.ts';
import type { Timers } from '../transport/timers.ts';

export interface Receipts {
  /** Someone saw everything up to this seq. */
  read(chatId: ChatId, seq: number): void;
  /** What the server knows of these chats: where it knows less than was seen here, it is told again. */
  listed(chats: readonly Chat[]): void;
  connected(): void;
  disconnected(): void;
  dispose: Disposer;
}

interface ReceiptsOptions {
  readonly replica: StoreApi<Replica>;
  readonly dispatch: (input: ReplicaInput) => void;
  readonly request: (type: 'delivered' | 'read', data: RequestData<'read'>) => Promise<unknown>;
  readonly timers: Timers;
  readonly onDefect: (error: unknown) => void;
}

// What arrives within this time is confirmed with one request per chat.
const batchMs = 150;

/** Receipts of one account on this device. */
export function createReceipts({ replica, dispatch, request, timers, onDefect }: ReceiptsOptions): Receipts {
  const reads = new Map<ChatId, number>();
  const untold = new Map<ChatId, number>();
  let connected = false;
  let scheduled: Disposer | null = null;

  const send = (type: 'delivered' | 'read', chatId: ChatId, seq: number) => {
    request(type, { chatId, seq }).catch(error => {
      // Without a connection it is made up for with the next list of chats.
      if (!(error instanceof AppError)) onDefect(error);
    });
  };
  const flush = () => {
    scheduled = null;
    if (!connected) return;
    const { chats, self } = replica.getState();
    for (const [chatId, seq] of reads) send('read', chatId, seq);
    for (const [chatId, seq] of untold) send('delivered', chatId, seq);
    for (const chat of Object.values(chats)) {
      const own = memberOf(chat, self);
      const read = reads.get(chat.id) ?? 0;
      if (!own || own.delivered >= chat.lastSeq) continue;
      dispatch({ type: 'marked', chatId: chat.id, delivered: chat.lastSeq });
      if (read < chat.lastSeq) send('delivered', chat.id, chat.lastSeq);
    }
    reads.clear();
    untold.clear();
  };
  const schedule = () => {
    scheduled ??= connected ? timers.after(batchMs, flush) : null;
  };
  const unsubscribe = replica.subscribe((now, before) => {
    if (now.chats !== before.chats) schedule();
  });

  return {
    read(chatId, seq) {
      const { chats, self } = replica.getState();
      const own = chats[chatId] && memberOf(chats[chatId], self);
      if (!own || own.read >= seq) return;
      reads.set(chatId, seq);
      dispatch({ type: 'marked', chatId, read: seq });
      schedule();
    },
    listed(listed) {
      const { chats, self } = replica.getState();
      for (const chat of listed) {
        const held = chats[chat.id];
        const own = held && !held.left && memberOf(held, self);
        const told = memberOf(chat, self);
        if (!own || !told) continue;
        if (own.read > told.read) reads.set(chat.id, own.read);
        if (own.delivered > Math.max(told.delivered, own.read)) untold.set(chat.id, own.delivered);
      }
      if (reads.size + untold.size > 0) schedule();
    },
    connected() {
      connected = true;
      schedule();
    },
    disconnected() {
      connected = false;
      scheduled?.();
      scheduled = null;
    },
    dispose() {
      connected = false;
      scheduled?.();
      unsubscribe();
    },
  };
}
