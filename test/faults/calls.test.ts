// Calls under bad input and bad luck, over the wire: an error code, no leak, and nobody stays "in a call".
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CallRecord } from '../../common/calls/signal.ts';
import type { CallId, UserId } from '../../common/ids.ts';
import { serverSecrets } from '../../scripts/run/server.ts';
import { newPerson, type TestClient, type TestSocket } from '../harness/client.ts';
import { type TestDatabase, testDatabase } from '../harness/mongo.ts';
import { startRedis, type TestRedis } from '../harness/redis.ts';
import { startServer, type TestServer } from '../harness/server.ts';

const offer = { type: 'offer' as const, sdp: 'v=0 offer' };
const answer = { type: 'answer' as const, sdp: 'v=0 answer' };
const candidate = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0' };
const media = { audio: true, video: false, screen: false };

let database: TestDatabase;
let redis: TestRedis;
/** Two nodes; the first holds no limits, the second does. */
let north: TestServer;
let south: TestServer;
const open: TestSocket[] = [];

beforeAll(async () => {
  [database, redis] = await Promise.all([testDatabase(), startRedis()]);
  const env = { ...serverSecrets(), MONGODB_URI: database.uri, REDIS_URL: redis.url };
  north = await startServer({ env: { ...env, RATE_LIMIT_SCALE: '0' } });
  south = await startServer({ env });
});
afterAll(async () => {
  await Promise.all([north?.stop(), south?.stop()]);
  await redis?.stop();
  await database?.drop();
});

interface Person {
  readonly client: TestClient;
  socket: TestSocket;
}
let amina: Person;
let juma: Person;

async function enter(client: TestClient, at = north): Promise<TestSocket> {
  const socket = await client.socket(at.url);
  open.push(socket);
  return socket;
}
async function person(at = north): Promise<Person> {
  const client = await newPerson(north.url);
  return { client, socket: await enter(client, at) };
}

beforeEach(async () => {
  [amina, juma] = await Promise.all([person(), person()]);
  await amina.client.directChat(juma.client);
});
afterEach(async () => {
  for (const socket of open.splice(0)) socket.cut();
});

const newId = () => randomUUID() as CallId;

async function ring(from: Person, to: Person, callId = newId()): Promise<CallId> {
  await from.socket.request('call_offer', { callId, to: to.client.id, callType: 'voice', offer });
  await to.socket.event('call_offer', event => event.callId === callId);
  return callId;
}
async function talk(from: Person, to: Person): Promise<CallId> {
  const callId = await ring(from, to);
  await to.socket.request('call_answer', { callId, answer });
  await from.socket.event('call_answer', event => event.callId === callId);
  return callId;
}

/** The error code of a request, or "ok". */
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'ok',
    error => error.code ?? String(error),
  );
const history = async ({ client }: Person): Promise<CallRecord[]> =>
  (await client.rest<{ calls: CallRecord[] }>('GET', '/calls')).body.calls;
const callEvents = ({ events }: TestSocket) => events.filter(({ type }) => /^(call|ice)_/.test(type));

/** Nobody is stuck: each can call the other at once, and every socket has just the answers to its requests. */
async function expectFree(...people: Person[]): Promise<void> {
  for (const [from, to] of [people, people.toReversed()] as [Person, Person][]) {
    const callId = await ring(from, to);
    await to.socket.request('call_decline', { callId });
    expect(await from.socket.event('call_ended', event => event.callId === callId)).toMatchObject({
      reason: 'declined',
    });
  }
  for (const { socket } of people) expect(callEvents(socket)).toEqual([]);
}

