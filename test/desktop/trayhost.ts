// A StatusNotifier host on the session bus, so that the tray icon has somewhere to be and can be asked what it shows.
import { connect, type Socket } from 'node:net';
import { decode, encode, type Message, type Outgoing } from './message.ts';

export interface TrayHost {
  /** Bus names of the items that registered, the newest last. */
  readonly items: readonly string[];
  waitForItem(): Promise<string>;
  stop(): void;
}

const WATCHER = 'org.kde.StatusNotifierWatcher';

/** Connects to the session bus and takes the watcher's name. */
export async function startTrayHost(address = process.env.DBUS_SESSION_BUS_ADDRESS ?? ''): Promise<TrayHost> {
  const socket = await open(address);
  const items: string[] = [];
  const waiting: ((item: string) => void)[] = [];
  let serial = 0;
  const send = (message: Omit<Outgoing, 'serial'>) => {
    serial += 1;
    socket.write(encode({ ...message, serial }));
  };
  const named = new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    listen(socket, message => {
      if (message.kind === 'error') reject(new Error(`The bus refused: ${message.error}`));
      if (message.kind === 'return' && message.replySerial === 2) resolve();
      if (message.kind === 'call') answer(message, send);
      if (message.kind === 'call' && message.member === 'RegisterStatusNotifierItem') {
        const item = itemName(message);
        items.push(item);
        for (const tell of waiting.splice(0)) tell(item);
      }
    });
  });
  const bus = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', kind: 'call' as const };
  send({ ...bus, interface: 'org.freedesktop.DBus', member: 'Hello' });
  const body = {
    signature: 'su',
    write: (writer: { string(value: string): void; uint(value: number): void }) => {
      writer.string(WATCHER);
      writer.uint(4);
    },
  };
  send({ ...bus, interface: 'org.freedesktop.DBus', member: 'RequestName', body });
  await named;
  return {
    items,
    waitForItem: () => {
      const newest = items.at(-1);
      return newest === undefined ? new Promise(resolve => waiting.push(resolve)) : Promise.resolve(newest);
    },
    stop: () => socket.destroy(),
  };
}

function itemName(message: Message): string {
  const [name = ''] = message.strings;
  return name.startsWith('/') ? (message.sender ?? '') : name;
}

function answer(message: Message, send: (message: Omit<Outgoing, 'serial'>) => void): void {
  const reply = { destination: message.sender, replySerial: message.serial };
  if (message.member === 'Get' && message.strings[1] === 'IsStatusNotifierHostRegistered') {
    const write = (writer: { signature(value: string): void; uint(value: number): void }) => {
      writer.signature('b');
      writer.uint(1);
    };
    send({ kind: 'return', ...reply, body: { signature: 'v', write } });
  } else if (message.member === 'RegisterStatusNotifierItem') {
    send({ kind: 'return', ...reply });
  } else {
    send({ kind: 'error', ...reply, error: 'org.freedesktop.DBus.Error.UnknownMethod' });
  }
}

async function open(address: string): Promise<Socket> {
  const path = /unix:path=([^,;]+)/.exec(address)?.[1];
  const abstract = /unix:abstract=([^,;]+)/.exec(address)?.[1];
  if (path === undefined && abstract === undefined)
    throw new Error('No session bus: run in dbus-run-session');
  const socket = connect(path ?? `\0${abstract}`);
  const user = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex');
  socket.write(`\0AUTH EXTERNAL ${user}\r\n`);
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('data', line => {
      if (line.toString().startsWith('OK')) resolve();
      else reject(new Error('The session bus refused to let us in'));
    });
  });
  socket.write('BEGIN\r\n');
  return socket;
}

function listen(socket: Socket, receive: (message: Message) => void): void {
  let bytes = Buffer.alloc(0);
  socket.on('data', part => {
    bytes = Buffer.concat([bytes, part]);
    for (let next = decode(bytes); next !== null; next = decode(bytes)) {
      bytes = bytes.subarray(next.length);
      receive(next.message);
    }
  });
}
