// Tells people who share a chat what changed of someone: each change once over all nodes, at most once a second per person.
import { randomUUID } from 'node:crypto';
import type { DeviceId, UserId } from '../../common/ids.ts';
import type { Presence } from '../../common/presence/presence.ts';
import { encodeEvent } from '../../common/wire/codec.ts';
import type { Caller, Clock, Log } from '../context.ts';
import { Bounded } from '../infra/bounded.ts';
import type { Bus } from '../infra/bus.ts';
import type { PersonDoc, PresenceStore } from './store.ts';
import { grace, type View, viewOf } from './view.ts';

export interface Chats {
  /** Everyone who shares a chat with this person. */
  contactsOf(userId: UserId): Promise<readonly UserId[]>;
}

export interface Users {
  seen(people: readonly { userId: UserId; at: Date }[]): Promise<void>;
  lastSeen(userIds: readonly UserId[]): Promise<ReadonlyMap<UserId, Date>>;
}

interface Parts {
  store: PresenceStore;
  bus: Bus;
  chats: Chats;
  users: Users;
  clock: Clock;
  log: Log;
}

/** At most one change of a person is told in this time. */
export const quiet = 1_000;
const bulkSize = 500;

interface Change {
  view: View;
  before: PersonDoc;
  at: Date;
  contacts: readonly UserId[];
}

export function createAnnouncer({ store, bus, chats, users, clock, log }: Parts) {
  /** Whom to look at, and when. */
  const due = new Map<UserId, number>();
  const quietUntil = new Map<UserId, number>();
  /** Whose device brought the change: it needs no event of its own. */
  const actors = new Bounded<UserId, DeviceId>(10_000);
  let working: Promise<void> | null = null;

  function touch(userIds: readonly UserId[], at = clock.now().getTime()): void {
    for (const userId of userIds) {
      const when = Math.max(at, quietUntil.get(userId) ?? 0);
      due.set(userId, Math.min(due.get(userId) ?? Number.POSITIVE_INFINITY, when));
    }
    run();
  }

  function run(): void {
    working ??= work();
  }

  async function work(): Promise<void> {
    await Promise.resolve();
    for (let userIds = take(); userIds.length > 0; userIds = take()) {
      try {
        await review(userIds);
      } catch (error) {
        log.warn({ err: error }, 'Presence could not be told; it will be tried again');
        postpone(userIds);
      }
    }
    working = null;
  }

  function take(): UserId[] {
    const now = clock.now().getTime();
    const taken: UserId[] = [];
    for (const [userId, at] of due) {
      if (at > now) continue;
      taken.push(userId);
      due.delete(userId);
      if (taken.length === bulkSize) break;
    }
    return taken;
  }

  function postpone(userIds: readonly UserId[]): void {
    const at = clock.now().getTime() + quiet;
    for (const userId of userIds) quietUntil.set(userId, at);
    touch(userIds, at);
  }

  async function review(userIds: readonly UserId[]): Promise<void> {
    const now = clock.now();
    const [devices, people] = await Promise.all([store.connectionsOf(userIds), store.people(userIds)]);
    const devicesOf = Map.groupBy(devices, device => device.userId);
    const personOf = new Map(people.map(person => [person._id, person]));
    const views = userIds.map(id => viewOf(id, devicesOf.get(id) ?? [], personOf.get(id), now));
    for (const { userId, fadesAt } of views) if (fadesAt !== null) touch([userId], fadesAt);

    const changes = await Promise.all(
      views.flatMap(view => {
        const before = personOf.get(view.userId) ?? { _id: view.userId, status: 'offline' as const };
        if (view.status !== before.status || view.text !== before.told) return [prepare(view, before, now)];
        actors.delete(view.userId);
        return [];
      }),
    );
    await store.addPeople(changes.flatMap(({ before: { _id } }) => (personOf.has(_id) ? [] : [_id])));
    const tellings = changes.map(({ view, before }) => ({
      userId: view.userId,
      from: before,
      to: { status: view.status, told: view.text },
    }));
    const won = await store.tell(tellings, randomUUID());
    const left = changes.filter(({ view }) => view.status === 'offline' && won.has(view.userId));
    await users.seen(left.map(({ view, at }) => ({ userId: view.userId, at })));
    const faded = views.flatMap(view => view.faded);
    await store.retire(faded, new Date(now.getTime() - grace), now);
    const told = changes.filter(({ view }) => won.has(view.userId));
    const hiders = await hidersAmong(told);
    for (const change of told) publish(change, hiders);
    // Looked at once more: another node may have written while this one counted.
    postpone(changes.map(({ view }) => view.userId));
  }

  /** Who of those that left, and of those that are told of it, hides when they were last there. */
  async function hidersAmong(told: readonly Change[]): Promise<ReadonlySet<UserId>> {
    const left = told.filter(({ view }) => view.status === 'offline');
    return store.hiders([...new Set(left.flatMap(({ view, contacts }) => [view.userId, ...contacts]))]);
  }

  async function prepare(view: View, before: PersonDoc, now: Date): Promise<Change> {
    const contacts = (await chats.contactsOf(view.userId)).filter(id => id !== view.userId);
    return { view, before, at: view.leftAt ?? now, contacts };
  }

  function publish(
    { view: { userId, status, text }, before, at, contacts }: Change,
    hiders: ReadonlySet<UserId>,
  ): void {
    const presence: Presence = { userId, status };
    if (text !== undefined) presence.text = text;
    const frame = encodeEvent('presence', presence);
    if (status === 'offline') {
      // [PREF3] Who hides it does not see it of others.
      const blind = hiders.has(userId) ? contacts : contacts.filter(id => hiders.has(id));
      const seeing = hiders.has(userId) ? [] : contacts.filter(id => !hiders.has(id));
      const lastSeen = at.toISOString();
      bus.publish(blind, encodeEvent('user_left', { userId }));
      bus.publish(blind, frame);
      bus.publish(seeing, encodeEvent('user_left', { userId, lastSeen }));
      bus.publish(seeing, encodeEvent('presence', { ...presence, lastSeen }));
    } else {
      if (before.status === 'offline') bus.publish(contacts, encodeEvent('user_joined', { userId }));
      bus.publish(contacts, frame);
    }
    bus.publish([userId], frame, { except: actors.get(userId) });
    actors.delete(userId);
  }

  return {
    /** These people may have changed: looks at them now, or when they were last told of long enough ago. */
    touch,

    /** What comes next of this person is this device's doing. */
    causedBy: ({ userId, deviceId }: Caller): void => actors.set(userId, deviceId),

    /** Looks at everyone whose time has come. */
    beat(): void {
      const now = clock.now().getTime();
      for (const [userId, until] of quietUntil) if (until <= now) quietUntil.delete(userId);
      run();
    },

    idle: () => working ?? Promise.resolve(),
  };
}
