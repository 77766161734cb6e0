// One message of D-Bus: its header and body as bytes and back.
import { Reader, typesOf, variant, Writer } from './wire.ts';

const KINDS = ['call', 'return', 'error', 'signal'] as const;
/** Header fields by their number on the wire. */
const FIELDS = [
  ...['', 'path', 'interface', 'member', 'error', 'replySerial'],
  ...['destination', 'sender', 'signature'],
] as const;
const FIELD_TYPES = ['', 'o', 's', 's', 's', 'u', 's', 's', 'g'] as const;
const NO_REPLY = 1;
const VERSION = 1;
const MAX_BYTES = 128 * 1024 * 1024;

export interface Message {
  readonly kind: (typeof KINDS)[number];
  readonly serial: number;
  readonly path?: string;
  readonly interface?: string;
  readonly member?: string;
  readonly error?: string;
  readonly replySerial?: number;
  readonly destination?: string;
  readonly sender?: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
}

/** One message as bytes. */
export function encode(message: Message): Buffer {
  const body = new Writer();
  typesOf(message.signature ?? '').forEach((type, index) => {
    body.write(type, message.body?.[index]);
  });
  const fields = FIELDS.flatMap((name, code) => {
    const value = name === '' ? undefined : message[name as 'path'];
    return value === undefined ? [] : [[code, variant(FIELD_TYPES[code] ?? '', value)]];
  });
  const whole = new Writer();
  const kind = KINDS.indexOf(message.kind) + 1;
  const flags = message.kind === 'call' ? 0 : NO_REPLY;
  for (const byte of [0x6c, kind, flags, VERSION]) whole.write('y', byte);
  whole.write('u', body.length);
  whole.write('u', message.serial);
  whole.write('a(yv)', fields);
  whole.align(8);
  whole.append(body.buffer());
  return whole.buffer();
}

/** The first message in the bytes and how many of them it took; null while it is incomplete. */
export function decode(bytes: Buffer): { message: Message; length: number } | null {
  if (bytes.length < 16) return null;
  if (bytes[0] !== 0x6c) throw new Error('The bus speaks big-endian');
  const bodyLength = bytes.readUInt32LE(4);
  const start = Math.ceil((16 + bytes.readUInt32LE(12)) / 8) * 8;
  if (start + bodyLength > MAX_BYTES) throw new Error('The bus sent a message that is too large');
  if (bytes.length < start + bodyLength) return null;
  const header = new Reader(bytes, 12).read('a(yv)') as [number, { value: unknown }][];
  const fields = Object.fromEntries(header.map(([code, { value }]) => [FIELDS[code] ?? 'other', value]));
  const reader = new Reader(bytes.subarray(start, start + bodyLength));
  const body = typesOf(String(fields.signature ?? '')).map(type => reader.read(type));
  const kind = KINDS[(bytes[1] ?? 0) - 1] ?? 'error';
  const message: Message = { ...fields, kind, serial: bytes.readUInt32LE(8), body };
  return { message, length: start + bodyLength };
}
