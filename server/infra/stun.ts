// Asks a STUN or TURN server whether it is there: a binding request (RFC 8489), or a connection where TLS is in the way.
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIP, isIPv6, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

const cookie = Buffer.from('2112a442', 'hex');
/** A packet may be lost: the request is sent again, as RFC 8489 has it. */
const again = 500;

interface Place {
  readonly host: string;
  readonly port: number;
  readonly way: 'udp' | 'tcp' | 'tls';
}

/** Reads an address such as "turn:turn.example.org:3478?transport=tcp"; null for what is none. */
export function placeOf(url: string): Place | null {
  const match = /^(turns?|stuns?):(?:\[([^\]]+)\]|([^:?]+))(?::(\d+))?(?:\?transport=(\w+))?$/.exec(url);
  const host = match?.[2] ?? match?.[3];
  if (match === null || host === undefined) return null;
  const tls = match[1] === 'turns' || match[1] === 'stuns';
  const port = Number(match[4] ?? (tls ? 5349 : 3478));
  return { host, port, way: tls ? 'tls' : match[5] === 'tcp' ? 'tcp' : 'udp' };
}

/** Rejects when nothing answers in so many milliseconds. */
export async function answersStun(place: Place, within: number): Promise<void> {
  if (place.way === 'udp') return overUdp(place, within);
  return overStream(place, within);
}

/** No attributes: the header alone asks for one's own address. */
function bindingRequest(): Buffer {
  return Buffer.concat([Buffer.from([0, 1, 0, 0]), cookie, randomBytes(12)]);
}

const isAnswerTo = (request: Buffer, answer: Buffer) =>
  answer.length >= 20 &&
  answer.readUInt16BE(0) === 0x0101 &&
  answer.subarray(4, 20).equals(request.subarray(4));

function overUdp({ host, port }: Place, within: number): Promise<void> {
  const request = bindingRequest();
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  return new Promise((resolve, reject) => {
    const send = () => socket.send(request, port, host, error => error && end(error));
    const repeat = setInterval(send, again);
    const late = setTimeout(() => end(new Error('No answer')), within);
    const end = (error?: Error) => {
      clearInterval(repeat);
      clearTimeout(late);
      socket.removeAllListeners('message');
      socket.close();
      if (error === undefined) resolve();
      else reject(error);
    };
    socket.once('error', end);
    socket.on('message', answer => isAnswerTo(request, answer) && end());
    send();
  });
}

function overStream({ host, port, way }: Place, within: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = bindingRequest();
    // Whether the certificate is a good one is for `doctor` to say: clients may trust another authority than this machine.
    const socket: Socket =
      way === 'tls'
        ? connectTls({ host, port, servername: isIP(host) === 0 ? host : '', rejectUnauthorized: false })
        : connect(port, host);
    const end = (error?: Error) => {
      socket.destroy();
      if (error === undefined) resolve();
      else reject(error);
    };
    socket.setTimeout(within, () => end(new Error('No answer')));
    socket.once('error', end);
    socket.once('close', () => end(new Error('Closed without an answer')));
    socket.once(way === 'tls' ? 'secureConnect' : 'connect', () => socket.write(request));
    socket.on('data', answer => isAnswerTo(request, answer) && end());
  });
}
