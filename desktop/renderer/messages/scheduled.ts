// Messages that the server sends later: the list of them, on all one's devices the same.
import { createStore, type StoreApi } from 'zustand/vanilla';
import { AppError } from '../../../common/errors.ts';
import type { StoredFile } from '../../../common/files/file.ts';
import type { ChatId, MessageId } from '../../../common/ids.ts';
import type { OutgoingFile } from '../../../common/messages/outgoing.ts';
import type { Scheduled } from '../../../common/messages/scheduled.ts';
import type { Api } from '../transport/api.ts';
import type { OutboxParts } from './outbox.ts';

/** A file that the server has. */
function asOutgoing(file: StoredFile): OutgoingFile {
  const { id, name, type, size } = file;
  return { id, name, type, size, transfer: { size, refusals: 0, phase: { name: 'done', file } } };
}

export interface ScheduledState {
  readonly state: 'loading' | 'ready' | 'failed';
  readonly list: readonly Scheduled[];
}

export interface ScheduledParts {
  readonly store: StoreApi<ScheduledState>;
  load(): void;
  add(chatId: ChatId, text: string, sendAt: Date, replyTo?: MessageId): Promise<void>;
  change(id: string, change: { text?: string; sendAt?: Date }): Promise<void>;
  remove(id: string): Promise<void>;
  sendNow(scheduled: Scheduled): Promise<void>;
}

interface ScheduledOptions {
  readonly api: Pick<Api, 'scheduledList' | 'schedule' | 'reschedule' | 'unschedule'>;
  readonly outbox: Pick<OutboxParts, 'send'>;
  readonly newId: () => string;
  readonly onDefect: (error: unknown) => void;
}

/** The scheduled messages of one account. */
export function createScheduled({ api, outbox, newId, onDefect }: ScheduledOptions): ScheduledParts {
  const store = createStore<ScheduledState>(() => ({ state: 'loading', list: [] }));
  const load = async () => {
    try {
      const { scheduled } = await api.scheduledList();
      const list = [...scheduled].sort((a, b) => (a.sendAt < b.sendAt ? -1 : 1));
      store.setState({ state: 'ready', list });
    } catch (error) {
      store.setState({ state: 'failed' });
      if (!(error instanceof AppError)) onDefect(error);
    }
  };
  return {
    store,
    load: () => void load(),
    async add(chatId, text, sendAt, replyTo) {
      const body = { chatId, clientId: newId(), text, sendAt: sendAt.toISOString() };
      await api.schedule({ ...body, ...(replyTo && { replyTo }) });
      await load();
    },
    async change(id, { text, sendAt }) {
      await api.reschedule(id, {
        ...(text !== undefined && { text }),
        ...(sendAt && { sendAt: sendAt.toISOString() }),
      });
      await load();
    },
    async remove(id) {
      await api.unschedule(id);
      await load();
    },
    // First taken off the list: sent twice would be worse than asked for twice.
    async sendNow({ id, chatId, text, replyTo, files = [] }) {
      await api.unschedule(id);
      outbox.send(chatId, text, { replyTo, ...(files.length > 0 && { files: files.map(asOutgoing) }) });
      await load();
    },
  };
}
