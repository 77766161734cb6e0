// What administrators ask of the server.
import type { TSchema } from 'typebox';
import type { DeviceId, UserId } from '../../../common/ids.ts';
import type { adminHttp } from '../../../common/wire/admin.ts';
import type { Body, http, Reply } from '../../../common/wire/http.ts';
import type { Exchange } from './http.ts';

type Routes = typeof adminHttp;
type ReplyOf<R extends keyof Routes> = Routes[R] extends { reply: infer S extends TSchema }
  ? Reply<{ reply: S }>
  : never;

/** All below /admin; the server lets nobody else in. */
export function createAdminApi(send: (request: Exchange) => Promise<unknown>) {
  const ask = <R extends keyof Routes>(
    method: Exchange['method'],
    path: string,
    more: Partial<Exchange> = {},
  ) => send({ method, path: `/admin${path}`, ...more }) as Promise<ReplyOf<R>>;
  const of = (id: UserId, rest = '') => `/users/${id}${rest}`;
  return {
    /** Whether one is an administrator at all. */
    async allowed(): Promise<boolean> {
      const { admin } = (await send({ method: 'GET', path: '/me/security' })) as Reply<typeof http.security>;
      return admin;
    },
    users: (query: string) => ask<'users'>('GET', '/users', { query: query === '' ? {} : { query } }),
    createUser: (body: Body<Routes['createUser']>) => ask<'createUser'>('POST', '/users', { body }),
    deleteUser: (id: UserId) => send({ method: 'DELETE', path: `/admin${of(id)}` }),
    resetPassword: (id: UserId) => ask<'resetPassword'>('POST', of(id, '/password')),
    setAdmin: (id: UserId, on: boolean) =>
      send({ method: on ? 'PUT' : 'DELETE', path: `/admin${of(id, '/admin')}` }),
    disableSecondFactor: (id: UserId) => send({ method: 'DELETE', path: `/admin${of(id, '/totp')}` }),
    devices: (id: UserId) => ask<'devices'>('GET', of(id, '/devices')),
    endSession: (id: UserId, deviceId: DeviceId) =>
      send({ method: 'DELETE', path: `/admin${of(id, `/devices/${deviceId}`)}` }),
    endAllSessions: (id: UserId) => send({ method: 'DELETE', path: `/admin${of(id, '/devices')}` }),
    invites: () => ask<'invites'>('GET', '/invites'),
    createInvite: (body: Body<Routes['createInvite']>) => ask<'createInvite'>('POST', '/invites', { body }),
    revokeInvite: (id: string) => send({ method: 'DELETE', path: `/admin/invites/${id}` }),
    reports: () => ask<'reports'>('GET', '/reports'),
    closeReport: (id: string) => send({ method: 'POST', path: `/admin/reports/${id}/close` }),
    audit: (before?: string) =>
      ask<'audit'>('GET', '/audit', { query: { limit: 30, ...(before && { before }) } }),
    stats: () => ask<'stats'>('GET', '/stats'),
    rebuildSearch: () => send({ method: 'POST', path: '/admin/search/rebuild' }),
  };
}
