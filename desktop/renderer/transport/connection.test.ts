// The connection against a real WebSocket server: hello, replies, loss, renewal, and sockets that came too late.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws';
import type { ConnectionState } from '../../../common/connection/machine.ts';
import { AppError } from '../../../common/errors.ts';
import type { EventFrame } from '../../../common/wire/frames.ts';
import { type Connection, createConnection } from './connection.ts';
import type { Timers } from './timers.ts';

const hello = { userId: 'u1', deviceId: 'd1', serverTime: '2026-01-01T00:00:00Z', heartbeatMs: 20_000 };
const disposers: (() => void)[] = [];
afterEach(() => {
  for (const dispose of disposers.splice(0)) dispose();
});

type Behaviour = (
  frame: { id: number; type: string; data: { token?: string } },
  socket: ServerSocket,
) => void;
const welcome: Behaviour = ({ id }, socket) => socket.send(JSON.stringify({ re: id, ok: true, data: hello }));

async function serve(first: Behaviour) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const frames: string[] = [];
  const here = { behave: first };
  server.on('connection', socket => {
    socket.on('message', data => {
      const frame = JSON.parse(String(data));
      frames.push(frame.type === 'hello' ? `hello ${frame.data.token}` : frame.type);
      here.behave(frame, socket);
    });
  });
  disposers.push(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  return { server, frames, here, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Waits that are over at once, unless they are long: those belong to the watchdog and to time-outs. */
const quick: Timers = {
  after(ms, task) {
    const timer = setTimeout(task, ms < 1_000 ? 0 : ms);
    return () => clearTimeout(timer);
  },
  monotonic: () => performance.now(),
};

function connect(
  url: string,
  token: (renew: boolean) => Promise<string> = async renew => (renew ? 'fresh' : 'old'),
) {
  const states: ConnectionState['name'][] = [];
  const events: EventFrame[] = [];
  const waiting = new Map<string, () => void>();
  const connection: Connection = createConnection({
    url,
    timers: quick,
    random: () => 0,
    token,
    probe: async () => undefined,
    urgent: () => false,
    onState: ({ name }) => {
      states.push(name);
      waiting.get(name)?.();
    },
    onReady: () => undefined,
    onEvent: event => events.push(event),
    onDefect: error => expect.unreachable(String(error)),
  });
  disposers.push(connection.stop);
  const until = (name: ConnectionState['name']) =>
    new Promise<void>(resolve => waiting.set(name, () => queueMicrotask(resolve)));
  return { connection, states, events, until };
}

describe('the connection', () => {
  test('says hello, then asks and hears', async () => {
    const { url, server } = await serve((frame, socket) => {
      if (frame.type === 'hello') return welcome(frame, socket);
      socket.send(JSON.stringify({ type: 'user_joined', data: { userId: 'u2' } }));
      socket.send(JSON.stringify({ type: 'from_the_future', data: {} }));
      socket.send(JSON.stringify({ re: frame.id, ok: true, data: {} }));
    });
    const { connection, events, until } = connect(url);
    const ready = until('ready');
    connection.start();
    await ready;
    expect(await connection.request('presence_set', { status: 'away' })).toEqual({});
    expect(events).toEqual([{ type: 'user_joined', data: { userId: 'u2' } }]);
    expect(server.clients.size).toBe(1);
  });

  test('[field 19] rejects what waits when the line breaks, and comes back by itself', async () => {
    const { url, frames } = await serve((frame, socket) => {
      if (frame.type === 'hello') welcome(frame, socket);
      else socket.terminate();
    });
    const { connection, until } = connect(url);
    let ready = until('ready');
    connection.start();
    await ready;
    ready = until('ready');
    const asked = connection.request('presence_set', { status: 'away' });
    await expect(asked).rejects.toMatchObject({ code: 'unavailable', details: { offline: true } });
    await ready;
    expect(frames).toEqual(['hello old', 'presence_set', 'hello old']);
  });

  test('renews a refused token once', async () => {
    const { url, frames } = await serve((frame, socket) => {
      if (frame.data.token === 'fresh') welcome(frame, socket);
      else socket.close(4401);
    });
    const { connection, until } = connect(url);
    const ready = until('ready');
    connection.start();
    await ready;
    expect(frames).toEqual(['hello old', 'hello fresh']);
  });

  test('ends when the fresh token is refused too, or when none can be had', async () => {
    const { url, frames } = await serve((_, socket) => socket.close(4401));
    const refused = connect(url);
    const stopped = refused.until('stopped');
    refused.connection.start();
    await stopped;
    expect(frames).toEqual(['hello old', 'hello fresh']);
    expect(refused.connection.state()).toEqual({ name: 'stopped', reason: 'unauthorized' });

    const over = connect(url, () => Promise.reject(new AppError('unauthorized', 'over')));
    const ended = over.until('stopped');
    over.connection.start();
    await ended;
    expect(over.states).toEqual(['connecting', 'stopped']);
  });

  test('a socket that was given up is not heard any more', async () => {
    const { url, here, server } = await serve(() => undefined);
    const { connection, events, until } = connect(url);
    const greeting = until('authenticating');
    connection.start();
    await greeting;
    connection.stop();
    for (const socket of server.clients) socket.send(JSON.stringify({ type: 'session_revoked', data: {} }));
    here.behave = welcome;
    const ready = until('ready');
    connection.start();
    await ready;
    expect(events).toEqual([]);
  });

  test('a request without a connection is refused at once', async () => {
    const { connection } = connect('ws://127.0.0.1:1');
    await expect(connection.request('presence_set', { status: 'away' })).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});
