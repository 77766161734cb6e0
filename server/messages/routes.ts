// REST of messages: history, catch-up, earlier texts, and who got and read one.
import { http } from '../../common/wire/http.ts';
import type { Api } from '../api.ts';
import { callerOf } from '../auth/guard.ts';
import type { MessageService } from './service.ts';

export function messageRoutes(api: Api, messages: MessageService): void {
  const { params } = http.messages;
  api.get('/chats/:id/messages', { schema: { params, querystring: http.messages.query } }, async request => ({
    messages: await messages.page(callerOf(request), request.params.id, request.query),
  }));
  api.get('/chats/:id/changes', { schema: { params, querystring: http.changes.query } }, request =>
    messages.changes(callerOf(request), request.params.id, request.query),
  );
  api.get('/chats/:id/files', { schema: { params, querystring: http.chatFiles.query } }, request =>
    messages.shelf(callerOf(request), request.params.id, request.query),
  );
  const one = { schema: { params: http.message.params } };
  api.get('/chats/:id/messages/:messageId', one, async request => {
    const { id, messageId } = request.params;
    return { message: (await messages.visible(callerOf(request), id, messageId)).message };
  });
  api.get('/chats/:id/messages/:messageId/info', one, request =>
    messages.info(callerOf(request), request.params.id, request.params.messageId),
  );
  api.get('/chats/:id/messages/:messageId/history', one, request =>
    messages.history(callerOf(request), request.params.id, request.params.messageId),
  );
}
