// Socket requests about presence.
import type { Handlers } from '../context.ts';
import type { PresenceService } from './service.ts';

export function presenceHandlers(presence: PresenceService): Handlers<'presence_set'> {
  return {
    async presence_set(caller, data) {
      await presence.set(caller, data);
      return {};
    },
  };
}
