// A way through here for the media of two peers, on which the weather is made: loss and narrowness, the same each time.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';

export interface Weather {
  /** Share of media packets that get lost, evenly spread, 0 to 1. */
  readonly loss: number;
  /** Bits per second in each direction; what would wait longer than a quarter of a second is lost. */
  readonly width: number;
}

export interface Detour {
  setWeather(weather: Weather): void;
  /** The candidate as it leads through here; null for one that can not, such as over TCP. */
  candidate(line: string): Promise<string | null>;
  stop(): void;
}

export const fair: Weather = { loss: 0, width: Number.POSITIVE_INFINITY };
const longestWait = 250;

interface Peer {
  readonly address: string;
  readonly port: number;
  /** Where the other peer believes this one to be. */
  readonly stand: Socket;
  lost: number;
  freeAt: number;
}

/** Packets that begin so are RTP or RTCP (RFC 7983); how one finds each other is left alone. */
const isMedia = (packet: Buffer) => (packet[0] ?? 0) >= 128 && (packet[0] ?? 0) <= 191;

export function layDetour(): Detour {
  const peers = new Map<string, Promise<Peer>>();
  const timers = new Set<NodeJS.Timeout>();
  let weather = fair;

  async function stand(address: string, port: number): Promise<Peer> {
    const socket = createSocket('udp4');
    socket.bind(0, address);
    await once(socket, 'listening');
    const peer = { address, port, stand: socket, lost: 0, freeAt: 0 };
    socket.on('message', (packet, from) => void pass(peer, packet, from));
    return peer;
  }

  /** To a peer from another one, which must be known too: else its answer would not come back this way. */
  async function pass(to: Peer, packet: Buffer, { address, port }: RemoteInfo): Promise<void> {
    const from = await peers.get(`${address}:${port}`);
    if (!from) return;
    const wait = isMedia(packet) ? waitFor(to, packet) : 0;
    if (wait === null) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      from.stand.send(packet, to.port, to.address);
    }, wait);
    timers.add(timer);
  }

  /** Milliseconds; null for a packet that is lost. */
  function waitFor(to: Peer, packet: Buffer): number | null {
    to.lost += weather.loss;
    if (to.lost >= 1) {
      to.lost -= 1;
      return null;
    }
    const now = performance.now();
    const begin = Math.max(now, to.freeAt);
    if (begin - now > longestWait) return null;
    to.freeAt = begin + (packet.length * 8_000) / weather.width;
    return to.freeAt - now;
  }

  return {
    setWeather(next) {
      weather = next;
    },
    async candidate(line) {
      const parts = line.split(' ');
      const [, , protocol = '', , address = '', port = ''] = parts;
      if (protocol.toLowerCase() !== 'udp' || !/^[\d.]+$/.test(address)) return null;
      const key = `${address}:${port}`;
      const peer = peers.get(key) ?? stand(address, Number(port));
      peers.set(key, peer);
      parts[5] = String((await peer).stand.address().port);
      return parts.join(' ');
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
      for (const peer of peers.values()) void peer.then(({ stand: socket }) => socket.close());
    },
  };
}
