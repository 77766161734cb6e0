// REST of scheduled messages.
import { http } from '../../common/wire/http.ts';
import type { Api } from '../api.ts';
import { callerOf } from '../auth/guard.ts';
import type { ScheduledService } from './service.ts';

export function scheduledRoutes(api: Api, scheduled: ScheduledService): void {
  const { params, body } = http.reschedule;
  api.post('/scheduled', { schema: { body: http.schedule.body } }, async (request, reply) => {
    const added = await scheduled.add(callerOf(request), request.body);
    return reply.status(201).send({ scheduled: added });
  });
  api.get('/scheduled', async request => ({ scheduled: await scheduled.list(callerOf(request)) }));
  api.patch('/scheduled/:id', { schema: { params, body } }, async request => ({
    scheduled: await scheduled.update(callerOf(request), request.params.id, request.body),
  }));
  api.delete('/scheduled/:id', { schema: { params } }, async (request, reply) => {
    await scheduled.remove(callerOf(request), request.params.id);
    return reply.status(204).send();
  });
}
