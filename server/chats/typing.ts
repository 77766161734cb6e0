// Who is typing where: told to the others, and ended by the server when the client falls silent.

import type { ChatId, DeviceId, UserId } from '../../common/ids.ts';
import { times } from '../../common/limits.ts';
import { encodeEvent } from '../../common/wire/codec.ts';
import type { Caller, Clock } from '../context.ts';
import type { Bus } from '../infra/bus.ts';
import type { Membership } from './membership.ts';

interface Parts {
  membership: Membership;
  bus: Bus;
  clock: Clock;
}

export type Typing = ReturnType<typeof createTyping>;

export function createTyping({ membership, bus, clock }: Parts) {
  const active = new Map<string, { chatId: ChatId; userId: UserId; until: number }>();

  async function tell(chatId: ChatId, userId: UserId, isActive: boolean, except?: DeviceId): Promise<void> {
    const audience = await membership.audience(userId, chatId);
    bus.publish(audience, encodeEvent('typing', { chatId, userId, active: isActive }), { except });
  }

  return {
    /** Errors: `forbidden` outside the chat. */
    async set({ userId, deviceId }: Caller, chatId: ChatId, isActive: boolean): Promise<void> {
      await membership.require(userId, chatId);
      const key = `${chatId}:${userId}`;
      const was = active.has(key);
      if (isActive) active.set(key, { chatId, userId, until: clock.now().getTime() + times.typingEnds });
      else active.delete(key);
      if (was !== isActive) await tell(chatId, userId, isActive, deviceId);
    },

    /** Ends what fell silent; called about once a second. */
    async sweep(): Promise<void> {
      const now = clock.now().getTime();
      const over = [...active].filter(([, entry]) => entry.until <= now);
      for (const [key] of over) active.delete(key);
      await Promise.all(over.map(([, { chatId, userId }]) => tell(chatId, userId, false)));
    },
  };
}
