// Drives the outbox: keeps it on disk, sends in order, tries again until the server has it.
import { createStore, type StoreApi } from 'zustand/vanilla';
import { AppError } from '../../../common/errors.ts';
import type { TransferEvent } from '../../../common/files/transfer.ts';
import type { ChatId, FileId, MessageId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import { nextToSend, type Outbox, type OutboxEvent, updateOutbox } from '../../../common/messages/outbox.ts';
import { fileIdsOf, type Outgoing, type OutgoingFile } from '../../../common/messages/outgoing.ts';
import type { ReplyData, RequestData } from '../../../common/wire/frames.ts';
import type { Body, http } from '../../../common/wire/http.ts';
import type { Disposer } from '../../ipc/channels.ts';
import type { Table } from '../cache/database.ts';
import { backoff } from '../transport/backoff.ts';
import type { Timers } from '../transport/timers.ts';
import type { Journal } from './journal.ts';

/** What goes with the words. */
export interface SendMore {
  readonly replyTo?: MessageId | undefined;
  readonly files?: readonly OutgoingFile[];
  /** Handed to the server for that time, once the files are in. */
  readonly sendAt?: string;
}

export interface OutboxParts {
  readonly store: StoreApi<{ readonly entries: Outbox }>;
  send(chatId: ChatId, text: string, more?: SendMore): void;
  /** Sends a message of another chat on. */
  forward(chatId: ChatId, message: Message): void;
  retry(clientId: string): void;
  discard(clientId: string): void;
  /** Something befell a file of a message. */
  transfer(clientId: string, fileId: string, event: TransferEvent): void;
  /** The message came back from the server by another way than the reply. */
  seen(clientId: string): void;
  connected(): void;
  disconnected(): void;
  /** Forgets what the database has not yet; the database is deleted by its owner. */
  clear(): void;
  dispose: Disposer;
}

export interface OutboxOptions {
  readonly table: Promise<Table<Outgoing>>;
  /** Holds at once what the table has not yet. */
  readonly journal: Journal;
  readonly request: (data: RequestData<'message_send'>) => Promise<ReplyData<'message_send'>>;
  readonly schedule: (data: Body<typeof http.schedule>) => Promise<unknown>;
  readonly onAcknowledged: (message: Message) => void;
  readonly onDefect: (error: unknown) => void;
  readonly newId: () => string;
  readonly now: () => number;
  readonly timers: Timers;
  readonly random: () => number;
}

/** The outbox of one account. */
export function createOutbox(options: OutboxOptions): OutboxParts {
  const { table, journal, request, schedule, onAcknowledged, onDefect, newId, now, timers, random } = options;
  const store = createStore(() => ({ entries: [] as Outbox }));
  const pausedChats = new Set<ChatId>();
  let connected = false;

  const keep = (before: Outbox, after: Outbox) => {
    const gone = before.filter(entry => !after.some(other => other.clientId === entry.clientId));
    const news = after.filter(entry => !before.includes(entry) && entry.state.name !== 'sending');
    if (gone.length === 0 && news.length === 0) return;
    for (const { clientId } of gone) journal.drop(clientId);
    table
      .then(rows =>
        Promise.all([
          ...gone.map(entry => rows.delete(entry.clientId)),
          ...news.map(entry => settle(rows, entry)),
        ]),
      )
      .catch(onDefect);
  };
  const settle = async (rows: Table<Outgoing>, entry: Outgoing) => {
    await rows.put(entry);
    journal.drop(entry.clientId);
  };
  const apply = (event: OutboxEvent) => {
    const { entries } = store.getState();
    const next = updateOutbox(entries, event);
    if (next === entries) return;
    // [OUT5] The table takes a moment, and a page that ends meanwhile would lose the words.
    if (event.type === 'written') for (const entry of next.slice(entries.length)) journal.put(entry);
    store.setState({ entries: next });
    keep(entries, next);
    pump();
  };
  const pump = () => {
    if (!connected) return;
    for (const entry of nextToSend(store.getState().entries)) {
      if (!pausedChats.has(entry.chatId)) void deliver(entry);
    }
  };
  const deliver = async (entry: Outgoing) => {
    const { clientId, chatId } = entry;
    apply({ type: 'taken', clientId });
    try {
      if (entry.sendAt !== undefined) await schedule(bodyOf(entry, entry.sendAt));
      else onAcknowledged((await request(dataOf(entry))).message);
      apply({ type: 'acknowledged', clientId });
    } catch (error) {
      if (!(error instanceof AppError)) onDefect(error);
      // Without a connection no one refused anything; `disconnected` puts it back.
      if (!connected) return;
      pause(chatId, entry.refusals + 1);
      apply({ type: 'refused', clientId, code: error instanceof AppError ? error.code : 'bad_request' });
    }
  };
  const pause = (chatId: ChatId, attempt: number) => {
    pausedChats.add(chatId);
    timers.after(backoff(attempt + 1, random), () => {
      pausedChats.delete(chatId);
      pump();
    });
  };

  const restore = (kept: readonly Outgoing[]) => {
    const back = updateOutbox(kept, { type: 'disconnected' }).map(entry =>
      entry.state.name === 'failed' ? entry : { ...entry, state: waiting },
    );
    back.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
    store.setState(({ entries }) => ({ entries: [...back, ...entries] }));
    pump();
  };
  const interrupted = journal.all();
  table
    .then(async rows => {
      const kept = await rows.all();
      const known = new Set(kept.map(entry => entry.clientId));
      const unsettled = interrupted.filter(entry => !known.has(entry.clientId));
      for (const entry of interrupted) if (known.has(entry.clientId)) journal.drop(entry.clientId);
      // Begun before anything can delete them again.
      const settling = unsettled.map(entry => settle(rows, entry));
      restore([...kept, ...unsettled]);
      await Promise.all(settling);
    })
    .catch(onDefect);

  return {
    store,
    send(chatId, text, { replyTo, files, sendAt } = {}) {
      const createdAt = new Date(now()).toISOString();
      const more = { ...(replyTo && { replyTo }), ...(files && { files }), ...(sendAt && { sendAt }) };
      apply({ type: 'written', message: { clientId: newId(), chatId, text, createdAt, ...more } });
    },
    transfer: (clientId, fileId, event) => apply({ type: 'transfer', clientId, fileId, event }),
    forward(chatId, { id: messageId, chatId: from, text, files }) {
      const createdAt = new Date(now()).toISOString();
      const forward = { chatId: from, messageId, ...(files.length > 0 && { files }) };
      apply({ type: 'written', message: { clientId: newId(), chatId, text, createdAt, forward } });
    },
    retry: clientId => apply({ type: 'retried', clientId }),
    discard: clientId => apply({ type: 'discarded', clientId }),
    seen: clientId => apply({ type: 'acknowledged', clientId }),
    connected() {
      connected = true;
      pausedChats.clear();
      pump();
    },
    disconnected() {
      connected = false;
      apply({ type: 'disconnected' });
    },
    clear: journal.clear,
    dispose() {
      connected = false;
    },
  };
}

function dataOf(entry: Outgoing): RequestData<'message_send'> {
  const { clientId, chatId, text, replyTo, forward } = entry;
  if (forward) {
    const { chatId: from, messageId } = forward;
    return { chatId, clientId, forward: { chatId: from, messageId } };
  }
  return { chatId, clientId, text, ...filesIn(entry), ...(replyTo && { replyTo }) };
}

function bodyOf(entry: Outgoing, sendAt: string): Body<typeof http.schedule> {
  const { clientId, chatId, text, replyTo } = entry;
  return { chatId, clientId, text, sendAt, ...filesIn(entry), ...(replyTo && { replyTo }) };
}

function filesIn(entry: Outgoing): { fileIds?: FileId[] } {
  const fileIds = fileIdsOf(entry) ?? [];
  return fileIds.length === 0 ? {} : { fileIds: [...fileIds] };
}

const waiting = { name: 'waiting' } as const;
