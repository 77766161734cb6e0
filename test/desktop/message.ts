// The little of D-Bus's wire format that a tray host needs: strings, booleans and variants, little-endian.

export type MessageKind = 'call' | 'return' | 'error' | 'signal';

export interface Message {
  kind: MessageKind;
  serial: number;
  path?: string;
  member?: string;
  sender?: string;
  destination?: string;
  interface?: string;
  replySerial?: number;
  error?: string;
  /** The body's strings: enough for what is received here. */
  strings: string[];
}

export interface Outgoing extends Partial<Omit<Message, 'strings'>> {
  kind: MessageKind;
  serial: number;
  body?: { signature: string; write: (writer: Writer) => void };
}

const KINDS: readonly MessageKind[] = ['call', 'return', 'error', 'signal'];

/** Writes values with D-Bus's alignment. */
export class Writer {
  private bytes: number[] = [];

  get length(): number {
    return this.bytes.length;
  }

  align(to: number): void {
    while (this.bytes.length % to !== 0) this.bytes.push(0);
  }

  byte(value: number): void {
    this.bytes.push(value);
  }

  uint(value: number): void {
    this.align(4);
    this.bytes.push(value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >>> 24) & 255);
  }

  string(value: string): void {
    const bytes = Buffer.from(value, 'utf8');
    this.uint(bytes.length);
    this.bytes.push(...bytes, 0);
  }

  signature(value: string): void {
    const bytes = Buffer.from(value, 'latin1');
    this.bytes.push(bytes.length, ...bytes, 0);
  }

  append(other: Writer): void {
    this.bytes.push(...other.bytes);
  }

  buffer(): Buffer {
    return Buffer.from(this.bytes);
  }
}

/** One message as bytes. */
export function encode(message: Outgoing): Buffer {
  const body = new Writer();
  message.body?.write(body);
  const fields = new Writer();
  const field = (code: number, signature: string, write: () => void) => {
    fields.align(8);
    fields.byte(code);
    fields.signature(signature);
    write();
  };
  const text = (code: number, signature: 's' | 'o', value: string | undefined) => {
    if (value !== undefined) field(code, signature, () => fields.string(value));
  };
  text(1, 'o', message.path);
  text(2, 's', message.interface);
  text(3, 's', message.member);
  text(4, 's', message.error);
  const { replySerial, body: content } = message;
  if (replySerial !== undefined) field(5, 'u', () => fields.uint(replySerial));
  text(6, 's', message.destination);
  if (content !== undefined) field(8, 'g', () => fields.signature(content.signature));

  const whole = new Writer();
  for (const byte of [0x6c, KINDS.indexOf(message.kind) + 1, 0, 1]) whole.byte(byte);
  whole.uint(body.length);
  whole.uint(message.serial);
  whole.uint(fields.length);
  // The fields begin at offset 16, so that their own alignment holds here too.
  whole.append(fields);
  whole.align(8);
  whole.append(body);
  return whole.buffer();
}

/** The first message in the bytes and how many of them it took; null while it is incomplete. */
export function decode(bytes: Buffer): { message: Message; length: number } | null {
  if (bytes.length < 16) return null;
  const bodyLength = bytes.readUInt32LE(4);
  const fieldsLength = bytes.readUInt32LE(12);
  const bodyStart = alignUp(16 + fieldsLength, 8);
  if (bytes.length < bodyStart + bodyLength) return null;
  const message: Message = {
    kind: KINDS[bytes.readUInt8(1) - 1] ?? 'error',
    serial: bytes.readUInt32LE(8),
    strings: [],
  };
  const signature = readFields(bytes, 16 + fieldsLength, message);
  const body = bytes.subarray(bodyStart, bodyStart + bodyLength);
  if (/^s+$/.test(signature)) message.strings = readStrings(body, signature.length);
  return { message, length: bodyStart + bodyLength };
}

function readFields(bytes: Buffer, end: number, message: Message): string {
  let at = 16;
  let bodySignature = '';
  while (at < end) {
    at = alignUp(at, 8);
    const code = bytes.readUInt8(at);
    const type = bytes.toString('latin1', at + 2, at + 3);
    at += 4;
    if (type === 'g') {
      const length = bytes.readUInt8(at);
      if (code === 8) bodySignature = bytes.toString('latin1', at + 1, at + 1 + length);
      at += length + 2;
      continue;
    }
    at = alignUp(at, 4);
    const number = bytes.readUInt32LE(at);
    at += 4;
    if (type === 'u') {
      if (code === 5) message.replySerial = number;
      continue;
    }
    setText(message, code, bytes.toString('utf8', at, at + number));
    at += number + 1;
  }
  return bodySignature;
}

function setText(message: Message, code: number, value: string): void {
  if (code === 1) message.path = value;
  if (code === 2) message.interface = value;
  if (code === 3) message.member = value;
  if (code === 4) message.error = value;
  if (code === 7) message.sender = value;
}

function readStrings(body: Buffer, count: number): string[] {
  const strings: string[] = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    at = alignUp(at, 4);
    const length = body.readUInt32LE(at);
    strings.push(body.toString('utf8', at + 4, at + 4 + length));
    at += 4 + length + 1;
  }
  return strings;
}

function alignUp(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
