// A connection to the session bus: calls with answers, signals, and names and methods of one's own.
import { connect, type Socket } from 'node:net';
import { decode, encode, type Message } from './message.ts';

export interface Call {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
}

/** What a method of one's own gives back. */
export interface Answer {
  readonly signature: string;
  readonly body: readonly unknown[];
}

export interface Bus {
  /** The values of the answer; rejects with the name of the error, or when the bus is gone. */
  call(call: Call): Promise<readonly unknown[]>;
  /** Signals of an interface that reach this connection, until the returned function is called. */
  onSignal(name: string, listener: (message: Message) => void): () => void;
  emit(signal: Omit<Call, 'destination'>): void;
  /** Answers calls to this connection; a null answer means that there is no such method. */
  serve(answer: (message: Message) => Answer | null): void;
  onClosed(listener: () => void): void;
  close(): void;
}

const BUS = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' } as const;
const ANSWER_WITHIN = 5_000;

/** Connects; null where there is no session bus. */
export async function openBus(address: string | undefined): Promise<Bus | null> {
  const socket = await open(address ?? '');
  if (socket === null) return null;
  const bus = speak(socket);
  await bus.call({ ...BUS, interface: BUS.destination, member: 'Hello' });
  return bus;
}

/** Asks for signals of an interface on an object. */
export async function follow(bus: Bus, name: string, path: string): Promise<void> {
  const rule = `type='signal',interface='${name}',path='${path}'`;
  await bus.call({
    ...BUS,
    interface: BUS.destination,
    member: 'AddMatch',
    signature: 's',
    body: [rule],
  });
}

/** Takes a name on the bus; false when another program has it. */
export async function ownName(bus: Bus, name: string): Promise<boolean> {
  const request = { ...BUS, interface: BUS.destination, member: 'RequestName' };
  const [taken] = await bus.call({ ...request, signature: 'su', body: [name, 4] });
  return taken === 1;
}

/** Whether some program has this name. */
export async function isOwned(bus: Bus, name: string): Promise<boolean> {
  const question = { ...BUS, interface: BUS.destination, member: 'NameHasOwner' };
  const [owned] = await bus.call({ ...question, signature: 's', body: [name] });
  return owned === true;
}

/** A property of an object, without its variant; null where the object or the property is not there. */
export async function propertyOf(
  bus: Bus,
  destination: string,
  path: string,
  [name, property]: readonly [string, string],
): Promise<unknown> {
  const get = { destination, path, interface: 'org.freedesktop.DBus.Properties', member: 'Get' };
  try {
    const [found] = await bus.call({ ...get, signature: 'ss', body: [name, property] });
    return (found as { value: unknown }).value;
  } catch (error) {
    if (error instanceof BusError) return null;
    throw error;
  }
}

/** An error that another program answered with. */
export class BusError extends Error {}

interface Waiting {
  resolve: (body: readonly unknown[]) => void;
  reject: (error: Error) => void;
}

function speak(socket: Socket): Bus {
  const waiting = new Map<number, Waiting>();
  const listeners = new Set<(message: Message) => void>();
  let serve: (message: Message) => Answer | null = () => null;
  let serial = 0;
  const send = (message: Omit<Message, 'serial'>): number => {
    serial += 1;
    socket.write(encode({ ...message, serial }));
    return serial;
  };
  const answerCall = (message: Message) => {
    const answer = serve(message);
    const back = { destination: message.sender, replySerial: message.serial };
    if (answer === null) send({ kind: 'error', ...back, error: 'org.freedesktop.DBus.Error.UnknownMethod' });
    else send({ kind: 'return', ...back, ...answer });
  };
  const receive = (message: Message) => {
    if (message.kind === 'call') return answerCall(message);
    if (message.kind === 'signal') {
      // After whoever waited for an answer that came in the same piece.
      setImmediate(() => {
        for (const listener of listeners) listener(message);
      });
      return;
    }
    const asked = waiting.get(message.replySerial ?? 0);
    waiting.delete(message.replySerial ?? 0);
    if (message.kind === 'return') asked?.resolve(message.body ?? []);
    else asked?.reject(new BusError(message.error ?? 'unknown'));
  };
  readMessages(socket, receive);
  socket.once('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('The session bus is gone'));
    waiting.clear();
  });
  return {
    call: call =>
      new Promise((resolve, reject) => {
        const asked = send({ kind: 'call', ...call });
        const late = setTimeout(() => {
          waiting.delete(asked);
          reject(new BusError('org.freedesktop.DBus.Error.NoReply'));
        }, ANSWER_WITHIN);
        const settled = () => clearTimeout(late);
        waiting.set(asked, {
          resolve: body => {
            settled();
            resolve(body);
          },
          reject: error => {
            settled();
            reject(error);
          },
        });
      }),
    onSignal(name, listener) {
      const heard = (message: Message) => {
        if (message.interface === name) listener(message);
      };
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
    emit: signal => void send({ kind: 'signal', ...signal }),
    serve(answer) {
      serve = answer;
    },
    onClosed: listener => void socket.once('close', listener),
    close: () => socket.destroy(),
  };
}

function readMessages(socket: Socket, receive: (message: Message) => void): void {
  let bytes = Buffer.alloc(0);
  socket.on('data', part => {
    bytes = Buffer.concat([bytes, part]);
    try {
      for (let next = decode(bytes); next !== null; next = decode(bytes)) {
        bytes = bytes.subarray(next.length);
        receive(next.message);
      }
    } catch (error) {
      socket.destroy(error instanceof Error ? error : undefined);
    }
  });
  // Without a listener an error would end the program; what follows is 'close'.
  socket.on('error', () => undefined);
}

async function open(address: string): Promise<Socket | null> {
  const path = /unix:(?:[^;]*,)?path=([^,;]+)/.exec(address)?.[1];
  const abstract = /unix:(?:[^;]*,)?abstract=([^,;]+)/.exec(address)?.[1];
  if (path === undefined && abstract === undefined) return null;
  const socket = connect(path === undefined ? `\0${abstract}` : decodeURIComponent(path));
  const user = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex');
  socket.write(`\0AUTH EXTERNAL ${user}\r\n`);
  const isIn = await new Promise<boolean>(resolve => {
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.once('data', line => resolve(line.toString().startsWith('OK')));
  });
  if (!isIn) {
    socket.destroy();
    return null;
  }
  socket.write('BEGIN\r\n');
  return socket;
}
