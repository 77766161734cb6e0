// What people choose about being seen and disturbed: kept, and seen through when its time comes.
import type { ChatNotice } from '../../common/chats/notices.ts';
import { AppError } from '../../common/errors.ts';
import type { ChatId, UserId } from '../../common/ids.ts';
import { limits } from '../../common/limits.ts';
import type { HeldPreferences, Preferences } from '../../common/presence/preferences.ts';
import { isZone, nextEdge } from '../../common/presence/quiet.ts';
import { encodeEvent } from '../../common/wire/codec.ts';
import type { Caller, Clock } from '../context.ts';
import type { Bus } from '../infra/bus.ts';
import type { PersonDoc, PersonUpdate, PresenceStore } from './store.ts';

interface Parts {
  store: PresenceStore;
  bus: Bus;
  clock: Clock;
  /** These people may look different now. */
  changed: (userIds: readonly UserId[]) => void;
}

const sweepEvery = 1_000;
const atOnce = 500;

export function createWishes({ store, bus, clock, changed }: Parts) {
  let sweepAt = 0;

  async function personOf(userId: UserId): Promise<PersonDoc | undefined> {
    return (await store.people([userId]))[0];
  }

  function toPreferences(person: PersonDoc | undefined): HeldPreferences {
    const now = clock.now();
    const text = person?.textUntil !== undefined && person.textUntil <= now ? undefined : person?.text;
    const until = person?.textUntil?.toISOString();
    const awake = person?.awakeUntil !== undefined && person.awakeUntil > now ? person.awakeUntil : null;
    return {
      ...(awake && { awakeUntil: awake.toISOString() }),
      lastSeen: person?.hidesLastSeen === true ? 'nobody' : 'everyone',
      quietHours: person?.quietHours ?? null,
      status: text === undefined ? null : { text, ...(until !== undefined && { until }) },
      ...(Object.keys(person?.notices ?? {}).length > 0 && { notices: person?.notices }),
    };
  }

  /** Errors: `bad_request` for an unknown time zone, or a time that is none or has passed. */
  function toUpdate({ lastSeen, quietHours, status }: Partial<Preferences>): PersonUpdate {
    const update: PersonUpdate = {};
    if (lastSeen !== undefined) update.hidesLastSeen = lastSeen === 'nobody' ? true : null;
    if (quietHours !== undefined) {
      if (quietHours !== null && !isZone(quietHours.zone)) {
        throw new AppError('bad_request', 'There is no such time zone');
      }
      update.quietHours = quietHours;
      update.awakeUntil = null;
    }
    if (status !== undefined) {
      const text = status?.text.trim() ?? '';
      update.text = text === '' ? null : text;
      const until = status?.until === undefined || text === '' ? null : new Date(status.until);
      if (until !== null && !(until > clock.now())) {
        throw new AppError('bad_request', 'The time until which the status holds is not valid or has passed');
      }
      update.textUntil = until;
    }
    return update;
  }

  /** When a person changes by the clock alone. */
  function edgeOf(person: PersonDoc, now: Date): Date | null {
    const quiet = person.quietHours === undefined ? null : nextEdge(person.quietHours, now);
    const text = person.textUntil !== undefined && person.textUntil > now ? person.textUntil : null;
    if (quiet === null || text === null) return quiet ?? text;
    return new Date(Math.min(quiet.getTime(), text.getTime()));
  }

  return {
    get: async ({ userId }: Caller): Promise<HeldPreferences> => toPreferences(await personOf(userId)),

    /** [PREF1] Changes what is given; own other devices are told. Errors: `bad_request`. */
    async update({ userId, deviceId }: Caller, given: Partial<Preferences>): Promise<HeldPreferences> {
      // Due at once: the sweep finds out when the next change is.
      await store.updatePerson(userId, { ...toUpdate(given), edgeAt: clock.now() });
      changed([userId]);
      bus.publish([userId], encodeEvent('me_changed', {}), { except: deviceId });
      return toPreferences(await personOf(userId));
    },

    /** [PREF4] How loud one chat may be. Errors: `bad_request` for a time that is none, `conflict` beyond the limit. */
    async setNotice(
      { userId, deviceId }: Caller,
      chatId: ChatId,
      given: ChatNotice,
    ): Promise<HeldPreferences> {
      if (given.mutedUntil !== undefined && Number.isNaN(Date.parse(given.mutedUntil))) {
        throw new AppError('bad_request', 'The time until which the chat is muted is not valid');
      }
      const held = (await personOf(userId))?.notices ?? {};
      const isNew = !Object.hasOwn(held, chatId);
      if (isNew && Object.keys(held).length >= limits.noticesPerUser) {
        throw new AppError('conflict', 'Too many chats have a choice of their own');
      }
      await store.setNotice(userId, chatId, Object.keys(given).length === 0 ? null : given);
      bus.publish([userId], encodeEvent('me_changed', {}), { except: deviceId });
      return toPreferences(await personOf(userId));
    },

    /** [PREF2] Chosen by hand during quiet hours: it holds until these change by themselves. */
    async stayAwake(userId: UserId): Promise<void> {
      const hours = (await personOf(userId))?.quietHours;
      const edge = hours === undefined ? null : nextEdge(hours, clock.now());
      if (edge === null) return;
      await store.updatePerson(userId, { awakeUntil: edge });
      // All of one's devices stop holding back what comes in, and know it after a restart too.
      bus.publish([userId], encodeEvent('me_changed', {}));
    },

    /** Once a second: looks at those whose time has come. Safe on many nodes at once. */
    async sweep(): Promise<void> {
      const now = clock.now();
      if (now.getTime() < sweepAt) return;
      sweepAt = now.getTime() + sweepEvery;
      for (;;) {
        const due = await store.duePeople(now, atOnce);
        // Before the edge is moved: a node that dies in between leaves it to the others.
        changed(due.map(person => person._id));
        await store.moveEdges(
          due.map(person => ({ person, edgeAt: edgeOf(person, now) })),
          now,
        );
        if (due.length < atOnce) return;
      }
    },
  };
}
