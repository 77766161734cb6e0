// REST of presence.
import { http } from '../../common/wire/http.ts';
import type { Api } from '../api.ts';
import { callerOf } from '../auth/guard.ts';
import type { PresenceService } from './service.ts';

export function presenceRoutes(api: Api, presence: PresenceService): void {
  api.get('/presence', async request => ({ presence: await presence.list(callerOf(request)) }));
  api.get('/me/preferences', async request => ({
    preferences: await presence.preferences(callerOf(request)),
  }));
  api.patch('/me/preferences', { schema: { body: http.preferences.body } }, async request => ({
    preferences: await presence.setPreferences(callerOf(request), request.body),
  }));
  const { params, body } = http.chatNotice;
  api.put('/me/notices/:id', { schema: { params, body } }, async request => ({
    preferences: await presence.setNotice(callerOf(request), request.params.id, request.body),
  }));
}
