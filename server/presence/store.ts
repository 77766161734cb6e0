// Which devices hang on which nodes, the nodes' leases, and what was last told of each person, in MongoDB.
import type { AnyBulkWriteOperation, Db, UpdateFilter } from 'mongodb';
import type { ChatNotice, ChatNotices } from '../../common/chats/notices.ts';
import type { ChatId, DeviceId, UserId } from '../../common/ids.ts';
import type { QuietHours } from '../../common/presence/preferences.ts';
import type { OnlineStatus, Status } from '../../common/presence/presence.ts';
import { derived } from '../infra/mongo.ts';

export interface ConnectionDoc {
  _id: DeviceId;
  userId: UserId;
  /** Null while the device rests: gone, but remembered with its "do not disturb". */
  nodeId: string | null;
  status: OnlineStatus;
  since: Date;
  /** Since then without a socket; it counts as connected until the grace has passed. */
  goneAt?: Date;
  restingSince?: Date;
}

interface NodeDoc {
  _id: string;
  leaseUntil: Date;
}

export interface PersonDoc {
  _id: UserId;
  /** What others were told last: moved by compare-and-set, so that exactly one node tells each change. */
  status: Status;
  told?: string;
  /** What the person wrote beside the status, and until when it holds. */
  text?: string;
  textUntil?: Date;
  /** Nobody sees when this person was last there, who in turn does not see it of others. */
  hidesLastSeen?: boolean;
  quietHours?: QuietHours;
  /** Of single chats: how loud each may be. */
  notices?: ChatNotices;
  /** Quiet hours are overridden by hand until then. */
  awakeUntil?: Date;
  /** When this changes by the clock alone, and a number that each change of it raises. */
  edgeAt?: Date;
  version?: number;
  /** Who made the last change of what is told. */
  by?: string;
}

/** New values; null removes one. */
export type PersonUpdate = {
  [K in 'text' | 'textUntil' | 'hidesLastSeen' | 'quietHours' | 'awakeUntil' | 'edgeAt']?:
    | Required<PersonDoc>[K]
    | null;
};

export interface Telling {
  userId: UserId;
  from: Pick<PersonDoc, 'status' | 'told'>;
  to: Pick<PersonDoc, 'status' | 'told'>;
}

export interface Here {
  deviceId: DeviceId;
  userId: UserId;
  status: OnlineStatus;
}

export type PresenceStore = ReturnType<typeof createPresenceStore>;

const absent = { $exists: false };
const bulk = { ...derived, ordered: false };

