// The ways to a TURN server: UDP, TCP and TLS, each carrying whole STUN messages.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { lengthOf } from './stun.ts';

export type Transport = 'udp' | 'tcp' | 'tls';

export interface Wire {
  /** Messages may be lost on the way: then they are sent again. */
  readonly lossy: boolean;
  send(bytes: Buffer): void;
  close(): void;
}

export interface Place {
  readonly transport: Transport;
  readonly host: string;
  readonly port: number;
  /** Certificates to trust beyond the system's. */
  readonly ca?: string | undefined;
}

/** Connects; rejects when nobody answers in time, or the certificate is not good. */
export function openWire(place: Place, onMessage: (bytes: Buffer) => void, timeoutMs: number): Promise<Wire> {
  return place.transport === 'udp'
    ? openDatagrams(place, onMessage)
    : openStream(place, onMessage, AbortSignal.timeout(timeoutMs));
}

async function openDatagrams({ host, port }: Place, onMessage: (bytes: Buffer) => void): Promise<Wire> {
  const socket = createSocket('udp4');
  try {
    socket.connect(port, host);
    await once(socket, 'connect');
  } catch (error) {
    socket.close();
    throw error;
  }
  socket.on('message', onMessage);
  // Nobody listens there: told by the missing answer.
  socket.on('error', () => undefined);
  return { lossy: true, send: bytes => socket.send(bytes), close: () => socket.close() };
}

async function openStream(
  { transport, host, port, ca }: Place,
  onMessage: (bytes: Buffer) => void,
  signal: AbortSignal,
): Promise<Wire> {
  const isTls = transport === 'tls';
  const socket: Socket = isTls
    ? connectTls({
        host,
        port,
        ...(isIP(host) ? {} : { servername: host }),
        ...(ca === undefined ? {} : { ca }),
      })
    : connectTcp({ host, port });
  try {
    await once(socket, isTls ? 'secureConnect' : 'connect', { signal });
  } catch (error) {
    socket.destroy();
    throw error;
  }
  let rest = Buffer.alloc(0);
  socket.on('data', (part: Buffer) => {
    rest = Buffer.concat([rest, part]);
    for (let length = lengthOf(rest); length !== null && rest.length >= length; length = lengthOf(rest)) {
      onMessage(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
  });
  // A broken connection is told by the missing answer.
  socket.on('error', () => undefined);
  return { lossy: false, send: bytes => socket.write(bytes), close: () => socket.destroy() };
}
