// REST for administrators; the hook in front lets nobody else in.
import { adminHttp as http } from '../../common/wire/admin.ts';
import type { Accounts } from '../accounts/service.ts';
import type { Api } from '../api.ts';
import type { Audit } from '../audit/service.ts';
import { callerOf } from '../auth/guard.ts';
import type { Invites } from '../invites/service.ts';
import type { AdminService } from './service.ts';

interface Parts {
  admin: AdminService;
  accounts: Accounts;
  invites: Invites;
  audit: Audit;
}

type Request = Parameters<typeof callerOf>[0];
const by = (request: Request) => ({ via: 'app', userId: callerOf(request).userId }) as const;

/** Below /admin. */
export function adminRoutes(api: Api, parts: Parts): void {
  api.addHook('onRequest', request => parts.accounts.mustBeAdmin(callerOf(request)));
  userRoutes(api, parts.admin);
  const { admin, invites, audit } = parts;
  api.get('/invites', async () => ({ invites: await invites.list() }));
  api.post('/invites', { schema: { body: http.createInvite.body } }, (request, reply) => {
    reply.status(201);
    return invites.create(by(request), request.body);
  });
  api.delete('/invites/:id', { schema: http.one }, async (request, reply) => {
    await invites.revoke(by(request), request.params.id);
    return reply.status(204).send();
  });
  api.get('/reports', async () => {
    const reports = await admin.reports();
    return {
      reports,
      users: await admin.usersByIds(reports.flatMap(({ by: from, userId }) => [from, userId])),
    };
  });
  api.post('/reports/:id/close', { schema: http.one }, async (request, reply) => {
    await admin.closeReport(by(request), request.params.id);
    return reply.status(204).send();
  });
  api.get('/audit', { schema: { querystring: http.audit.query } }, async request => {
    const entries = await audit.page(request.query.before, request.query.limit);
    const ids = entries.flatMap(({ by: who, target }) => [who, target]).filter(id => id !== undefined);
    return { entries, users: await admin.usersByIds(ids as never[]) };
  });
  api.get('/stats', () => admin.stats());
  api.post('/search/rebuild', async (request, reply) => {
    await admin.rebuild(by(request));
    return reply.status(204).send();
  });
}

function userRoutes(api: Api, admin: AdminService): void {
  const one = { schema: http.user };
  api.get('/users', { schema: { querystring: http.users.query } }, async request => ({
    users: await admin.users(request.query.query, request.query.limit),
  }));
  api.post('/users', { schema: { body: http.createUser.body } }, (request, reply) => {
    reply.status(201);
    return admin.createUser(by(request), request.body);
  });
  api.delete('/users/:id', one, async (request, reply) => {
    await admin.deleteUser(by(request), request.params.id);
    return reply.status(204).send();
  });
  api.post('/users/:id/password', one, async request => ({
    password: await admin.resetPassword(by(request), request.params.id),
  }));
  api.put('/users/:id/admin', one, async (request, reply) => {
    await admin.setAdmin(by(request), request.params.id, true);
    return reply.status(204).send();
  });
  api.delete('/users/:id/admin', one, async (request, reply) => {
    await admin.setAdmin(by(request), request.params.id, false);
    return reply.status(204).send();
  });
  api.delete('/users/:id/totp', one, async (request, reply) => {
    await admin.disableSecondFactor(by(request), request.params.id);
    return reply.status(204).send();
  });
  api.get('/users/:id/devices', one, async request => ({ devices: await admin.devices(request.params.id) }));
  api.delete('/users/:id/devices', one, async (request, reply) => {
    await admin.endAllSessions(by(request), request.params.id);
    return reply.status(204).send();
  });
  api.delete('/users/:id/devices/:deviceId', { schema: http.device }, async (request, reply) => {
    await admin.endSession(by(request), request.params.id, request.params.deviceId);
    return reply.status(204).send();
  });
}
