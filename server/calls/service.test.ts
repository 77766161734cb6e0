// Calls over two nodes and one database.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../common/errors.ts';
import type { CallId } from '../../common/ids.ts';
import {
  callId,
  type Node,
  type Nodes,
  startNodes,
  type TestDevice,
  take,
} from '../../test/harness/nodes.ts';

let home: Nodes;
let north: Node;
let south: Node;
/** Asha's two devices are on two nodes, Juma's too; Neema is a third person. */
let asha: TestDevice;
let ashaToo: TestDevice;
let juma: TestDevice;
let jumaToo: TestDevice;
let neema: TestDevice;

const offer = { type: 'offer' as const, sdp: 'v=0 secret address' };
const answer = { type: 'answer' as const, sdp: 'v=0 answer' };
const one = callId('1');
const two = callId('2');

beforeEach(async () => {
  home = await startNodes();
  north = await home.startNode();
  south = await home.startNode();
  const ashaId = await home.person();
  const jumaId = await home.person(ashaId);
  const neemaId = await home.person(ashaId, jumaId);
  [asha, ashaToo] = [home.device(ashaId), home.device(ashaId)];
  [juma, jumaToo] = [home.device(jumaId), home.device(jumaId)];
  neema = home.device(neemaId);
  await asha.connect(north);
  await ashaToo.connect(south);
  await juma.connect(south);
  await jumaToo.connect(north);
  await neema.connect(north);
  await home.advance(2_000);
  for (const device of home.devices) device.events.length = 0;
});
afterEach(() => home.stop());

function on(device: TestDevice): Node {
  if (device.node === null) throw new Error('The device is not connected');
  return device.node;
}
const call = (from: TestDevice, to: TestDevice, id: CallId) =>
  on(from).calls.offer(from.caller, { callId: id, to: to.caller.userId, callType: 'video', offer });
const pickUp = (device: TestDevice, id: CallId) =>
  on(device).calls.answer(device.caller, { callId: id, answer });
const hangUp = (device: TestDevice, id: CallId, reason?: string) =>
  on(device).calls.end(device.caller, { callId: id, ...(reason === undefined ? {} : { reason }) });
const decline = (device: TestDevice, id: CallId) => on(device).calls.decline(device.caller, { callId: id });

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'ok';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}
const outcomes = async (device: TestDevice) =>
  (await on(device).calls.history(device.caller, undefined)).calls.map(
    ({ direction, outcome }) => `${direction} ${outcome}`,
  );
const ended = (id: CallId, reason: string, duration = 0) => [{ callId: id, reason, duration }];

