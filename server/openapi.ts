// Publishes what each route answers: success by its schema, errors by the one shape, and whether it needs a token.
import swagger from '@fastify/swagger';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { ErrorBody } from '../common/errors.ts';
import { adminHttp } from '../common/wire/admin.ts';
import { http } from '../common/wire/http.ts';

const prefix = '/api/v1';
const shownChat = http.chat.reply;
const failure = Type.Object({ error: ErrorBody });

/** Success of each route, where it has a body: its status and schema. The others answer 204 without one. */
const successes: Record<string, [status: number, reply: TSchema]> = {
  'POST /auth/register': [201, http.register.reply],
  'POST /auth/login': [200, http.login.reply],
  'POST /auth/refresh': [200, http.refresh.reply],
  'GET /auth/registration': [200, http.registration.reply],
  'GET /me/security': [200, http.security.reply],
  'POST /me/totp': [200, http.beginTotp.reply],
  'PUT /me/totp': [200, http.confirmTotp.reply],
  'POST /me/totp/recovery': [200, http.confirmTotp.reply],
  'DELETE /me': [200, http.leave.reply],
  'GET /admin/users': [200, adminHttp.users.reply],
  'POST /admin/users': [201, adminHttp.createUser.reply],
  'POST /admin/users/:id/password': [200, adminHttp.resetPassword.reply],
  'GET /admin/users/:id/devices': [200, adminHttp.devices.reply],
  'GET /admin/invites': [200, adminHttp.invites.reply],
  'POST /admin/invites': [201, adminHttp.createInvite.reply],
  'GET /admin/reports': [200, adminHttp.reports.reply],
  'GET /admin/audit': [200, adminHttp.audit.reply],
  'GET /admin/stats': [200, adminHttp.stats.reply],
  'GET /me': [200, http.me.reply],
  'PATCH /me': [200, http.updateMe.reply],
  'PUT /me/avatar': [200, http.me.reply],
  'DELETE /me/avatar': [200, http.me.reply],
  'GET /me/preferences': [200, http.preferences.reply],
  'PATCH /me/preferences': [200, http.preferences.reply],
  'PUT /me/notices/:id': [200, http.chatNotice.reply],
  'GET /me/storage': [200, http.storage.reply],
  'GET /devices': [200, http.devices.reply],
  'GET /users': [200, http.users.reply],
  'GET /users/:id': [200, http.user.reply],
  'GET /blocks': [200, http.blocks.reply],
  'GET /presence': [200, http.presence.reply],
  'POST /chats': [200, http.createChat.reply],
  'GET /chats': [200, http.chats.reply],
  'POST /chats/sync': [200, http.syncChats.reply],
  'GET /chats/:id': [200, shownChat],
  'PATCH /chats/:id': [200, shownChat],
  'POST /chats/:id/members': [200, shownChat],
  'PATCH /chats/:id/members/:userId': [200, shownChat],
  'DELETE /chats/:id/members/:userId': [200, shownChat],
  'PUT /chats/:id/pins/:messageId': [200, shownChat],
  'DELETE /chats/:id/pins/:messageId': [200, shownChat],
  'PUT /chats/:id/avatar': [200, shownChat],
  'DELETE /chats/:id/avatar': [200, shownChat],
  'GET /chats/:id/messages': [200, http.messages.reply],
  'GET /chats/:id/messages/:messageId': [200, http.message.reply],
  'GET /chats/:id/files': [200, http.chatFiles.reply],
  'GET /chats/:id/changes': [200, http.changes.reply],
  'GET /chats/:id/messages/:messageId/info': [200, http.messageInfo.reply],
  'GET /chats/:id/messages/:messageId/history': [200, http.messageHistory.reply],
  'POST /scheduled': [201, http.schedule.reply],
  'GET /scheduled': [200, http.scheduledList.reply],
  'PATCH /scheduled/:id': [200, http.reschedule.reply],
  'GET /search': [200, http.search.reply],
  'POST /files': [201, http.uploadFile.reply],
  'GET /files/:id/link': [200, http.fileLink.reply],
  'GET /calls': [200, http.calls.reply],
  'GET /calls/ice-servers': [200, http.iceServers.reply],
};

const open = new Set([
  'GET /auth/registration',
  'POST /auth/register',
  'POST /auth/login',
  'POST /auth/refresh',
]);

/** Registers the document; must come before the routes that it names. */
export async function registerOpenApi(app: FastifyInstance): Promise<void> {
  app.addHook('onRoute', describeRoute);
  await app.register(swagger, {
    openapi: {
      info: { title: 'Baraza', version: '1', description: 'The REST half of the wire contract, version 1' },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
  });
}

function describeRoute(route: RouteOptions): void {
  if (!route.url.startsWith(prefix) || route.schema?.hide === true) return;
  const name = `${String(route.method)} ${route.url.slice(prefix.length)}`;
  const [status, reply] = successes[name] ?? [204, Type.Null()];
  route.schema = {
    ...route.schema,
    response: { [status]: reply, default: failure },
    ...(open.has(name) ? {} : { security: [{ bearer: [] }] }),
  };
}
