// People with sockets on two nodes that share Redis and a database, and what they do with calls over the wire.
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { CallRecord } from '../../common/calls/signal.ts';
import type { CallId } from '../../common/ids.ts';
import { serverSecrets } from '../../scripts/run/server.ts';
import { newPerson, type TestClient, type TestSocket } from './client.ts';
import { testDatabase } from './mongo.ts';
import { startRedis } from './redis.ts';
import { startServer, type TestServer } from './server.ts';

export const offer = { type: 'offer' as const, sdp: 'v=0 offer' };
export const answer = { type: 'answer' as const, sdp: 'v=0 answer' };
export const candidate = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0' };

export interface Talker {
  readonly client: TestClient;
  socket: TestSocket;
}

export type Exchange = Awaited<ReturnType<typeof startExchange>>;

/** Two nodes; north holds no limits, south does. */
export async function startExchange() {
  const [database, redis] = await Promise.all([testDatabase(), startRedis()]);
  const env = { ...serverSecrets(), MONGODB_URI: database.uri, REDIS_URL: redis.url };
  const north = await startServer({ env: { ...env, RATE_LIMIT_SCALE: '0' } });
  const south = await startServer({ env });
  const open: TestSocket[] = [];

  async function enter(client: TestClient, at: TestServer = north): Promise<TestSocket> {
    const socket = await client.socket(at.url);
    open.push(socket);
    return socket;
  }
  async function person(at: TestServer = north): Promise<Talker> {
    const client = await newPerson(north.url);
    return { client, socket: await enter(client, at) };
  }

  return {
    north,
    south,
    enter,
    person,
    /** Two people on the first node who share a chat. */
    async couple(): Promise<[Talker, Talker]> {
      const couple = await Promise.all([person(), person()]);
      await couple[0].client.directChat(couple[1].client);
      return couple;
    },
    cutAll(): void {
      for (const socket of open.splice(0)) socket.cut();
    },
    async stop(): Promise<void> {
      await Promise.all([north.stop(), south.stop()]);
      await redis.stop();
      await database.drop();
    },
  };
}

export const newCallId = () => randomUUID() as CallId;

export async function ring(from: Talker, to: Talker, callId = newCallId()): Promise<CallId> {
  await from.socket.request('call_offer', { callId, to: to.client.id, callType: 'voice', offer });
  await to.socket.event('call_offer', event => event.callId === callId);
  return callId;
}

export async function talk(from: Talker, to: Talker): Promise<CallId> {
  const callId = await ring(from, to);
  await to.socket.request('call_answer', { callId, answer });
  await from.socket.event('call_answer', event => event.callId === callId);
  return callId;
}

/** The error code of a request, or "ok". */
export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'ok',
    error => error.code ?? String(error),
  );

export const historyOf = async ({ client }: Talker): Promise<CallRecord[]> =>
  (await client.rest<{ calls: CallRecord[] }>('GET', '/calls')).body.calls;

export const callEvents = ({ events }: TestSocket) => events.filter(({ type }) => /^(call|ice)_/.test(type));

/** Nobody is stuck: each can call the other at once, and nothing but that reached them. */
export async function expectFree(one: Talker, other: Talker): Promise<void> {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    const callId = await ring(from, to);
    await to.socket.request('call_decline', { callId });
    expect(await from.socket.event('call_ended', event => event.callId === callId)).toMatchObject({
      reason: 'declined',
    });
  }
  for (const { socket } of [one, other]) expect(callEvents(socket)).toEqual([]);
}
