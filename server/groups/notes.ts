// What happened to a chat, told as messages in it: kept with the change itself, so that no death of a node loses it.
import type { ChatId, UserId } from '../../common/ids.ts';
import type { Message, SystemNote } from '../../common/messages/message.ts';
import type { PendingNote } from '../chats/store.ts';
import type { GroupStore } from './store.ts';

export type Notes = ReturnType<typeof createNotes>;

interface Parts {
  store: Pick<GroupStore, 'settle' | 'pending'>;
  messages: {
    note(note: { chatId: ChatId; senderId: UserId; clientId: string; note: SystemNote }): Promise<Message>;
  };
  newId: () => string;
}

export function createNotes({ store, messages, newId }: Parts) {
  /** [GRP2] Writes notes in their order, also those of others before; repeating it changes nothing. */
  async function write(chatId: ChatId, pending: readonly PendingNote[]): Promise<void> {
    for (const { clientId, by, note } of pending) {
      const { seq, rev } = await messages.note({ chatId, senderId: by, clientId, note });
      await store.settle(chatId, clientId, { seq, rev });
    }
  }

  return {
    write,

    prepare: (by: UserId, note: SystemNote): PendingNote => ({ clientId: `note-${newId()}`, by, note }),

    /** Writes what a node did not live to write. */
    async repair(): Promise<void> {
      for (const { _id, pending = [] } of await store.pending()) await write(_id, pending);
    },
  };
}
