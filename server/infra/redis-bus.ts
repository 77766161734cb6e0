// The bus over Redis Pub/Sub: local sockets are served directly, other nodes through a channel per user.
import { randomUUID } from 'node:crypto';
import type { UserId } from '../../common/ids.ts';
import type { Disposer, Log } from '../context.ts';
import { type Bus, type Delivery, LocalListeners, type NoticeName, type Notices } from './bus.ts';
import type { RedisLink } from './redis.ts';

type Packet =
  | { node: string; delivery: Omit<Delivery, 'users'> }
  | { node: string; notice: NoticeName; data: Notices[NoticeName] };

const userChannel = (userId: UserId) => `baraza:user:${userId}`;
const noticeChannel = 'baraza:notices';

/**
 * Redis lost: publishes to other nodes are dropped (clients catch up by rev), local delivery goes on, and
 * subscriptions come back by themselves with the connection.
 */
export function createRedisBus(link: RedisLink, log: Log): Bus {
  const node = randomUUID();
  const local = new LocalListeners();
  const watched = new Map<UserId, number>();

  const send = (channels: string[], packet: Packet) => {
    if (channels.length === 0 || !link.healthy()) return;
    link
      .publish(channels, JSON.stringify(packet))
      .catch(error => log.warn({ err: error }, 'Other nodes did not get an event'));
  };

  const settle = (work: Promise<unknown>) => {
    work.catch(error => log.warn({ err: error }, 'A subscription will be made again on reconnect'));
  };

  link.onMessage((channel, text) => {
    const packet = readPacket(text, log);
    if (packet === null || packet.node === node) return;
    if ('notice' in packet) local.notice(packet.notice, packet.data);
    // A newer node may say more than this one knows.
    else if ('delivery' in packet)
      local.deliver({
        ...packet.delivery,
        users: [channel.slice(userChannel('' as UserId).length) as UserId],
      });
  });
  settle(link.subscribe(noticeChannel));
  link.onHealed(() => {
    local.notice('events_missed', {});
    send([noticeChannel], { node, notice: 'events_missed', data: {} });
  });

  return {
    publish(users, frame, aim = {}) {
      local.deliver({ users, frame, ...aim });
      send(users.map(userChannel), { node, delivery: { frame, ...aim } });
    },
    notify(name, data) {
      local.notice(name, data);
      send([noticeChannel], { node, notice: name, data });
    },
    onDelivery: listener => local.onDelivery(listener),
    onNotice: (name, listener) => local.onNotice(name, listener),
    watch(userId): Disposer {
      const count = watched.get(userId) ?? 0;
      watched.set(userId, count + 1);
      if (count === 0) settle(link.subscribe(userChannel(userId)));
      return () => {
        const left = (watched.get(userId) ?? 1) - 1;
        if (left > 0) return void watched.set(userId, left);
        watched.delete(userId);
        settle(link.unsubscribe(userChannel(userId)));
      };
    },
    healthy: () => link.healthy(),
    async close() {
      link.close();
    },
  };
}

/** Null for what no node of ours sends: Redis may be shared with others, and must not end this process. */
function readPacket(text: string, log: Log): Packet | null {
  try {
    const packet: unknown = JSON.parse(text);
    if (typeof packet === 'object' && packet !== null) return packet as Packet;
  } catch (error) {
    log.warn({ err: (error as Error).name }, 'A message in Redis is none of ours');
  }
  return null;
}