export function createPresenceStore(db: Db) {
  const connections = db.collection<ConnectionDoc>('connections');
  const nodes = db.collection<NodeDoc>('nodes');
  const people = db.collection<PersonDoc>('presences');

  return {
    /** A device that is still known (within the grace, or resting) keeps its status. */
    async connect(nodeId: string, devices: readonly Here[], now: Date): Promise<void> {
      if (devices.length === 0) return;
      const operations = devices.map(({ deviceId, userId, status }) => ({
        updateOne: {
          filter: { _id: deviceId },
          update: {
            $set: { userId, nodeId, since: now },
            $unset: { goneAt: true, restingSince: true } as const,
            $setOnInsert: { status },
          },
          upsert: true,
        },
      }));
      await connections.bulkWrite(operations, bulk);
    },

    /** Devices that moved to another node meanwhile stay as they are. */
    async disconnect(nodeId: string, deviceIds: readonly DeviceId[], now: Date): Promise<void> {
      if (deviceIds.length === 0) return;
      const filter = { _id: { $in: [...deviceIds] }, nodeId, goneAt: absent };
      await connections.updateMany(filter, { $set: { goneAt: now } }, derived);
    },

    async setStatus(nodeId: string, { deviceId, userId, status }: Here, now: Date): Promise<void> {
      const update = { $set: { status }, $setOnInsert: { userId, nodeId, since: now } };
      await connections.updateOne({ _id: deviceId }, update, { ...derived, upsert: true });
    },

    async updatePerson(userId: UserId, changes: PersonUpdate): Promise<void> {
      const given = Object.entries(changes);
      const $set = Object.fromEntries(given.filter(([, value]) => value !== null));
      const $unset = Object.fromEntries(
        given.flatMap(([name, value]) => (value === null ? [[name, true as const]] : [])),
      );
      const update: UpdateFilter<PersonDoc> = {
        $setOnInsert: { status: 'offline' },
        $inc: { version: 1 },
        ...(Object.keys($set).length > 0 && { $set }),
        ...(Object.keys($unset).length > 0 && { $unset }),
      };
      await people.updateOne({ _id: userId }, update, { upsert: true });
    },

    /** Null removes the chat's. */
    async setNotice(userId: UserId, chatId: ChatId, notice: ChatNotice | null): Promise<void> {
      const field = `notices.${chatId}`;
      const update = (
        notice === null ? { $unset: { [field]: true } } : { $set: { [field]: notice } }
      ) as UpdateFilter<PersonDoc>;
      await people.updateOne(
        { _id: userId },
        { ...update, $setOnInsert: { status: 'offline' } },
        { upsert: true },
      );
    },

    /** People who change by the clock now. */
    duePeople: (now: Date, limit: number) =>
      people
        .find({ edgeAt: { $lte: now } })
        .limit(limit)
        .toArray(),

    /** Sets when they change next, unless they changed meanwhile; a text that ran out goes. */
    async moveEdges(moves: readonly { person: PersonDoc; edgeAt: Date | null }[], now: Date): Promise<void> {
      if (moves.length === 0) return;
      const operations = moves.map(({ person: { _id, version, textUntil }, edgeAt }) => {
        const spent = textUntil !== undefined && textUntil <= now;
        const $unset = {
          ...(edgeAt === null && { edgeAt: true }),
          ...(spent && { text: true, textUntil: true }),
        };
        const update = { ...(edgeAt !== null && { $set: { edgeAt } }), $unset } as UpdateFilter<PersonDoc>;
        return { updateOne: { filter: { _id, version: version ?? absent }, update } };
      });
      await people.bulkWrite(operations as AnyBulkWriteOperation<PersonDoc>[], bulk);
    },

    /** Those among these people who hide when they were last there. */
    async hiders(userIds: readonly UserId[]): Promise<ReadonlySet<UserId>> {
      if (userIds.length === 0) return new Set();
      const filter = { _id: { $in: [...userIds] }, hidesLastSeen: true };
      const found = await people.find(filter, { projection: { _id: 1 } }).toArray();
      return new Set(found.map(person => person._id));
    },

    connectionsOn: (nodeId: string) => connections.find({ nodeId }).toArray(),
    connectionsOf: (userIds: readonly UserId[]) =>
      connections.find({ userId: { $in: [...userIds] }, nodeId: { $ne: null } }).toArray(),
    liveAmong: (deviceIds: readonly DeviceId[]) =>
      connections.find({ _id: { $in: [...deviceIds] }, nodeId: { $ne: null }, goneAt: absent }).toArray(),

    /** People with a device whose grace has passed. */
    fadedUsers: (before: Date) => connections.distinct('userId', { goneAt: { $lte: before } }),

    /** Forgets devices whose grace has passed, unless they came back; those in "do not disturb" go to rest. */
    async retire(deviceIds: readonly DeviceId[], before: Date, now: Date): Promise<void> {
      if (deviceIds.length === 0) return;
      const filter = { _id: { $in: [...deviceIds] }, goneAt: { $lte: before } };
      const rest = { $set: { nodeId: null, restingSince: now }, $unset: { goneAt: true } as const };
      await connections.updateMany({ ...filter, status: 'dnd' }, rest, derived);
      await connections.deleteMany(filter, derived);
    },

    /** Moves the node's lease; false when it had none or was too late. */
    async renewLease(nodeId: string, now: Date, leaseUntil: Date): Promise<boolean> {
      const before = await nodes.findOneAndUpdate(
        { _id: nodeId },
        { $set: { leaseUntil } },
        { upsert: true, returnDocument: 'before' },
      );
      return before !== null && before.leaseUntil > now;
    },
    endLease: (nodeId: string) => nodes.deleteOne({ _id: nodeId }),

    /** Nodes without a valid lease, with the end of their last one where it is known. */
    async deadNodes(now: Date): Promise<{ nodeId: string; leaseUntil: Date | null }[]> {
      // Connections first: a node takes its lease before it writes any.
      const used = await connections.distinct('nodeId', { nodeId: { $ne: null } });
      const leases = new Map((await nodes.find().toArray()).map(node => [node._id, node.leaseUntil]));
      const named = new Set([...used.filter(id => id !== null), ...leases.keys()]);
      return [...named]
        .map(nodeId => ({ nodeId, leaseUntil: leases.get(nodeId) ?? null }))
        .filter(({ leaseUntil }) => leaseUntil === null || leaseUntil <= now);
    },

    /** Marks all devices of a dead node as gone and forgets the node; safe on many nodes at once. */
    async settle(nodeId: string, goneAt: Date, now: Date): Promise<UserId[]> {
      await connections.updateMany({ nodeId, goneAt: absent }, { $set: { goneAt } }, derived);
      const userIds = await connections.distinct('userId', { nodeId });
      await nodes.deleteOne({ _id: nodeId, leaseUntil: { $lte: now } });
      return userIds;
    },

    people: (userIds: readonly UserId[]) => people.find({ _id: { $in: [...userIds] } }).toArray(),

    async addPeople(userIds: readonly UserId[]): Promise<void> {
      if (userIds.length === 0) return;
      const operations = userIds.map(_id => ({
        updateOne: {
          filter: { _id },
          update: { $setOnInsert: { status: 'offline' as const } },
          upsert: true,
        },
      }));
      await people.bulkWrite(operations, bulk);
    },

    /** Compare-and-set of what is told; gives those that this call moved. */
    async tell(tellings: readonly Telling[], by: string): Promise<ReadonlySet<UserId>> {
      if (tellings.length === 0) return new Set();
      const operations = tellings.map(({ userId, from, to }) => ({
        updateOne: {
          filter: { _id: userId, status: from.status, told: from.told ?? absent },
          update:
            to.told === undefined
              ? { $set: { status: to.status, by }, $unset: { told: true } as const }
              : { $set: { status: to.status, told: to.told, by } },
        },
      }));
      await people.bulkWrite(operations, bulk);
      const ids = tellings.map(telling => telling.userId);
      const moved = await people.find({ _id: { $in: ids }, by }, { projection: { _id: 1 } }).toArray();
      return new Set(moved.map(person => person._id));
    },
  };
}
