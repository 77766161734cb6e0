// Two server nodes' presence and calls on one database, with devices that connect to either and keep what they are sent.
import { randomBytes } from 'node:crypto';
import type { CallId, DeviceId, UserId } from '../../common/ids.ts';
import type { EventFrame } from '../../common/wire/frames.ts';
import { createAuthStore, newId } from '../../server/auth/store.ts';
import { type CallService, createCallService } from '../../server/calls/service.ts';
import { type CallDoc, createCallStore } from '../../server/calls/store.ts';
import { createTurn } from '../../server/calls/turn.ts';
import type { Caller, Log } from '../../server/context.ts';
import { createLocalBus } from '../../server/infra/bus.ts';
import { ensureIndexes } from '../../server/infra/indexes.ts';
import { createMetrics } from '../../server/infra/metrics.ts';
import { connectMongo } from '../../server/infra/mongo.ts';
import { createVault } from '../../server/infra/vault.ts';
import { createPresenceService, type PresenceService } from '../../server/presence/service.ts';
import { createPresenceStore, type PresenceStore } from '../../server/presence/store.ts';
import { testDatabase } from './mongo.ts';

export interface Node {
  readonly presence: PresenceService;
  readonly calls: CallService;
  readonly nodeId: string;
}

/** A signed-in device; `events` is what it was sent while it had a socket. */
export interface TestDevice {
  readonly caller: Caller;
  readonly events: EventFrame[];
  node: Node | null;
  connect(node: Node): Promise<void>;
  disconnect(): Promise<void>;
}

export type Nodes = Awaited<ReturnType<typeof startNodes>>;

export async function startNodes() {
  const database = await testDatabase();
  const address = new URL(database.uri);
  address.searchParams.set('monitorCommands', 'true');
  const mongo = await connectMongo(address.href);
  let commands = 0;
  mongo.client.on('commandStarted', () => {
    commands += 1;
  });
  await ensureIndexes(mongo.db);
  const bus = createLocalBus();
  const metrics = createMetrics();
  let now = new Date('2026-03-01T12:00:00Z');
  const clock = { now: () => now };
  const warnings: string[] = [];
  const warn = (fields: object, message: string) =>
    void warnings.push(`${message} ${JSON.stringify(fields)}`);
  const log: Log = { info: () => undefined, warn, error: warn };
  const contacts = new Map<UserId, UserId[]>();
  const chats = {
    contactsOf: async (userId: UserId) => contacts.get(userId) ?? [],
    sharesChat: async (a: UserId, b: UserId) => contacts.get(a)?.includes(b) ?? false,
  };
  const users = createAuthStore(mongo.db);
  const vault = createVault(mongo.db, [{ id: 'test', key: randomBytes(32) }]);
  const turn = createTurn(null, clock);
  let callsPerMinute = Number.POSITIVE_INFINITY;
  const devices: TestDevice[] = [];
  const nodes: Node[] = [];

  bus.onDelivery(({ users: to, frame, only, except }) => {
    for (const { caller, events, node } of devices) {
      if (node === null || !to.includes(caller.userId) || caller.deviceId === except) continue;
      if (only === undefined || only === caller.deviceId) events.push(JSON.parse(frame));
    }
  });

  /** `over` replaces parts of the presence store, to let writes fail. */
  async function startNode(over: Partial<PresenceStore> = {}): Promise<Node> {
    const nodeId = newId();
    const parts = { bus, chats, clock, log, users };
    const presenceStore = { ...createPresenceStore(mongo.db), ...over };
    const presence = createPresenceService({ ...parts, store: presenceStore, nodeId });
    const store = createCallStore(mongo.db);
    const calls = createCallService({
      ...parts,
      store,
      presence,
      vault,
      turn,
      metrics,
      newId,
      callsPerMinute: () => callsPerMinute,
    });
    await presence.beat();
    const node = { presence, calls, nodeId };
    nodes.push(node);
    return node;
  }

  async function idle(): Promise<void> {
    for (const { presence, calls } of nodes) await Promise.all([presence.idle(), calls.drain()]);
  }

  /** As the timers of all nodes would, after so much time. */
  async function advance(ms: number): Promise<void> {
    now = new Date(now.getTime() + ms);
    await beat();
  }

  async function beat(): Promise<void> {
    for (const { presence } of nodes) await presence.beat();
    await idle();
    for (const { calls } of nodes) await calls.beat();
    await idle();
  }

  function device(userId: UserId): TestDevice {
    const caller = { userId, deviceId: newId() as DeviceId };
    const made: TestDevice = {
      caller,
      events: [],
      node: null,
      async connect(node) {
        made.node = node;
        node.presence.connected(caller);
        node.calls.connected(caller);
        await idle();
      },
      async disconnect() {
        const { node } = made;
        made.node = null;
        node?.presence.disconnected(caller);
        node?.calls.disconnected(caller);
        await idle();
      },
    };
    devices.push(made);
    return made;
  }

  return {
    db: mongo.db,
    metrics,
    warnings,
    clock,
    nodes,
    devices,
    startNode,
    device,
    advance,
    beat,
    idle,

    /** A person who shares chats with these. */
    async person(...friends: UserId[]): Promise<UserId> {
      const { _id } = await users.insertUser(`u${newId()}`, 'Test Person', 'none', now);
      contacts.set(_id, [...friends]);
      for (const friend of friends) contacts.get(friend)?.push(_id);
      return _id;
    },

    /** Many people at once, known to presence only. */
    crowd(size: number, friend: UserId): UserId[] {
      const ids = Array.from({ length: size }, () => newId() as UserId);
      for (const id of ids) contacts.set(id, [friend]);
      contacts.get(friend)?.push(...ids);
      return ids;
    },

    /** As kill -9 would: its devices lose their sockets, and nobody is told. */
    kill(node: Node): void {
      nodes.splice(nodes.indexOf(node), 1);
      for (const lost of devices) if (lost.node === node) lost.node = null;
    },

    /** Commands that these nodes sent to the database, whatever each of them carried. */
    commands: () => commands,

    /** Holds from now on. */
    boundCalls(perMinute: number): void {
      callsPerMinute = perMinute;
    },

    callDocs: () => mongo.db.collection<CallDoc>('calls').find().toArray(),

    async stop(): Promise<void> {
      await idle();
      await mongo.close();
      await database.drop();
    },
  };
}

/** Takes the events of one type out of what a device was sent. */
export function take<T extends EventFrame['type']>(device: TestDevice, type: T): EventFrame<T>['data'][] {
  const taken = device.events.filter(event => event.type === type);
  const rest = device.events.filter(event => event.type !== type);
  device.events.splice(0, device.events.length, ...rest);
  return taken.map(event => event.data) as EventFrame<T>['data'][];
}

/** Ids whose order is that of the given digits. */
export const callId = (digits: string) => `${digits.padStart(8, '0')}-0000-4000-8000-000000000000` as CallId;
