// The REST API as typed functions; renews the access token once when it is refused.
import type { TSchema } from 'typebox';
import type { SignedIn } from '../../../common/auth/user.ts';
import { AppError } from '../../../common/errors.ts';
import type { UploadState } from '../../../common/files/file.ts';
import type { ChatId, DeviceId, FileId, MessageId, UserId } from '../../../common/ids.ts';
import type { Body, http, Query, Reply } from '../../../common/wire/http.ts';
import { createAdminApi } from './adminApi.ts';
import { type Exchange, exchange, exchangeBytes, type Fetch } from './http.ts';

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
    registration: (invite?: string) =>
      exchange(origin, fetcher, { method: 'GET', path: '/auth/registration', query: { invite } }) as Promise<
        ReplyOf<'registration'>
      >,
  };
}

/** What a signed-in person can ask. */
export function createApi(origin: string, fetcher: Fetch, access: (renew: boolean) => Promise<string>) {
  const renewing = async <T>(request: Exchange, send: typeof exchange | typeof exchangeBytes): Promise<T> => {
    const token = await access(false);
    try {
      return (await send(origin, fetcher, { ...request, token })) as T;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'unauthorized') throw error;
      // A wrong password in the body is refused with the same code, and no other token would change that.
      if (request.path === '/me/password') throw error;
      return (await send(origin, fetcher, { ...request, token: await access(true) })) as T;
    }
  };
  const ask: Ask = request => renewing(request, exchange);
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
    block: (id: UserId, on: boolean) => ask({ method: on ? 'PUT' : 'DELETE', path: `/users/${id}/block` }),
    blocks: () => get<'blocks'>('/blocks'),
    report: (body: Body<Routes['report']>) => ask({ method: 'POST', path: '/reports', body }),
    user: (id: UserId) => get<'user'>(`/users/${id}`),
    presence: () => get<'presence'>('/presence'),
    chats: (query: Query<Routes['chats']>) => get<'chats'>('/chats', query),
    syncChats: (body: Body<Routes['syncChats']>) =>
      ask({ method: 'POST', path: '/chats/sync', body }) as Promise<ReplyOf<'syncChats'>>,
    chat: (id: ChatId) => get<'chat'>(`/chats/${id}`),
    createChat: (body: Body<Routes['createChat']>) =>
      ask({ method: 'POST', path: '/chats', body }) as Promise<ReplyOf<'createChat'>>,
    chatFiles: (id: ChatId, query: Query<Routes['chatFiles']>) =>
      get<'chatFiles'>(`/chats/${id}/files`, query),
    messages: (id: ChatId, query: Query<Routes['messages']>) =>
      get<'messages'>(`/chats/${id}/messages`, query),
    changes: (id: ChatId, query: Query<Routes['changes']>) => get<'changes'>(`/chats/${id}/changes`, query),
    admin: createAdminApi(ask),
    ...securityRoutes(ask),
    ...groupRoutes(ask),
    ...messageRoutes(ask),
    ...laterRoutes(ask),
    ...fileRoutes(ask, origin),
    /** The bytes of a file, or of its thumbnail. */
    fileBytes: (id: FileId, part: 'content' | 'thumbnail') =>
      renewing<Blob>(
        { method: 'GET', path: `/files/${id}${part === 'thumbnail' ? '/thumbnail' : ''}` },
        exchangeBytes,
      ),
    search: (query: Query<Routes['search']>) => get<'search'>('/search', query),
    preferences: () => get<'preferences'>('/me/preferences'),
    setPreferences: (body: Body<Routes['preferences']>) =>
      ask({ method: 'PATCH', path: '/me/preferences', body }) as Promise<ReplyOf<'preferences'>>,
    setNotice: (id: ChatId, body: Body<Routes['chatNotice']>) =>
      ask({ method: 'PUT', path: `/me/notices/${id}`, body }) as Promise<ReplyOf<'chatNotice'>>,
    calls: (query: Query<Routes['calls']>) => get<'calls'>('/calls', query),
    iceServers: () => get<'iceServers'>('/calls/ice-servers'),
  };
}

type ReplyOf<R extends keyof Routes> = Routes[R] extends { reply: infer S extends TSchema }
  ? Reply<{ reply: S }>
  : never;

type Ask = (request: Exchange) => Promise<unknown>;

function securityRoutes(ask: Ask) {
  const codes = (request: Exchange) => ask(request) as Promise<ReplyOf<'confirmTotp'>>;
  return {
    security: () => ask({ method: 'GET', path: '/me/security' }) as Promise<ReplyOf<'security'>>,
    beginTotp: (password: string) =>
      ask({ method: 'POST', path: '/me/totp', body: { password } }) as Promise<ReplyOf<'beginTotp'>>,
    confirmTotp: (code: string) => codes({ method: 'PUT', path: '/me/totp', body: { code } }),
    renewRecovery: (password: string) =>
      codes({ method: 'POST', path: '/me/totp/recovery', body: { password } }),
    removeTotp: (password: string) => ask({ method: 'DELETE', path: '/me/totp', body: { password } }),
    leave: (password: string) =>
      ask({ method: 'DELETE', path: '/me', body: { password } }) as Promise<ReplyOf<'leave'>>,
  };
}

