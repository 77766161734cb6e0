// How a connection may be found: relays, credentials, and whether only relays.
import type { IceServer, IceServers } from '../../../common/calls/signal.ts';

export interface IceSettings {
  readonly servers: readonly IceServer[];
  /** Only relays: the other side never learns this device's address. */
  readonly relayOnly: boolean;
  /** Seconds for which the credentials hold. */
  readonly ttl: number;
}

/** The settings as a connection takes them. */
export function configurationOf({ servers, relayOnly }: IceSettings): RTCConfiguration {
  return {
    iceServers: [...servers],
    iceTransportPolicy: relayOnly ? 'relay' : 'all',
    bundlePolicy: 'max-bundle',
    rtcpMuxPolicy: 'require',
    // One, as everything is bundled: ways are known before the first description is set.
    iceCandidatePoolSize: 1,
  };
}

// Seconds, until they are asked for again.
const RETRY = 60;

/** New credentials for relays. */
export async function fetchIce(ask: () => Promise<IceServers>, relayOnly: boolean): Promise<IceSettings> {
  const { iceServers, ttl } = await ask();
  return { servers: iceServers, ttl, relayOnly };
}

/** When the server was away as the call began. */
export function withoutServers(relayOnly: boolean): IceSettings {
  return { servers: [], ttl: RETRY, relayOnly };
}

const RENEW_AT = 0.8;
const SOONEST = 1_000;

/** Milliseconds until credentials of this life should be renewed. */
export function renewIn({ ttl }: IceSettings): number {
  return Math.max(SOONEST, ttl * 1_000 * RENEW_AT);
}