describe('a call', () => {
  test('rings on all devices, is taken by the first that answers, and lasts whole seconds', async () => {
    expect(await call(asha, juma, one)).toEqual({ callId: one, state: 'ringing', reachable: true });
    const expiresAt = new Date(home.clock.now().getTime() + 45_000).toISOString();
    const ring = [{ callId: one, from: asha.caller.userId, callType: 'video', offer, expiresAt }];
    for (const device of [juma, jumaToo]) expect(take(device, 'call_offer')).toEqual(ring);
    expect(ashaToo.events).toEqual([]);

    await pickUp(jumaToo, one);
    expect(take(asha, 'call_answer')).toEqual([{ callId: one, answer }]);
    expect(take(juma, 'call_taken')).toEqual([{ callId: one }]);
    expect([jumaToo, ashaToo].flatMap(device => device.events)).toEqual([]);
    expect(await codeOf(pickUp(juma, one))).toBe('conflict');
    expect(await codeOf(decline(juma, one))).toBe('conflict');

    await home.advance(61_700);
    await hangUp(asha, one);
    for (const device of [juma, jumaToo, ashaToo]) {
      expect(take(device, 'call_ended')).toEqual(ended(one, 'completed', 61));
    }
    expect(asha.events).toEqual([]);
    expect(await codeOf(hangUp(jumaToo, one))).toBe('ok');
    expect(await outcomes(asha)).toEqual(['outgoing completed']);
    expect(await outcomes(juma)).toEqual(['incoming completed']);
  });

  test('declined on one device stops ringing on the other ones', async () => {
    await call(asha, juma, one);
    await decline(juma, one);
    expect(take(asha, 'call_ended')).toEqual(ended(one, 'declined'));
    expect(take(jumaToo, 'call_ended')).toEqual(ended(one, 'declined'));
    expect(take(juma, 'call_ended')).toEqual([]);
    expect(await codeOf(pickUp(jumaToo, one))).toBe('conflict');
    expect(await outcomes(juma)).toEqual(['incoming declined']);
  });

  test('cancelled by the caller was missed by the one called', async () => {
    await call(asha, juma, one);
    await hangUp(asha, one);
    expect(take(juma, 'call_ended')).toEqual(ended(one, 'cancelled'));
    expect(await outcomes(asha)).toEqual(['outgoing cancelled']);
    expect(await outcomes(juma)).toEqual(['incoming missed']);
  });

  test('nobody answers for 45 s: missed', async () => {
    await call(asha, juma, one);
    await home.advance(44_000);
    expect(take(asha, 'call_ended')).toEqual([]);
    await home.advance(1_000);
    expect(take(asha, 'call_ended')).toEqual(ended(one, 'missed'));
    expect(take(jumaToo, 'call_ended')).toEqual(ended(one, 'missed'));
    expect(await outcomes(asha)).toEqual(['outgoing missed']);
  });

  test('a client that can not go on says so', async () => {
    await call(asha, juma, one);
    await pickUp(juma, one);
    await hangUp(juma, one, 'failed');
    expect(take(asha, 'call_ended')).toEqual(ended(one, 'failed'));
    expect(await outcomes(juma)).toEqual(['incoming failed']);
  });

  test('the ids of a caller who writes them in capitals come back as written', async () => {
    const loud = one.replace('1', 'A').toUpperCase() as CallId;
    await call(asha, juma, loud);
    expect(take(juma, 'call_offer')[0]?.callId).toBe(loud);
    await pickUp(juma, loud.toLowerCase() as CallId);
    expect(take(asha, 'call_answer')[0]?.callId).toBe(loud);
  });
});

describe('who may', () => {
  test('one calls only others with whom one shares a chat', async () => {
    const stranger = home.device(await home.person());
    await stranger.connect(north);
    expect(await codeOf(call(asha, asha, one))).toBe('bad_request');
    expect(await codeOf(call(asha, stranger, one))).toBe('forbidden');
    expect(await home.callDocs()).toEqual([]);
  });

  test('strangers to a call get nothing of it and change nothing', async () => {
    await call(asha, juma, one);
    const media = { audio: true, video: false, screen: false };
    for (const work of [
      () => pickUp(neema, one),
      () => decline(neema, one),
      () => hangUp(neema, one),
      () => north.calls.signal(neema.caller, 'call_media', { callId: one, ...media }),
      () => north.calls.quality(neema.caller, { callId: one, rtt: 1 }),
      () => pickUp(asha, one),
      () => decline(asha, one),
      () => north.calls.signal(ashaToo.caller, 'call_media', { callId: one, ...media }),
    ]) {
      expect(await codeOf(work())).toBe('forbidden');
    }
    expect(await codeOf(pickUp(juma, two))).toBe('not_found');
    expect(await codeOf(call(neema, asha, one))).toBe('conflict');
    expect((await home.callDocs()).map(({ state }) => state)).toEqual(['ringing']);
  });

  test('the same offer again is the same call', async () => {
    const first = await call(asha, juma, one);
    expect(await call(asha, juma, one)).toEqual(first);
    expect(take(juma, 'call_offer')).toHaveLength(1);
    await hangUp(asha, one);
    expect(await codeOf(call(asha, juma, one))).toBe('conflict');
  });

  test('busy people are not rung, and see it as missed', async () => {
    await call(asha, juma, one);
    await pickUp(juma, one);
    juma.events.length = 0;
    expect(await codeOf(call(neema, juma, two))).toBe('busy');
    expect(await codeOf(call(neema, juma, two))).toBe('busy');
    expect(await codeOf(call(ashaToo, neema, callId('3')))).toBe('busy');
    expect(juma.events).toEqual([]);
    expect(await outcomes(neema)).toEqual(['incoming missed', 'outgoing busy']);
    expect(await outcomes(juma)).toEqual(['incoming missed']);
    await hangUp(asha, one);
    expect((await call(neema, juma, callId('4'))).state).toBe('ringing');
  });
});