function groupRoutes(ask: Ask) {
  const chat = (request: Exchange) => ask(request) as Promise<ReplyOf<'chat'>>;
  return {
    updateChat: (id: ChatId, body: Body<Routes['updateChat']>) =>
      chat({ method: 'PATCH', path: `/chats/${id}`, body }),
    addMembers: (id: ChatId, body: Body<Routes['addMembers']>) =>
      chat({ method: 'POST', path: `/chats/${id}/members`, body }),
    setRole: (id: ChatId, userId: UserId, body: Body<Routes['setRole']>) =>
      chat({ method: 'PATCH', path: `/chats/${id}/members/${userId}`, body }),
    removeMember: (id: ChatId, userId: UserId) =>
      ask({ method: 'DELETE', path: `/chats/${id}/members/${userId}` }),
    pin: (id: ChatId, messageId: MessageId, on: boolean) =>
      chat({ method: on ? 'PUT' : 'DELETE', path: `/chats/${id}/pins/${messageId}` }),
  };
}

function messageRoutes(ask: Ask) {
  const of = (id: ChatId, messageId: MessageId) => `/chats/${id}/messages/${messageId}`;
  return {
    message: (id: ChatId, messageId: MessageId) =>
      ask({ method: 'GET', path: of(id, messageId) }) as Promise<ReplyOf<'message'>>,
    messageInfo: (id: ChatId, messageId: MessageId) =>
      ask({ method: 'GET', path: `${of(id, messageId)}/info` }) as Promise<ReplyOf<'messageInfo'>>,
    messageHistory: (id: ChatId, messageId: MessageId) =>
      ask({ method: 'GET', path: `${of(id, messageId)}/history` }) as Promise<ReplyOf<'messageHistory'>>,
  };
}

function laterRoutes(ask: Ask) {
  type One = Promise<ReplyOf<'schedule'>>;
  return {
    putDraft: (id: ChatId, body: Body<Routes['draft']>) =>
      ask({ method: 'PUT', path: `/chats/${id}/draft`, body }),
    schedule: (body: Body<Routes['schedule']>) => ask({ method: 'POST', path: '/scheduled', body }) as One,
    scheduledList: () => ask({ method: 'GET', path: '/scheduled' }) as Promise<ReplyOf<'scheduledList'>>,
    reschedule: (id: string, body: Body<Routes['reschedule']>) =>
      ask({ method: 'PATCH', path: `/scheduled/${id}`, body }) as One,
    unschedule: (id: string) => ask({ method: 'DELETE', path: `/scheduled/${id}` }),
  };
}

const avatarRequest = (path: string, fileId: FileId | null): Exchange =>
  fileId === null ? { method: 'DELETE', path } : { method: 'PUT', path, body: { fileId } };

function fileRoutes(ask: Ask, origin: string) {
  return {
    /** A small file in one go. */
    uploadFile: (content: Blob, name: string) => {
      const body = new FormData();
      body.append('file', content, name);
      return ask({ method: 'POST', path: '/files', body }) as Promise<ReplyOf<'uploadFile'>>;
    },
    setMyAvatar: (fileId: FileId | null) =>
      ask(avatarRequest('/me/avatar', fileId)) as Promise<ReplyOf<'me'>>,
    setChatAvatar: (id: ChatId, fileId: FileId | null) =>
      ask(avatarRequest(`/chats/${id}/avatar`, fileId)) as Promise<ReplyOf<'chat'>>,
    openUpload: (body: Body<Routes['openUpload']>) =>
      ask({ method: 'POST', path: '/files/uploads', body }) as Promise<UploadState>,
    uploadState: (id: FileId) => ask({ method: 'GET', path: `/files/uploads/${id}` }) as Promise<UploadState>,
    cancelUpload: (id: FileId) => ask({ method: 'DELETE', path: `/files/uploads/${id}` }),
    storage: () => ask({ method: 'GET', path: '/me/storage' }) as Promise<ReplyOf<'storage'>>,
    /** Absolute addresses that open a file without a header, for some minutes. */
    async fileLink(id: FileId): Promise<ReplyOf<'fileLink'>> {
      const link = (await ask({ method: 'GET', path: `/files/${id}/link` })) as ReplyOf<'fileLink'>;
      const { url, thumbnailUrl, expiresAt } = link;
      return {
        url: origin + url,
        expiresAt,
        ...(thumbnailUrl !== undefined && { thumbnailUrl: origin + thumbnailUrl }),
      };
    },
  };
}