describe('bad input', () => {
  test('an offer of wrong size or shape rings nowhere', async () => {
    const good = { callId: newId(), to: juma.client.id, callType: 'voice', offer };
    const odd: [Record<string, unknown>, string][] = [
      [{ offer: { type: 'answer', sdp: 'v=0' } }, 'bad_request'],
      [{ offer: { type: 'offer' } }, 'bad_request'],
      [{ offer: { type: 'offer', sdp: 12 } }, 'bad_request'],
      [{ offer: { type: 'offer', sdp: '' } }, 'bad_request'],
      [{ offer: 'v=0' }, 'bad_request'],
      [{ offer: null }, 'bad_request'],
      [{ offer: { ...offer, candidates: [] } }, 'bad_request'],
      [{ offer: { type: 'offer', sdp: 'x'.repeat(50_000) } }, 'too_large'],
      [{ callId: 'not a uuid' }, 'bad_request'],
      [{ callId: '../../etc' }, 'bad_request'],
      [{ callType: 'hologram' }, 'bad_request'],
      [{ to: { $ne: null } }, 'bad_request'],
      [{ to: amina.client.id }, 'bad_request'],
    ];
    for (const [over, code] of odd) {
      const request = amina.socket.raw({ type: 'call_offer', data: { ...good, ...over } });
      expect([over, await codeOf(request)]).toEqual([over, code]);
    }
    expect(await history(amina)).toEqual([]);
    await expectFree(amina, juma);
  });

  test('signals of wrong size or shape do not reach the other side, and the call goes on', async () => {
    const callId = await talk(amina, juma);
    const odd: [string, Record<string, unknown>, string][] = [
      ['ice_candidate', { candidate: { candidate: 'x'.repeat(3_000) } }, 'too_large'],
      ['ice_candidate', { candidate: { ...candidate, sdpMLineIndex: -1 } }, 'bad_request'],
      ['ice_candidate', { candidate: { ...candidate, sdpMid: {} } }, 'bad_request'],
      ['ice_candidate', { candidate: [candidate] }, 'bad_request'],
      ['ice_candidate', { candidate: 'candidate:1' }, 'bad_request'],
      ['ice_candidate', {}, 'bad_request'],
      ['call_renegotiate', { description: { type: 'restart', sdp: 'v=0' } }, 'bad_request'],
      ['call_renegotiate', { description: { type: 'rollback', sdp: 'v=0' } }, 'bad_request'],
      ['call_renegotiate', { description: { type: 'offer', sdp: 'x'.repeat(50_000) } }, 'too_large'],
      ['call_media', { audio: 'yes', video: false, screen: false }, 'bad_request'],
      ['call_quality', { rtt: -1 }, 'bad_request'],
      ['call_quality', { rating: 6 }, 'bad_request'],
    ];
    for (const [type, over, code] of odd) {
      const request = amina.socket.raw({ type, data: { callId, ...over } });
      expect([type, over, await codeOf(request)]).toEqual([type, over, code]);
    }
    await amina.socket.request('ice_candidate', { callId, candidate });
    expect(await juma.socket.event('ice_candidate')).toMatchObject({ callId, candidate });
    expect(callEvents(juma.socket)).toEqual([]);
    await amina.socket.request('call_end', { callId });
    expect((await juma.socket.event('call_ended')).reason).toBe('completed');
    await expectFree(amina, juma);
  });

  test('a frame larger than a socket takes closes it, and the call waits for its device', async () => {
    const callId = await talk(amina, juma);
    const data = { callId, description: { type: 'offer', sdp: 'x'.repeat(70_000) } };
    const lost = codeOf(amina.socket.raw({ type: 'call_renegotiate', data }));
    expect(await amina.socket.closed).toBe(1009);
    expect(await lost).toBe('unavailable');
    amina.socket = await enter(amina.client);
    await juma.socket.request('call_renegotiate', { callId, description: offer });
    await amina.socket.event('call_renegotiate');
    await amina.socket.request('call_end', { callId });
    await juma.socket.event('call_ended');
    await expectFree(amina, juma);
  });
});

