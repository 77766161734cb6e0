// What reaches which device of a call, and devices that come and go.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  answer,
  call,
  codeOf,
  ended,
  hangUp,
  offer,
  one,
  outcomes,
  pickUp,
  startCallers,
} from '../../test/harness/callers.ts';
import { type Node, type Nodes, type TestDevice, take } from '../../test/harness/nodes.ts';

let home: Nodes;
let north: Node;
let south: Node;
let asha: TestDevice;
let juma: TestDevice;
let jumaToo: TestDevice;

beforeEach(async () => {
  ({ home, north, south, asha, juma, jumaToo } = await startCallers());
});
afterEach(() => home.stop());

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
