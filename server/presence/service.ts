// Presence: who is there, as everyone who shares a chat with them sees it.
import type { DeviceId, UserId } from '../../common/ids.ts';
import type { Presence } from '../../common/presence/presence.ts';
import type { RequestData } from '../../common/wire/frames.ts';
import type { Caller, Clock, Disposer, Log } from '../context.ts';
import type { Bus } from '../infra/bus.ts';
import { type Chats, createAnnouncer, type Users } from './announcer.ts';
import { createRoster } from './roster.ts';
import type { ConnectionDoc, PresenceStore } from './store.ts';
import { viewOf } from './view.ts';
import { createWishes } from './wishes.ts';

interface Parts {
  store: PresenceStore;
  bus: Bus;
  chats: Chats;
  users: Users;
  clock: Clock;
  log: Log;
  /** Of this start of this process: a node that comes back is another one. */
  nodeId: string;
}

/** How often it is looked whether something is due. */
const beatEvery = 250;

export type PresenceService = ReturnType<typeof createPresenceService>;

const isLive = (device: ConnectionDoc) => device.goneAt === undefined;

export function createPresenceService({ store, bus, chats, users, clock, log, nodeId }: Parts) {
  const announcer = createAnnouncer({ store, bus, chats, users, clock, log });
  const wishes = createWishes({ store, bus, clock, changed: announcer.touch });
  const roster = createRoster({ store, clock, log, nodeId, changed: announcer.touch });

  async function liveDevices(userId: UserId): Promise<DeviceId[]> {
    await roster.written();
    return (await store.connectionsOf([userId])).filter(isLive).map(device => device._id);
  }

  async function beat(): Promise<void> {
    announcer.beat();
    await roster.renew();
    await wishes.sweep();
  }

  return {
    /** A device has a socket on this node now. */
    connected(caller: Caller): void {
      announcer.causedBy(caller);
      roster.up(caller);
    },

    /** A device has no socket on this node any more. */
    disconnected(caller: Caller): void {
      roster.down(caller);
    },

    /** Sets this device's status; the text is the person's, stays when left out, and goes when empty. */
    async set(caller: Caller, { status, text, byHand }: RequestData<'presence_set'>): Promise<void> {
      await roster.setStatus(caller, status);
      if (text !== undefined) {
        await store.updatePerson(caller.userId, { text: text.trim() || null, textUntil: null });
      }
      if (byHand === true) await wishes.stayAwake(caller.userId);
      announcer.causedBy(caller);
      announcer.touch([caller.userId]);
    },

    /** Everyone who shares a chat with the caller, and the caller. */
    async list({ userId }: Pick<Caller, 'userId'>): Promise<Presence[]> {
      await roster.written();
      const userIds = [...new Set([userId, ...(await chats.contactsOf(userId))])];
      const [devices, people] = await Promise.all([store.connectionsOf(userIds), store.people(userIds)]);
      const devicesOf = Map.groupBy(devices, device => device.userId);
      const personOf = new Map(people.map(person => [person._id, person]));
      const now = clock.now();
      const views = userIds.map(id => viewOf(id, devicesOf.get(id) ?? [], personOf.get(id), now));
      const away = views.filter(view => view.status === 'offline').map(view => view.userId);
      const hidden = (id: UserId) =>
        id !== userId && (personOf.get(userId)?.hidesLastSeen || personOf.get(id)?.hidesLastSeen);
      const lastSeen = await users.lastSeen(away.filter(id => !hidden(id)));
      return views.map(({ userId: id, status, text, leftAt }) => {
        const presence: Presence = { userId: id, status };
        if (text !== undefined) presence.text = text;
        const seen = leftAt ?? lastSeen.get(id);
        if (status === 'offline' && seen !== undefined && !hidden(id)) presence.lastSeen = seen.toISOString();
        return presence;
      });
    },

    /** Which of this person's devices hold a socket somewhere. */
    async onlineDevices(userId: UserId): Promise<ReadonlySet<DeviceId>> {
      return new Set(await liveDevices(userId));
    },

    async isOnline(userId: UserId): Promise<boolean> {
      return (await liveDevices(userId)).length > 0;
    },

    /** Which of these devices hold a socket somewhere. */
    async liveAmong(deviceIds: readonly DeviceId[]): Promise<ReadonlySet<DeviceId>> {
      await roster.written();
      return new Set((await store.liveAmong(deviceIds)).map(device => device._id));
    },

    /** Takes the node's lease, settles what dead nodes left behind, and goes on doing so. */
    async start(): Promise<Disposer> {
      await beat();
      let beating = false;
      const timer = setInterval(() => {
        if (beating) return;
        beating = true;
        beat()
          .catch(error => log.warn({ err: error }, 'The lease of this node could not be renewed yet'))
          .finally(() => {
            beating = false;
          });
      }, beatEvery);
      return () => clearInterval(timer);
    },

    beat,
    preferences: wishes.get,
    setPreferences: wishes.update,
    setNotice: wishes.setNotice,

    /** Resolves when all that happened here is stored, and told where its time has come. */
    async idle(): Promise<void> {
      await roster.written();
      await announcer.idle();
    },

    /** Lets all devices of this node go; other nodes, or the next start, tell who did not come back. */
    async drain(): Promise<void> {
      await roster.close();
      await announcer.idle();
    },
  };
}
