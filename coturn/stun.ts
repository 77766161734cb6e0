// STUN messages as bytes and back (RFC 8489), as far as a TURN client needs them (RFC 8656).
import { createHmac, randomBytes } from 'node:crypto';

export const methods = { allocate: 0x003, refresh: 0x004, send: 0x006, data: 0x007, permit: 0x008 } as const;
export const attributes = {
  username: 0x0006,
  integrity: 0x0008,
  error: 0x0009,
  lifetime: 0x000d,
  peer: 0x0012,
  data: 0x0013,
  realm: 0x0014,
  nonce: 0x0015,
  relayed: 0x0016,
  transport: 0x0019,
} as const;

type Kind = 'request' | 'indication' | 'success' | 'error';

export interface Address {
  readonly ip: string;
  readonly port: number;
}

export interface Message {
  readonly method: number;
  readonly kind: Kind;
  readonly transaction: Buffer;
  readonly values: ReadonlyMap<number, Buffer>;
}

const headerBytes = 20;
const cookie = 0x2112a442;
const integrityBytes = 24;
const kinds: Readonly<Record<Kind, number>> = {
  request: 0x000,
  indication: 0x010,
  success: 0x100,
  error: 0x110,
};

export const newTransaction = (): Buffer => randomBytes(12);

/** The bytes of a message; with a key they are signed with it. Methods here fit into the lowest four bits. */
export function encode(
  message: Omit<Message, 'values'> & { readonly values: readonly (readonly [number, Buffer])[] },
  key?: Buffer,
): Buffer {
  const parts = message.values.map(([type, value]) => attribute(type, value));
  const body = Buffer.concat(parts);
  const header = Buffer.alloc(headerBytes);
  header.writeUInt16BE(message.method | kinds[message.kind], 0);
  header.writeUInt16BE(body.length + (key ? integrityBytes : 0), 2);
  header.writeUInt32BE(cookie, 4);
  message.transaction.copy(header, 8);
  const unsigned = Buffer.concat([header, body]);
  if (!key) return unsigned;
  const signature = createHmac('sha1', key).update(unsigned).digest();
  return Buffer.concat([unsigned, attribute(attributes.integrity, signature)]);
}

function attribute(type: number, value: Buffer): Buffer {
  const padded = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  padded.writeUInt16BE(type, 0);
  padded.writeUInt16BE(value.length, 2);
  value.copy(padded, 4);
  return padded;
}

/** How long the message is that begins here; null while that is not known yet. */
export function lengthOf(bytes: Buffer): number | null {
  return bytes.length < headerBytes ? null : headerBytes + bytes.readUInt16BE(2);
}

/** Null for bytes that are no message. */
export function decode(bytes: Buffer): Message | null {
  const length = lengthOf(bytes);
  if (length === null || bytes.length < length || bytes.readUInt32BE(4) !== cookie) return null;
  const type = bytes.readUInt16BE(0);
  const kind = (Object.keys(kinds) as Kind[]).find(name => kinds[name] === (type & 0x110));
  if (kind === undefined) return null;
  const values = new Map<number, Buffer>();
  for (let at = headerBytes; at + 4 <= length; ) {
    const size = bytes.readUInt16BE(at + 2);
    values.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, at + 4 + size));
    at += 4 + Math.ceil(size / 4) * 4;
  }
  return { method: type & 0x00f, kind, transaction: bytes.subarray(8, 20), values };
}

/** An IPv4 address, hidden from meddling middleboxes as the standard says. */
export function encodeAddress({ ip, port }: Address): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt8(1, 1);
  bytes.writeUInt16BE(port ^ (cookie >>> 16), 2);
  const number = ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  bytes.writeUInt32BE((number ^ cookie) >>> 0, 4);
  return bytes;
}

export function decodeAddress(bytes: Buffer): Address {
  const port = bytes.readUInt16BE(2) ^ (cookie >>> 16);
  const number = (bytes.readUInt32BE(4) ^ cookie) >>> 0;
  return { ip: [24, 16, 8, 0].map(shift => (number >>> shift) & 255).join('.'), port };
}

/** An error's number and words. */
export function decodeError(bytes: Buffer | undefined): { code: number; reason: string } {
  if (bytes === undefined || bytes.length < 4) return { code: 0, reason: 'no reason given' };
  const code = (bytes.readUInt8(2) & 7) * 100 + bytes.readUInt8(3);
  return { code, reason: bytes.toString('utf8', 4) };
}
