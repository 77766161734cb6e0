// Socket requests about chats: receipts and typing.
import type { Handlers } from '../context.ts';
import type { Receipts } from './receipts.ts';
import type { Typing } from './typing.ts';

export function chatHandlers(receipts: Receipts, typing: Typing): Handlers<'delivered' | 'read' | 'typing'> {
  return {
    async delivered(caller, { chatId, seq }) {
      await receipts.mark(caller, chatId, { delivered: seq });
      return {};
    },
    async read(caller, { chatId, seq }) {
      await receipts.mark(caller, chatId, { read: seq });
      return {};
    },
    async typing(caller, { chatId, active }) {
      await typing.set(caller, chatId, active);
      return {};
    },
  };
}
