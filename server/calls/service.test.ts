// Calls over two nodes and one database.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CallId } from '../../common/ids.ts';
import {
  answer,
  call,
  codeOf,
  decline,
  ended,
  hangUp,
  offer,
  one,
  outcomes,
  pickUp,
  startCallers,
  two,
} from '../../test/harness/callers.ts';
import { callId, type Node, type Nodes, type TestDevice, take } from '../../test/harness/nodes.ts';

let home: Nodes;
let north: Node;
let south: Node;
let asha: TestDevice;
let ashaToo: TestDevice;
let juma: TestDevice;
let jumaToo: TestDevice;
let neema: TestDevice;

beforeEach(async () => {
  ({ home, north, south, asha, ashaToo, juma, jumaToo, neema } = await startCallers());
});
afterEach(() => home.stop());

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

  test('[CALL11] quality is kept as last and worst, counted once, and nothing else of it is kept', async () => {
    await call(asha, juma, one);
    await pickUp(juma, one);
    await north.calls.quality(asha.caller, { callId: one, rtt: 80, loss: 0.1, bitrate: 500, setup: 120 });
    const padded = { callId: one, rtt: 20, loss: 0, bitrate: 900, setup: 120, $where: 'x'.repeat(100) };
    await north.calls.quality(asha.caller, padded);
    await hangUp(asha, one);
    await north.calls.quality(asha.caller, { callId: one, rating: 4 });
    await north.calls.quality(asha.caller, { callId: one, note: 'Dropped out twice' });
    await north.calls.quality(asha.caller, { callId: one, rating: 4 });
    const [record] = (await north.calls.history(asha.caller, undefined)).calls;
    expect(record?.quality).toEqual({
      rtt: 80,
      loss: 0.1,
      bitrate: 500,
      setup: 120,
      rating: 4,
      note: 'Dropped out twice',
    });
    const [theirs] = (await south.calls.history(juma.caller, undefined)).calls;
    expect(theirs).not.toHaveProperty('quality');
    const text = await home.metrics.registry.metrics();
    expect(text).toMatch(/baraza_call_setup_seconds_count\S* 1\n/);
    expect(text).toMatch(/baraza_call_ratings_total\{[^}]*stars="4"[^}]*\} 1\n/);
    expect(text).toMatch(/baraza_call_notes_total\S* 1\n/);
  });

  test('attempts, rings, connected calls with their way, failures and refusals are counted, each once', async () => {
    const value = async (line: string) => {
      const text = await home.metrics.registry.metrics();
      const [name, labels = ''] = line.split('|');
      return new RegExp(`^${name}\\{${labels}[^}]*\\} (\\S+)$`, 'm').exec(text)?.[1] ?? '0';
    };
    await call(asha, juma, one);
    await pickUp(juma, one);
    expect(await codeOf(call(neema, juma, two))).toBe('busy');
    await north.calls.quality(asha.caller, { callId: one, setup: 90, relayed: true });
    await south.calls.quality(juma.caller, { callId: one, setup: 95, relayed: true });
    await north.calls.quality(asha.caller, { callId: one, setup: 90, relayed: false });
    await juma.disconnect();
    await home.advance(31_000);
    await call(asha, juma, callId('3'));
    await pickUp(jumaToo, callId('3'));
    await hangUp(asha, callId('3'), 'failed');
    expect(await value('baraza_call_attempts_total')).toBe('3');
    expect(await value('baraza_call_ring_seconds_count')).toBe('2');
    expect(await value('baraza_calls_connected_total|path="relay"')).toBe('1');
    expect(await value('baraza_calls_connected_total|path="direct"')).toBe('0');
    expect(await value('baraza_call_failures_total|reason="callee_lost"')).toBe('1');
    expect(await value('baraza_call_failures_total|reason="reported"')).toBe('1');
    expect(await value('baraza_calls_refused_total|code="busy"')).toBe('1');
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
