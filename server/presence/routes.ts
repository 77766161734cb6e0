// REST of presence.
import type { Api } from '../api.ts';
import { callerOf } from '../auth/guard.ts';
import type { PresenceService } from './service.ts';

export function presenceRoutes(api: Api, presence: PresenceService): void {
  api.get('/presence', async request => ({ presence: await presence.list(callerOf(request)) }));
}
