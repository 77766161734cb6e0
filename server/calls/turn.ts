// STUN and TURN servers for a person, with short-lived credentials that coturn checks (draft-uberti-behave-turn-rest-00).
import { createHmac } from 'node:crypto';
import type { IceServer, IceServers } from '../../common/calls/signal.ts';
import type { UserId } from '../../common/ids.ts';
import { times } from '../../common/limits.ts';
import type { TurnConfig } from '../config.ts';
import type { Clock } from '../context.ts';

export type Turn = ReturnType<typeof createTurn>;

export function createTurn(config: TurnConfig | null, clock: Clock) {
  const urls = config?.urls ?? [];
  const ttl = config?.ttl ?? times.turnCredential / 1000;
  const relays = urls.filter(url => /^turns?:/.test(url)).flatMap(overTcpToo);
  const stun = [...new Set([...urls.filter(url => /^stuns?:/.test(url)), ...urls.flatMap(stunOf)])];

  /** The user name is "<end, Unix time>:<user>"; the password is its HMAC-SHA1 in base64. */
  function credentials(userId: UserId): { username: string; credential: string } {
    const { secret, username, password } = config ?? {};
    if (secret) {
      const name = `${Math.floor(clock.now().getTime() / 1000) + ttl}:${userId}`;
      return { username: name, credential: createHmac('sha1', secret).update(name).digest('base64') };
    }
    return { username: username ?? '', credential: password ?? '' };
  }

  return {
    /** Empty without configuration: calls then work where the two can reach each other directly. */
    iceServersFor(userId: UserId): IceServers {
      const iceServers: IceServer[] = [];
      if (stun.length > 0) iceServers.push({ urls: stun });
      if (relays.length > 0) iceServers.push({ urls: relays, ...credentials(userId) });
      return { iceServers, ttl };
    },
  };
}

/** Networks that block UDP are reached over TCP; a URL that names its transport is left as it is. */
function overTcpToo(url: string): string[] {
  return url.startsWith('turns:') || url.includes('?') ? [url] : [url, `${url}?transport=tcp`];
}

/** A TURN server answers STUN on the same port (RFC 8656, section 3). */
function stunOf(url: string): string[] {
  const match = /^turn:([^?]+)(?:\?transport=(\w+))?$/.exec(url);
  return match?.[1] === undefined || match[2] === 'tcp' ? [] : [`stun:${match[1]}`];
}
