// REST of calls.
import { http } from '../../common/wire/http.ts';
import type { Api } from '../api.ts';
import { callerOf } from '../auth/guard.ts';
import type { CallService } from './service.ts';

export function callRoutes(api: Api, calls: CallService): void {
  api.get('/calls', { schema: { querystring: http.calls.query } }, request =>
    calls.history(callerOf(request), request.query.before, request.query.limit),
  );
  api.get('/calls/ice-servers', async (request, reply) => {
    // Credentials are for this person and for now.
    reply.header('cache-control', 'no-store');
    return calls.iceServers(callerOf(request));
  });
}
