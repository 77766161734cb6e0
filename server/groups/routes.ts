// REST of groups and pins.
import { http } from '../../common/wire/http.ts';
import type { Api } from '../api.ts';
import { callerOf } from '../auth/guard.ts';
import type { GroupService } from './service.ts';

export function groupRoutes(api: Api, groups: GroupService): void {
  api.patch('/chats/:id', { schema: http.updateChat }, request =>
    groups.rename(callerOf(request), request.params.id, request.body.title),
  );
  api.post('/chats/:id/members', { schema: http.addMembers }, request =>
    groups.add(callerOf(request), request.params.id, request.body.userIds),
  );
  api.patch('/chats/:id/members/:userId', { schema: http.setRole }, request => {
    const { id, userId } = request.params;
    return groups.setRole(callerOf(request), id, { userId, role: request.body.role });
  });
  api.delete('/chats/:id/members/:userId', { schema: http.removeMember }, async (request, reply) => {
    const { id, userId } = request.params;
    const shown = await groups.remove(callerOf(request), id, userId);
    if (shown === null) return reply.status(204).send();
    return shown;
  });
  const one = { schema: http.pin };
  api.put('/chats/:id/pins/:messageId', one, request =>
    groups.pin(callerOf(request), request.params.id, request.params.messageId),
  );
  api.delete('/chats/:id/pins/:messageId', one, request =>
    groups.unpin(callerOf(request), request.params.id, request.params.messageId),
  );
}
