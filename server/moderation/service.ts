// Blocking and reporting: two people kept apart, and the administrators told.
import type { User } from '../../common/auth/user.ts';
import { AppError } from '../../common/errors.ts';
import type { ChatId, MessageId, UserId } from '../../common/ids.ts';
import { limits } from '../../common/limits.ts';
import type { Message } from '../../common/messages/message.ts';
import type { NewReport } from '../../common/moderation/report.ts';
import type { Presence } from '../../common/presence/presence.ts';
import { encodeEvent } from '../../common/wire/codec.ts';
import type { Caller, Clock } from '../context.ts';
import type { Bus } from '../infra/bus.ts';
import { seal, type Vault } from '../infra/vault.ts';
import type { ModerationStore } from './store.ts';

export type ModerationService = ReturnType<typeof createModerationService>;

interface Parts {
  store: ModerationStore;
  people: { usersByIds(ids: readonly UserId[]): Promise<User[]> };
  /** Closes or opens the direct chat of two people, where they have one. */
  setClosed(a: UserId, b: UserId, closed: boolean): Promise<ChatId | null>;
  presence: { list(caller: Pick<Caller, 'userId'>): Promise<Presence[]> };
  messages: {
    visible(caller: Caller, chatId: ChatId, messageId: MessageId): Promise<{ message: Message }>;
  };
  vault: Vault;
  bus: Bus;
  clock: Clock;
  newId: () => string;
}

/** Reports are sealed under a key of their own. */
export const reportScope = 'reports';
export const reportContext = (id: string) => `${reportScope}/${id}`;
const day = 24 * 3_600_000;

export function createModerationService(parts: Parts) {
  const { store, people, setClosed, presence, messages, vault, bus, clock, newId } = parts;

  async function mustExist(userId: UserId): Promise<void> {
    const [found] = await people.usersByIds([userId]);
    if (found === undefined) throw new AppError('not_found', 'There is no such person');
  }

  /** Everyone's nodes forget what they hold of the two. */
  async function changed({ userId, deviceId }: Caller, other: UserId, closed: boolean): Promise<void> {
    const chatId = await setClosed(userId, other, closed);
    bus.notify('blocks_changed', { chatId, userIds: [userId, other] });
    bus.publish([userId], encodeEvent('me_changed', {}), { except: deviceId });
  }

  /** Tells one how the other looks now: gone while they are apart. */
  async function show(to: UserId, of: UserId): Promise<void> {
    const seen = (await presence.list({ userId: to })).find(({ userId }) => userId === of);
    const told = seen ?? { userId: of, status: 'offline' as const };
    if (told.status === 'offline') bus.publish([to], encodeEvent('user_left', { userId: of }));
    else bus.publish([to], encodeEvent('user_joined', { userId: of }));
    bus.publish([to], encodeEvent('presence', told));
  }

  async function wordsOf(caller: Caller, { userId, message, text = '' }: NewReport): Promise<string> {
    if (message === undefined) return JSON.stringify({ text });
    const { message: meant } = await messages.visible(caller, message.chatId, message.messageId);
    if (meant.senderId !== userId) throw new AppError('bad_request', 'This message is of someone else');
    return JSON.stringify({ text, quoted: meant.text });
  }

  return {
    /** [BLK1] Twice is once. Errors: `bad_request` for oneself, `not_found`. */
    async block(caller: Caller, whom: UserId): Promise<void> {
      if (whom === caller.userId) throw new AppError('bad_request', 'One can not block oneself');
      await mustExist(whom);
      await store.block(caller.userId, whom, clock.now());
      await changed(caller, whom, true);
      await Promise.all([show(caller.userId, whom), show(whom, caller.userId)]);
    },

    /** [BLK1] Apart they stay while the other one blocks too. */
    async unblock(caller: Caller, whom: UserId): Promise<void> {
      if (!(await store.unblock(caller.userId, whom))) return;
      const apart = await store.between(caller.userId, whom);
      await changed(caller, whom, apart);
      if (!apart) await Promise.all([show(caller.userId, whom), show(whom, caller.userId)]);
    },

    /** Whom the caller blocked, newest first. */
    async list({ userId }: Caller): Promise<User[]> {
      const ids = await store.blockedBy(userId);
      const users = new Map((await people.usersByIds(ids)).map(user => [user.id, user]));
      return ids.flatMap(id => users.get(id) ?? []);
    },

    /** [REP1] Errors: `not_found`, `forbidden` for what one can not see, `bad_request`, `rate_limited`. */
    async report(caller: Caller, report: NewReport): Promise<void> {
      if (report.userId === caller.userId) throw new AppError('bad_request', 'One can not report oneself');
      await mustExist(report.userId);
      const since = new Date(clock.now().getTime() - day);
      const made = await store.countReports(caller.userId, since, limits.reportsPerDay);
      if (made >= limits.reportsPerDay) throw new AppError('rate_limited', 'Too many reports today');
      const _id = newId();
      const words = seal(await vault.keyFor(reportScope), reportContext(_id), await wordsOf(caller, report));
      const { userId, reason, message } = report;
      await store.insertReport({
        _id,
        by: caller.userId,
        userId,
        reason,
        words,
        at: clock.now(),
        ...(message && { message }),
      });
    },
  };
}