describe('both call each other', () => {
  test('the first call has the smaller id: the second caller is led to it', async () => {
    await call(asha, juma, one);
    expect(await call(juma, asha, two)).toEqual({ callId: one, state: 'ringing', reachable: true });
    expect(take(juma, 'call_offer')).toHaveLength(1);
    expect(asha.events).toEqual([]);
    await pickUp(juma, one);
    expect(take(asha, 'call_answer')).toHaveLength(1);
    expect(await home.callDocs()).toHaveLength(1);
  });

  test('the second call has the smaller id: it takes the place of the first', async () => {
    await call(asha, juma, two);
    expect(await call(juma, asha, one)).toEqual({ callId: one, state: 'ringing', reachable: true });
    for (const device of [asha, ashaToo]) {
      expect(device.events.map(({ type }) => type)).toEqual(['call_offer', 'call_ended']);
      expect(take(device, 'call_offer')[0]).toMatchObject({ callId: one, from: juma.caller.userId });
      expect(take(device, 'call_ended')).toEqual(ended(two, 'cancelled'));
    }
    expect(await codeOf(pickUp(juma, two))).toBe('not_found');
    await pickUp(asha, one);
    expect(take(juma, 'call_answer')).toHaveLength(1);
    await hangUp(asha, one);
    expect(await outcomes(asha)).toEqual(['incoming completed']);
    expect(await outcomes(juma)).toEqual(['outgoing completed']);
  });

  test('at the very same time, many times: one call, and both know the same one', async () => {
    for (let round = 0; round < 20; round++) {
      const ids = [callId(`a${round}`), callId(`b${round}`)] as const;
      const [mine, theirs] = round % 2 === 0 ? ids : [ids[1], ids[0]];
      const replies = await Promise.all([call(asha, juma, mine), call(juma, asha, theirs)]);
      const running = (await home.callDocs()).filter(({ state }) => state === 'ringing');
      expect(running).toHaveLength(1);
      const winner = running[0]?.callId as CallId;
      expect(winner).toBe(ids[0]);
      const [caller, callee, reply] = winner === mine ? [asha, juma, replies[0]] : [juma, asha, replies[1]];
      expect(reply.callId).toBe(winner);
      expect(callee.events.some(event => event.type === 'call_offer' && event.data.callId === winner)).toBe(
        true,
      );
      await pickUp(callee, winner);
      await hangUp(caller, winner);
      for (const device of home.devices) device.events.length = 0;
    }
    expect(await outcomes(asha)).toHaveLength(20);
  });

  test('an answered call does not give way', async () => {
    await call(asha, juma, two);
    await pickUp(juma, two);
    expect(await codeOf(call(jumaToo, asha, one))).toBe('busy');
  });
});

describe('at the same time', () => {
  test('declined here, cancelled there, answered elsewhere: it ends once, as everyone was told', async () => {
    for (let round = 0; round < 20; round++) {
      const id = callId(`c${round}`);
      await call(asha, juma, id);
      for (const device of home.devices) device.events.length = 0;
      await Promise.allSettled([decline(juma, id), hangUp(asha, id), pickUp(jumaToo, id)]);
      await hangUp(jumaToo, id);
      const [{ outcome } = { outcome: 'none' }] = (await north.calls.history(asha.caller, undefined, 1))
        .calls;
      const told = home.devices.map(device => take(device, 'call_ended').map(({ reason }) => reason));
      for (const reasons of told) expect(reasons.length).toBeLessThanOrEqual(1);
      expect(new Set(told.flat())).toEqual(new Set([outcome]));
    }
    const total = await home.metrics.registry.getSingleMetric('baraza_calls_total')?.get();
    expect(total?.values.reduce((sum, { value }) => sum + value, 0)).toBe(20);
  });

  test('an answer and a call the other way: one of them is too late', async () => {
    for (let round = 0; round < 20; round++) {
      const [larger, smaller] = [callId(`f${round}`), callId(`e${round}`)];
      await call(asha, juma, larger);
      const [picked, placed] = await Promise.all([
        codeOf(pickUp(juma, larger)),
        codeOf(call(jumaToo, asha, smaller)),
      ]);
      if (picked === 'ok') expect(placed).toBe('busy');
      else expect([placed, ['conflict', 'not_found'].includes(picked)]).toEqual(['ok', true]);
      await hangUp(asha, picked === 'ok' ? larger : smaller);
      await home.idle();
      expect((await home.callDocs()).every(({ state }) => state === 'ended')).toBe(true);
    }
  });
});

