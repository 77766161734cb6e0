// The REST API as typed functions; renews the access token once when it is refused.
import type { TSchema } from 'typebox';
import type { SignedIn } from '../../../common/auth/user.ts';
import { AppError } from '../../../common/errors.ts';
import type { ChatId, DeviceId, UserId } from '../../../common/ids.ts';
import type { Body, http, Query, Reply } from '../../../common/wire/http.ts';
import { type Exchange, exchange, type Fetch } from './http.ts';

type Routes = typeof http;

export type Api = ReturnType<typeof createApi>;

/** What can be asked without a session. */
export function createOpenApi(origin: string, fetcher: Fetch) {
  const post = (path: string, body: unknown) =>
    exchange(origin, fetcher, { method: 'POST', path, body }) as Promise<SignedIn>;
  return {
    register: (body: Body<Routes['register']>) => post('/auth/register', body),
    login: (body: Body<Routes['login']>) => post('/auth/login', body),
    refresh: (refreshToken: string) => post('/auth/refresh', { refreshToken }),
  };
}

/** What a signed-in person can ask. */
export function createApi(origin: string, fetcher: Fetch, access: (renew: boolean) => Promise<string>) {
  const ask = async (request: Exchange): Promise<unknown> => {
    const token = await access(false);
    try {
      return await exchange(origin, fetcher, { ...request, token });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'unauthorized') throw error;
      // A wrong password in the body is refused with the same code, and no other token would change that.
      if (request.path === '/me/password') throw error;
      return exchange(origin, fetcher, { ...request, token: await access(true) });
    }
  };
  const get = <R extends keyof Routes>(path: string, query?: Exchange['query']) =>
    ask({ method: 'GET', path, query }) as Promise<ReplyOf<R>>;
  return {
    logout: () => ask({ method: 'POST', path: '/auth/logout' }),
    me: () => get<'me'>('/me'),
    updateMe: (body: Body<Routes['updateMe']>) =>
      ask({ method: 'PATCH', path: '/me', body }) as Promise<ReplyOf<'updateMe'>>,
    changePassword: (body: Body<Routes['changePassword']>) =>
      ask({ method: 'PUT', path: '/me/password', body }),
    devices: () => get<'devices'>('/devices'),
    removeDevice: (id: DeviceId) => ask({ method: 'DELETE', path: `/devices/${id}` }),
    users: (query: Query<Routes['users']>) => get<'users'>('/users', query),
    user: (id: UserId) => get<'user'>(`/users/${id}`),
    presence: () => get<'presence'>('/presence'),
    chats: () => get<'chats'>('/chats'),
    chat: (id: ChatId) => get<'chat'>(`/chats/${id}`),
    createChat: (body: Body<Routes['createChat']>) =>
      ask({ method: 'POST', path: '/chats', body }) as Promise<ReplyOf<'createChat'>>,
    messages: (id: ChatId, query: Query<Routes['messages']>) =>
      get<'messages'>(`/chats/${id}/messages`, query),
    changes: (id: ChatId, query: Query<Routes['changes']>) => get<'changes'>(`/chats/${id}/changes`, query),
    calls: (query: Query<Routes['calls']>) => get<'calls'>('/calls', query),
    iceServers: () => get<'iceServers'>('/calls/ice-servers'),
  };
}

type ReplyOf<R extends keyof Routes> = Routes[R] extends { reply: infer S extends TSchema }
  ? Reply<{ reply: S }>
  : never;