describe('what is not theirs', () => {
  test('signals for a call of others, for one that ended, and for one that never was', async () => {
    const neema = await person();
    await neema.client.directChat(juma.client);
    const callId = await talk(amina, juma);
    const everything = (id: CallId): [string, Record<string, unknown>][] => [
      ['call_answer', { callId: id, answer }],
      ['ice_candidate', { callId: id, candidate }],
      ['call_renegotiate', { callId: id, description: offer }],
      ['call_media', { callId: id, ...media }],
      ['call_decline', { callId: id }],
      ['call_end', { callId: id }],
      ['call_quality', { callId: id, rtt: 1 }],
    ];
    const codes = (socket: TestSocket, id: CallId) =>
      Promise.all(everything(id).map(([type, data]) => codeOf(socket.raw({ type, data }))));
    expect(new Set(await codes(neema.socket, callId))).toEqual(new Set(['forbidden']));
    expect(new Set(await codes(neema.socket, newId()))).toEqual(new Set(['not_found']));
    for (const each of [amina, juma, neema]) expect(callEvents(each.socket)).toEqual([]);
    await amina.socket.request('call_end', { callId });
    await juma.socket.event('call_ended');
    // Ending twice is no mistake, and a rating comes after the end.
    expect(await codes(juma.socket, callId)).toEqual([
      'conflict',
      'conflict',
      'conflict',
      'conflict',
      'ok',
      'ok',
      'ok',
    ]);
    expect((await history(neema)).length).toBe(0);
    await expectFree(amina, juma);
  });

  test('offers to strangers and to nobody are refused, and tell them nothing', async () => {
    const stranger = await person();
    for (const to of [stranger.client.id, 'f'.repeat(24) as UserId]) {
      const data = { callId: newId(), to, callType: 'video' as const, offer };
      expect(await codeOf(amina.socket.request('call_offer', data))).toBe('forbidden');
    }
    await stranger.client.directChat(amina.client);
    await expectFree(amina, stranger);
    expect(await history(juma)).toEqual([]);
  });

  test('an answer twice, or from a second device, is refused, and the caller hears one', async () => {
    const second = await juma.client.another();
    const other = await enter(second, south);
    const callId = await ring(amina, juma);
    await other.event('call_offer');
    await juma.socket.request('call_answer', { callId, answer });
    expect(await codeOf(juma.socket.request('call_answer', { callId, answer }))).toBe('conflict');
    expect(await codeOf(other.request('call_answer', { callId, answer }))).toBe('conflict');
    expect(await codeOf(amina.socket.request('call_answer', { callId, answer }))).toBe('forbidden');
    expect(await codeOf(other.request('call_renegotiate', { callId, description: offer }))).toBe('forbidden');
    await amina.socket.event('call_answer');
    await other.event('call_taken');
    expect(callEvents(amina.socket)).toEqual([]);
    await amina.socket.request('call_end', { callId });
    await juma.socket.event('call_ended');
    await expectFree(amina, juma);
  });
});

describe('too much', () => {
  test('a storm of renegotiations costs the storming device its socket, not the call', async () => {
    amina.socket = await enter(amina.client, south);
    const callId = await talk(amina, juma);
    const storm = Array.from({ length: 400 }, (_, number) => {
      const description = { type: 'offer' as const, sdp: `v=0 ${number}` };
      return codeOf(amina.socket.request('call_renegotiate', { callId, description }));
    });
    expect(await amina.socket.closed).toBe(4429);
    const codes = await Promise.all(storm);
    expect(new Set(codes)).toEqual(new Set(['ok', 'rate_limited', 'unavailable']));
    amina.socket = await enter(amina.client, south);
    await amina.socket.request('call_media', { callId, ...media });
    await juma.socket.event('call_media');
    const numbers = juma.socket.events
      .filter(({ type }) => type === 'call_renegotiate')
      .map(({ data }) => Number(JSON.stringify(data).match(/v=0 (\d+)/)?.[1]));
    expect(numbers.length).toBeGreaterThanOrEqual(codes.filter(code => code === 'ok').length);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    juma.socket.events.length = 0;
    await amina.socket.request('call_end', { callId });
    await juma.socket.event('call_ended');
    await expectFree(amina, juma);
  });

  test('one who calls without end is told to wait, and the one called is free', async () => {
    amina.socket = await enter(amina.client, south);
    const codes: string[] = [];
    for (let attempt = 0; attempt < 40; attempt++) {
      const data = { callId: newId(), to: juma.client.id, callType: 'voice' as const, offer };
      codes.push(await codeOf(amina.socket.request('call_offer', data)));
      if (codes.at(-1) === 'ok') await amina.socket.request('call_end', { callId: data.callId });
    }
    expect(codes.filter(code => code === 'ok')).toHaveLength(30);
    expect(new Set(codes.slice(30))).toEqual(new Set(['rate_limited']));
    expect(await history(juma)).toHaveLength(30);
    juma.socket.events.length = 0;
    const callId = await talk(juma, amina);
    await juma.socket.request('call_end', { callId });
    await amina.socket.event('call_ended');
  });
});

