// How to talk to each server under test: its address, its greeting, its frames. Frames are told apart by their first
// bytes and by a serial number behind a mark, so that the generator parses no JSON on the way.

export interface Person {
  /** What the server knows the person by. */
  readonly id: string;
  readonly token: string;
  /** Whom the person writes to. */
  readonly peerId: string;
  readonly chatId: string;
}

/** Hears what a frame from the server means. */
export interface Ear {
  ready(): void;
  received(serial: number): void;
  acknowledged(serial: number): void;
  refused(serial: number, reason: string): void;
  answer(frame: string): void;
}

export interface Dialect {
  /** Whether the server acknowledges a message to its sender. */
  readonly acknowledges: boolean;
  address(base: string, person: Person): string;
  /** Sent as soon as the socket is open. */
  greeting(person: Person): string | null;
  /** Makes the frame builder of one person. */
  writer(person: Person): (serial: number) => string;
  hear(data: Buffer, ear: Ear): void;
}

export type DialectName = 'relay' | 'socketio' | 'baraza';

const mark = '~';
const markByte = 0x7e;
/** With the mark and the number, a text of about a hundred characters. */
const words = ' the quick brown fox jumps over the lazy dog, and the veranda is full of people talking';

const relay: Dialect = {
  acknowledges: false,
  address: (base, { id }) => `${base}/?user=${id}`,
  greeting: () => null,
  writer: ({ peerId }) => {
    return serial => `${peerId}${mark}${serial}${words}`;
  },
  hear(data, ear) {
    const serial = markedSerial(data);
    if (serial >= 0) ear.received(serial);
    else ear.ready();
  },
};

const socketio: Dialect = {
  acknowledges: true,
  address: base => `${base}/socket.io/?EIO=4&transport=websocket`,
  greeting: ({ token }) => `40${JSON.stringify({ token })}`,
  writer: ({ peerId }) => {
    const tail = `${words}"}]`;
    return serial => `42${serial}["message",{"to":"${peerId}","text":"${mark}${serial}${tail}`;
  },
  hear(data, ear) {
    if (data[0] === digit('2')) ear.answer('3');
    else if (data[0] !== digit('4')) return;
    else if (data[1] === digit('0')) ear.ready();
    else if (data[1] === digit('2')) ear.received(markedSerial(data));
    else if (data[1] === digit('3')) {
      const serial = readNumber(data, 2);
      if (data.includes('[{"ok":true', 2)) ear.acknowledged(serial);
      else ear.refused(serial, data.toString('utf8', 2, 200));
    } else if (data[1] === digit('4')) throw new Error(`The server refused the connection: ${data}`);
  },
};

const replyStart = Buffer.from('{"re":');
const okAfter = Buffer.from(',"ok":true');
const createdStart = Buffer.from('{"type":"message_created"');
const helloId = 0;

const baraza: Dialect = {
  acknowledges: true,
  address: base => `${base}/api/v1/socket`,
  greeting: ({ token }) => JSON.stringify({ id: helloId, type: 'hello', data: { token } }),
  writer: ({ chatId }) => {
    const middle = `,"type":"message_send","data":{"chatId":"${chatId}","clientId":"bench-`;
    const tail = `${words}"}}`;
    return serial => `{"id":${serial}${middle}${serial}","text":"${mark}${serial}${tail}`;
  },
  hear(data, ear) {
    if (startsWith(data, createdStart, 0)) ear.received(markedSerial(data));
    else if (startsWith(data, replyStart, 0)) {
      const serial = readNumber(data, replyStart.length);
      if (!startsWith(data, okAfter, replyStart.length + String(serial).length)) refuse(data, serial, ear);
      else if (serial === helloId) ear.ready();
      else ear.acknowledged(serial);
    }
  },
};

function refuse(data: Buffer, serial: number, ear: Ear): void {
  const reply = JSON.parse(data.toString()) as { error?: { code?: string; message?: string } };
  if (serial === helloId) throw new Error(`The server refused the hello: ${data}`);
  ear.refused(serial, reply.error?.code ?? 'unknown');
}

export const dialects: Readonly<Record<DialectName, Dialect>> = { relay, socketio, baraza };

const digit = (character: string) => character.charCodeAt(0);

function startsWith(data: Buffer, start: Buffer, at: number): boolean {
  if (data.length < at + start.length) return false;
  for (let index = 0; index < start.length; index++) if (data[at + index] !== start[index]) return false;
  return true;
}

/** The number behind the first mark, or -1. */
function markedSerial(data: Buffer): number {
  const at = data.indexOf(markByte);
  return at === -1 ? -1 : readNumber(data, at + 1);
}

function readNumber(data: Buffer, from: number): number {
  let number = 0;
  for (let at = from; at < data.length; at++) {
    const value = (data[at] ?? 0) - 0x30;
    if (value < 0 || value > 9) break;
    number = number * 10 + value;
  }
  return number;
}
