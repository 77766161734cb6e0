// REST of accounts, sessions and the directory of people.
import type { FastifyRequest } from 'fastify';
import { http } from '../../common/wire/http.ts';
import type { Api } from '../api.ts';
import { callerOf } from './guard.ts';
import type { AuthService } from './service.ts';

interface Outside {
  registration(invite: string | undefined): Promise<unknown>;
  guess(address: string): Promise<void>;
}

/** What one can call without being signed in; `guess` bounds how often one address may try. */
export function authRoutes(api: Api, auth: AuthService, { registration, guess }: Outside): void {
  const onRequest = (request: FastifyRequest) => guess(request.ip);

  api.get('/auth/registration', { schema: { querystring: http.registration.query }, onRequest }, request =>
    registration(request.query.invite),
  );
  api.post('/auth/register', { schema: { body: http.register.body }, onRequest }, async (request, reply) => {
    reply.status(201);
    return auth.register(request.body);
  });
  api.post('/auth/login', { schema: { body: http.login.body }, onRequest }, request =>
    auth.login(request.body),
  );
  api.post('/auth/refresh', { schema: { body: http.refresh.body }, onRequest }, request =>
    auth.refresh(request.body.refreshToken),
  );
}

/** What needs a signed-in caller. */
export function accountRoutes(api: Api, auth: AuthService): void {
  api.post('/auth/logout', async (request, reply) => {
    await auth.logout(callerOf(request));
    return reply.status(204).send();
  });
  api.get('/me', async request => ({ user: await auth.me(callerOf(request)) }));
  api.patch('/me', { schema: { body: http.updateMe.body } }, async request => ({
    user: await auth.updateMe(callerOf(request), request.body),
  }));
  api.put('/me/password', { schema: { body: http.changePassword.body } }, async (request, reply) => {
    await auth.changePassword(callerOf(request), request.body);
    return reply.status(204).send();
  });
  api.get('/devices', async request => ({ devices: await auth.devices(callerOf(request)) }));
  api.delete('/devices/:id', { schema: { params: http.removeDevice.params } }, async (request, reply) => {
    await auth.removeDevice(callerOf(request), request.params.id);
    return reply.status(204).send();
  });
  api.get('/users', { schema: { querystring: http.users.query } }, async request => ({
    users: await auth.findUsers(request.query.query, request.query.limit),
  }));
  api.get('/users/:id', { schema: { params: http.user.params } }, async request => ({
    user: await auth.user(request.params.id),
  }));
}
