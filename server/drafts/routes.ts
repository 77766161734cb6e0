// REST of drafts; they are read with the chats.
import { http } from '../../common/wire/http.ts';
import type { Api } from '../api.ts';
import { callerOf } from '../auth/guard.ts';
import type { DraftService } from './service.ts';

export function draftRoutes(api: Api, drafts: DraftService): void {
  const { params, body } = http.draft;
  api.put('/chats/:id/draft', { schema: { params, body } }, async (request, reply) => {
    await drafts.put(callerOf(request), request.params.id, request.body);
    return reply.status(204).send();
  });
}
