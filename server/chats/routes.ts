// REST of chats.
import { http } from '../../common/wire/http.ts';
import type { Api } from '../api.ts';
import { callerOf } from '../auth/guard.ts';
import type { ChatService } from './service.ts';

export function chatRoutes(api: Api, chats: ChatService): void {
  api.post('/chats', { schema: { body: http.createChat.body } }, request =>
    chats.create(callerOf(request), request.body),
  );
  api.get('/chats', { schema: { querystring: http.chats.query } }, request =>
    chats.list(callerOf(request), request.query),
  );
  api.post('/chats/sync', { schema: { body: http.syncChats.body } }, (request, reply) => {
    reply.code(200);
    return chats.sync(callerOf(request), request.body);
  });
  api.get('/chats/:id', { schema: { params: http.chat.params } }, request =>
    chats.get(callerOf(request), request.params.id),
  );
}
