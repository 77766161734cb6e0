// Socket requests about messages.
import type { Handlers } from '../context.ts';
import type { MessageService } from './service.ts';

export function messageHandlers(
  messages: MessageService,
): Handlers<'message_send' | 'message_edit' | 'message_delete' | 'reaction_set'> {
  return {
    message_send: (caller, data) => messages.send(caller, data),
    message_edit: (caller, data) => messages.edit(caller, data),
    message_delete: (caller, data) => messages.delete(caller, data),
    reaction_set: (caller, data) => messages.react(caller, data),
  };
}