describe('two nodes', () => {
  test('ring on both, answered on one: the other one is told, and signals cross', async () => {
    const other = await enter(await juma.client.another(), south);
    const callId = await ring(amina, juma);
    await other.event('call_offer', event => event.callId === callId);
    await other.request('call_answer', { callId, answer });
    await juma.socket.event('call_taken', event => event.callId === callId);
    await amina.socket.event('call_answer');
    await other.request('ice_candidate', { callId, candidate });
    await amina.socket.event('ice_candidate');
    await amina.socket.request('call_renegotiate', { callId, description: offer });
    await other.event('call_renegotiate');
    expect(callEvents(juma.socket)).toEqual([]);
    await other.request('call_end', { callId });
    for (const socket of [amina.socket, juma.socket]) {
      expect((await socket.event('call_ended')).reason).toBe('completed');
    }
    await other.close();
    await expectFree(amina, juma);
  });

  test('declined or cancelled on one node, it rings nowhere', async () => {
    const other = await enter(await juma.client.another(), south);
    for (const [decide, reason] of [
      [(callId: CallId) => other.request('call_decline', { callId }), 'declined'],
      [(callId: CallId) => amina.socket.request('call_end', { callId }), 'cancelled'],
    ] as const) {
      const callId = await ring(amina, juma);
      await other.event('call_offer', event => event.callId === callId);
      await decide(callId);
      const told = reason === 'declined' ? [juma.socket, amina.socket] : [juma.socket, other];
      for (const socket of told) expect(await socket.event('call_ended')).toMatchObject({ callId, reason });
    }
    await other.close();
    await expectFree(amina, juma);
  });

  test('both call each other on two nodes: one call, known to both', async () => {
    amina.socket = await enter(amina.client, south);
    const ids = [newId(), newId()].toSorted() as [CallId, CallId];
    const [mine, theirs] = await Promise.all([
      amina.socket.request('call_offer', { callId: ids[1], to: juma.client.id, callType: 'voice', offer }),
      juma.socket.request('call_offer', { callId: ids[0], to: amina.client.id, callType: 'voice', offer }),
    ]);
    expect(theirs.callId).toBe(ids[0]);
    expect(ids).toContain(mine.callId);
    await amina.socket.event('call_offer', event => event.callId === ids[0]);
    await amina.socket.request('call_answer', { callId: ids[0], answer });
    await juma.socket.event('call_answer', event => event.callId === ids[0]);
    await amina.socket.request('call_end', { callId: ids[0] });
    await juma.socket.event('call_ended', event => event.callId === ids[0]);
    for (const each of [amina, juma]) each.socket.events.length = 0;
    await expectFree(amina, juma);
  });
});

describe('kill -9', () => {
  test('while it rings: after the restart it rings on, and is answered', async () => {
    const callId = await ring(amina, juma);
    await amina.socket.request('ice_candidate', { callId, candidate });
    await north.kill('SIGKILL');
    await north.restart();
    [amina.socket, juma.socket] = await Promise.all([enter(amina.client), enter(juma.client)]);
    expect(await juma.socket.event('call_offer')).toMatchObject({ callId, from: amina.client.id, offer });
    expect(await juma.socket.event('ice_candidate')).toMatchObject({ callId, candidate });
    await juma.socket.request('call_answer', { callId, answer });
    expect(await amina.socket.event('call_answer')).toEqual({ callId, answer });
    await juma.socket.request('call_end', { callId });
    expect((await amina.socket.event('call_ended')).reason).toBe('completed');
    await expectFree(amina, juma);
  });

  test('while they talk: after the restart, and on another node, signals and the end arrive', async () => {
    const callId = await talk(amina, juma);
    await north.kill('SIGKILL');
    amina.socket = await enter(amina.client, south);
    await north.restart();
    juma.socket = await enter(juma.client);
    await juma.socket.request('call_renegotiate', { callId, description: offer });
    expect(await amina.socket.event('call_renegotiate')).toMatchObject({ callId, from: juma.client.id });
    await amina.socket.request('call_renegotiate', { callId, description: answer });
    await juma.socket.event('call_renegotiate');
    await juma.socket.request('call_end', { callId });
    expect((await amina.socket.event('call_ended')).reason).toBe('completed');
    expect((await history(amina))[0]).toMatchObject({ callId, outcome: 'completed' });
    await expectFree(amina, juma);
  });

  test('and they do not come back: what rings and what is talked ends by itself', async () => {
    const neema = await person(south);
    await neema.client.directChat(juma.client);
    const zawadi = await person();
    await zawadi.client.directChat(amina.client);
    const talked = await talk(juma, neema);
    const rung = await ring(zawadi, amina);
    await north.kill('SIGKILL');
    const gone = { timeout: 100_000, interval: 1_000 };
    await expect
      .poll(async () => callEvents(neema.socket).map(({ data }) => data), gone)
      .toMatchObject([{ callId: talked, reason: 'failed' }]);
    await north.restart();
    await expect.poll(async () => (await history(zawadi))[0], gone).toMatchObject({ callId: rung });
    expect((await history(zawadi))[0]?.outcome).toMatch(/cancelled|missed/);
    neema.socket.events.length = 0;
    for (const each of [amina, juma, zawadi]) each.socket = await enter(each.client);
    await expectFree(juma, neema);
    await expectFree(amina, zawadi);
  }, 150_000);
});