describe('signals', () => {
  test('go to all who ring, then to the device in the call only', async () => {
    const candidate = { candidate: 'candidate:1' };
    await call(asha, juma, one);
    await north.calls.signal(asha.caller, 'ice_candidate', { callId: one, candidate });
    const relayed = [{ callId: one, candidate, from: asha.caller.userId }];
    for (const device of [juma, jumaToo]) expect(take(device, 'ice_candidate')).toEqual(relayed);
    await south.calls.signal(juma.caller, 'ice_candidate', { callId: one, candidate: null });
    expect(take(asha, 'ice_candidate')).toEqual([{ callId: one, candidate: null, from: juma.caller.userId }]);

    await pickUp(juma, one);
    await north.calls.signal(asha.caller, 'call_renegotiate', { callId: one, description: offer });
    expect(take(juma, 'call_renegotiate')).toHaveLength(1);
    expect(take(jumaToo, 'call_renegotiate')).toEqual([]);
    const late = north.calls.signal(jumaToo.caller, 'call_renegotiate', { callId: one, description: offer });
    expect(await codeOf(late)).toBe('forbidden');
    await hangUp(juma, one);
    const over = north.calls.signal(asha.caller, 'ice_candidate', { callId: one, candidate });
    expect(await codeOf(over)).toBe('conflict');
  });

  test('sent without waiting for replies arrive in order', async () => {
    const candidates = Array.from({ length: 10 }, (_, index) => ({ candidate: `candidate:${index}` }));
    const trickle = candidates.map(candidate => ({ callId: one, candidate }));
    await Promise.all([
      call(asha, juma, one),
      ...trickle.map(data => north.calls.signal(asha.caller, 'ice_candidate', data)),
    ]);
    expect(juma.events.map(({ type }) => type)).toEqual([
      'call_offer',
      ...trickle.map(() => 'ice_candidate'),
    ]);
    expect(take(juma, 'ice_candidate').map(({ candidate }) => candidate)).toEqual(candidates);
    await Promise.all([
      pickUp(juma, one),
      ...trickle.map(data => south.calls.signal(juma.caller, 'ice_candidate', data)),
    ]);
    expect(asha.events[0]?.type).toBe('call_answer');
    expect(take(asha, 'ice_candidate').map(({ candidate }) => candidate)).toEqual(candidates);
  });
});

describe('devices that come and go', () => {
  test('one that comes while it rings gets the offer and the candidates so far; they are stored sealed', async () => {
    await juma.disconnect();
    await jumaToo.disconnect();
    await home.advance(5_000);
    expect((await call(asha, juma, one)).reachable).toBe(false);
    await north.calls.signal(asha.caller, 'ice_candidate', { callId: one, candidate: { candidate: 'c1' } });
    expect(JSON.stringify(await home.callDocs())).not.toContain('secret address');
    await juma.connect(north);
    expect(juma.events.map(({ type }) => type).filter(type => !/presence|user/.test(type))).toEqual([
      'call_offer',
      'ice_candidate',
    ]);
    expect(take(juma, 'call_offer')[0]?.offer).toEqual(offer);
    await pickUp(juma, one);
    const [doc] = await home.callDocs();
    expect(doc).not.toHaveProperty('offer');
    expect(doc).not.toHaveProperty('candidates');
    await jumaToo.connect(south);
    expect(take(jumaToo, 'call_offer')).toEqual([]);
  });

  test('a device has 30 s to come back, to any node, then its call has failed', async () => {
    await call(asha, juma, one);
    await pickUp(juma, one);
    await asha.disconnect();
    await home.advance(29_000);
    await asha.connect(south);
    await home.advance(60_000);
    expect(take(juma, 'call_ended')).toEqual([]);
    await south.calls.signal(juma.caller, 'call_renegotiate', { callId: one, description: offer });
    expect(take(asha, 'call_renegotiate')).toHaveLength(1);
    await juma.disconnect();
    await home.advance(31_000);
    expect(take(asha, 'call_ended')).toEqual(ended(one, 'failed', 120));
    expect(await outcomes(asha)).toEqual(['outgoing failed']);
  });

  test('a caller who is gone for 30 s rings no more', async () => {
    await call(asha, juma, one);
    await asha.disconnect();
    await home.advance(30_000);
    expect(take(juma, 'call_ended')).toEqual(ended(one, 'cancelled'));
    expect(await outcomes(juma)).toEqual(['incoming missed']);
  });

  test('an answer that came while the caller was away waits for them', async () => {
    await call(asha, juma, one);
    await asha.disconnect();
    await pickUp(juma, one);
    await asha.connect(south);
    expect(take(asha, 'call_answer')).toEqual([{ callId: one, answer }]);
    await asha.disconnect();
    await asha.connect(north);
    expect(take(asha, 'call_answer')).toEqual([]);
  });

  test('the death of a node ends only calls of those who do not come back', async () => {
    await call(asha, juma, one);
    await pickUp(juma, one);
    home.kill(north);
    for (let beat = 0; beat < 4; beat++) await home.advance(5_000);
    await asha.connect(south);
    for (let beat = 0; beat < 10; beat++) await home.advance(5_000);
    expect(take(juma, 'call_ended')).toEqual([]);
    home.kill(south);
    const next = await home.startNode();
    await asha.connect(next);
    for (let beat = 0; beat < 11; beat++) await home.advance(5_000);
    expect(take(asha, 'call_ended')).toMatchObject([{ callId: one, reason: 'failed' }]);
  });
});

