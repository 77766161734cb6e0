// This node's devices: written in bulks, kept alive by one lease for all, and settled by others when the node dies.
import type { DeviceId, UserId } from '../../common/ids.ts';
import type { OnlineStatus } from '../../common/presence/presence.ts';
import type { Caller, Clock, Log } from '../context.ts';
import { createBatcher } from '../infra/batcher.ts';
import type { Here, PresenceStore } from './store.ts';
import { grace } from './view.ts';

/** A node renews its lease this often. */
export const renewEvery = 5_000;
/** A node that was silent for so long is dead. */
export const leaseTime = 15_000;
const bulkSize = 1_000;

interface Parts {
  store: PresenceStore;
  clock: Clock;
  log: Log;
  nodeId: string;
  /** These people's devices changed. */
  changed: (userIds: readonly UserId[]) => void;
}

interface Move {
  kind: 'up' | 'down';
  caller: Caller;
}

export function createRoster({ store, clock, log, nodeId, changed }: Parts) {
  const here = new Map<DeviceId, Here>();
  const moves = createBatcher<Move | 'compare'>(write, bulkSize);
  /** A write failed: what is stored may differ from what is here. */
  let unsure = false;
  let renewAt = 0;

  async function write(items: readonly (Move | 'compare')[]): Promise<void> {
    // Of a device that comes and goes within one bulk only the last move counts.
    const last = new Map<DeviceId, Move>();
    for (const item of items) if (item !== 'compare') last.set(item.caller.deviceId, item);
    const all = [...last.values()];
    const ups = all.filter(move => move.kind === 'up').map(({ caller }) => hereOf(caller));
    const downs = all.filter(move => move.kind === 'down').map(({ caller }) => caller.deviceId);
    const now = clock.now();
    await Promise.all([store.connect(nodeId, ups, now), store.disconnect(nodeId, downs, now)]);
    changed([...new Set(all.map(move => move.caller.userId))]);
    if (items.includes('compare')) await compare();
  }

  /** Makes what is stored of this node what is here. Devices that another node holds by now stay there. */
  async function compare(): Promise<void> {
    const stored = await store.connectionsOn(nodeId);
    const known = new Map(stored.map(doc => [doc._id, doc]));
    const missing = [...here.values()].filter(device => !known.has(device.deviceId));
    const elsewhere = new Set((await store.liveAmong(missing.map(d => d.deviceId))).map(doc => doc._id));
    const lost = missing.filter(device => !elsewhere.has(device.deviceId));
    const wronglyGone = stored.flatMap(doc => (doc.goneAt === undefined ? [] : (here.get(doc._id) ?? [])));
    const stale = stored.filter(doc => doc.goneAt === undefined && !here.has(doc._id));
    const now = clock.now();
    const ups = [...lost, ...wronglyGone];
    await store.connect(nodeId, ups, now);
    const downs = stale.map(doc => doc._id);
    await store.disconnect(nodeId, downs, now);
    changed([...new Set([...ups, ...stale].map(device => device.userId))]);
    unsure = false;
  }

  const hereOf = ({ userId, deviceId }: Caller): Here =>
    here.get(deviceId) ?? { userId, deviceId, status: 'online' };

  function add(move: Move): void {
    moves.add(move).catch(error => {
      unsure = true;
      log.warn({ err: error }, 'Presence could not be written; it will be compared later');
    });
  }

  async function sweep(): Promise<void> {
    const now = clock.now();
    for (const { nodeId: dead, leaseUntil } of await store.deadNodes(now)) {
      if (dead === nodeId) continue;
      const lastSign = leaseUntil === null ? now.getTime() - leaseTime : leaseUntil.getTime() - leaseTime;
      const userIds = await store.settle(dead, new Date(lastSign), now);
      log.warn({ node: dead, people: userIds.length }, 'A node was lost; its devices are settled');
      changed(userIds);
    }
    changed(await store.fadedUsers(new Date(now.getTime() - grace)));
  }

  return {
    up(caller: Caller): void {
      here.set(caller.deviceId, hereOf(caller));
      add({ kind: 'up', caller });
    },

    down(caller: Caller): void {
      here.delete(caller.deviceId);
      add({ kind: 'down', caller });
    },

    async setStatus({ userId, deviceId }: Caller, status: OnlineStatus): Promise<void> {
      const device: Here = { userId, deviceId, status };
      // A request that outlived its socket must not bring the device back.
      if (!here.has(deviceId)) return;
      here.set(deviceId, device);
      await moves.idle();
      await store.setStatus(nodeId, device, clock.now());
    },

    /** Takes or renews the lease when it is time, then settles what dead nodes left behind. */
    async renew(): Promise<void> {
      const now = clock.now();
      if (now.getTime() < renewAt) return;
      const first = renewAt === 0;
      renewAt = now.getTime() + renewEvery;
      const held = await store.renewLease(nodeId, now, new Date(now.getTime() + leaseTime));
      if (unsure || (!held && !first)) await moves.add('compare');
      // After an outage of the database all leases are late: the others get time to renew theirs.
      if (held || first) await sweep();
    },

    /** Resolves when what happened here so far is stored. */
    written: () => moves.idle(),

    /** Lets all devices of this node go, and the lease. */
    async close(): Promise<void> {
      await moves.idle();
      await store.disconnect(nodeId, [...here.keys()], clock.now());
      here.clear();
      await store.endLease(nodeId);
    },
  };
}
