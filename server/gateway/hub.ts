// Which users' sockets are here; takes the bus's deliveries to them.
import type { DeviceId, UserId } from '../../common/ids.ts';
import { encodeEvent } from '../../common/wire/codec.ts';
import type { Caller, Disposer } from '../context.ts';
import type { Bus, Delivery } from '../infra/bus.ts';
import type { Metrics } from '../infra/metrics.ts';
import type { Session } from './session.ts';

interface Here {
  devices: Map<DeviceId, Session>;
  unwatch: Disposer;
}

export type Hub = ReturnType<typeof createHub>;

export function createHub(bus: Bus, metrics: Metrics, now: () => number = Date.now) {
  const users = new Map<UserId, Here>();

  function deliver({ users: to, frame, only, except, since }: Delivery): void {
    for (const userId of to) {
      const devices = users.get(userId)?.devices;
      if (devices === undefined) continue;
      for (const [deviceId, session] of devices) {
        if (deviceId === except || (only !== undefined && deviceId !== only)) continue;
        if (!session.send(frame)) metrics.slowSockets.inc();
      }
      // Clocks of two nodes may differ by a little.
      if (since !== undefined) metrics.deliverySeconds.observe(Math.max(0, now() - since) / 1000);
    }
  }

  bus.onDelivery(deliver);
  bus.onNotice('session_revoked', ({ userId, deviceId }) => {
    const session = users.get(userId)?.devices.get(deviceId);
    if (session === undefined) return;
    session.send(encodeEvent('session_revoked', {}));
    session.close('unauthorized');
  });

  return {
    /** Adds a signed-in socket; an older one of the same device is closed and no longer counts. */
    add({ userId, deviceId }: Caller, session: Session): void {
      const here = users.get(userId) ?? { devices: new Map<DeviceId, Session>(), unwatch: bus.watch(userId) };
      users.set(userId, here);
      here.devices.get(deviceId)?.close('normal');
      here.devices.set(deviceId, session);
    },

    /** How many sockets of a person are here, that of this device aside. */
    othersOf({ userId, deviceId }: Caller): number {
      const devices = users.get(userId)?.devices;
      return devices === undefined ? 0 : devices.size - (devices.has(deviceId) ? 1 : 0);
    },

    /** Removes a socket; false when a newer one of the device took its place. */
    remove({ userId, deviceId }: Caller, session: Session): boolean {
      const here = users.get(userId);
      if (here?.devices.get(deviceId) !== session) return false;
      here.devices.delete(deviceId);
      if (here.devices.size === 0) {
        users.delete(userId);
        here.unwatch();
      }
      return true;
    },
  };
}