describe('the record', () => {
  test('history comes in pages, newest first', async () => {
    for (let n = 1; n <= 5; n++) {
      await call(asha, juma, callId(String(n)));
      await decline(juma, callId(String(n)));
      if (n % 2 === 0) await home.advance(1_000);
    }
    const all = (await north.calls.history(asha.caller, undefined)).calls.map(record => record.callId);
    expect(all).toHaveLength(5);
    expect(all[0]).toBe(callId('5'));
    const paged: string[] = [];
    let next: string | undefined;
    do {
      const page = await north.calls.history(asha.caller, next, 2);
      paged.push(...page.calls.map(record => record.callId));
      next = page.next;
    } while (next !== undefined);
    expect(paged).toEqual(all);
    expect(await codeOf(north.calls.history(asha.caller, 'nonsense'))).toBe('bad_request');
    expect((await north.calls.history(asha.caller, '2020-01-01T00:00:00Z')).calls).toEqual([]);
    expect((await north.calls.history(neema.caller, undefined)).calls).toEqual([]);
  });

  test('quality is kept as last and worst, counted once, and nothing else of it is kept', async () => {
    await call(asha, juma, one);
    await pickUp(juma, one);
    await north.calls.quality(asha.caller, { callId: one, rtt: 80, loss: 0.1, bitrate: 500, setup: 120 });
    const padded = { callId: one, rtt: 20, loss: 0, bitrate: 900, setup: 120, $where: 'x'.repeat(100) };
    await north.calls.quality(asha.caller, padded);
    await hangUp(asha, one);
    await north.calls.quality(asha.caller, { callId: one, rating: 4 });
    const [record] = (await north.calls.history(asha.caller, undefined)).calls;
    expect(record?.quality).toEqual({ rtt: 80, loss: 0.1, bitrate: 500, setup: 120, rating: 4 });
    const [theirs] = (await south.calls.history(juma.caller, undefined)).calls;
    expect(theirs).not.toHaveProperty('quality');
    const text = await home.metrics.registry.metrics();
    expect(text).toMatch(/baraza_call_setup_seconds_count\S* 1\n/);
  });

  test('running calls are gauged and ended ones counted by outcome', async () => {
    await call(asha, juma, one);
    await home.beat();
    expect(await home.metrics.registry.metrics()).toMatch(/baraza_active_calls\S* 1\n/);
    await decline(juma, one);
    await home.beat();
    const text = await home.metrics.registry.metrics();
    expect(text).toMatch(/baraza_active_calls\S* 0\n/);
    expect(text).toMatch(/baraza_calls_total\{[^}]*outcome="declined"[^}]*\} 1\n/);
  });
});
