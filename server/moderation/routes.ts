// REST of blocking and reporting.
import { http } from '../../common/wire/http.ts';
import type { Api } from '../api.ts';
import { callerOf } from '../auth/guard.ts';
import type { ModerationService } from './service.ts';

export function moderationRoutes(api: Api, moderation: ModerationService): void {
  const one = { schema: { params: http.block.params } };
  api.put('/users/:id/block', one, async (request, reply) => {
    await moderation.block(callerOf(request), request.params.id);
    return reply.status(204).send();
  });
  api.delete('/users/:id/block', one, async (request, reply) => {
    await moderation.unblock(callerOf(request), request.params.id);
    return reply.status(204).send();
  });
  api.get('/blocks', async request => ({ users: await moderation.list(callerOf(request)) }));
  api.post('/reports', { schema: { body: http.report.body } }, async (request, reply) => {
    await moderation.report(callerOf(request), request.body);
    return reply.status(204).send();
  });
}
