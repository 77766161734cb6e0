// Two people who call each other, and other things at the same time.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CallId } from '../../common/ids.ts';
import {
  call,
  codeOf,
  decline,
  ended,
  hangUp,
  one,
  outcomes,
  pickUp,
  startCallers,
  two,
} from '../../test/harness/callers.ts';
import { callId, type Node, type Nodes, type TestDevice, take } from '../../test/harness/nodes.ts';

let home: Nodes;
let north: Node;
let asha: TestDevice;
let ashaToo: TestDevice;
let juma: TestDevice;
let jumaToo: TestDevice;

beforeEach(async () => {
  ({ home, north, asha, ashaToo, juma, jumaToo } = await startCallers());
});
afterEach(() => home.stop());

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

describe('one who calls without end', () => {
  test('[CALL7] is told to wait, on every node, and the call that rings goes on', async () => {
    home.boundCalls(3);
    const bounded = [await home.startNode(), await home.startNode()] as const;
    const ids = ['1', '2', '3', '4'].map(callId) as [CallId, CallId, CallId, CallId];
    const from = home.device(await home.person(juma.caller.userId));
    await from.connect(bounded[0]);
    for (const id of ids.slice(0, 2)) {
      await call(from, juma, id);
      await hangUp(from, id);
    }
    await from.connect(bounded[1]);
    await call(from, juma, ids[2]);
    expect(await codeOf(call(from, juma, ids[3]))).toBe('rate_limited');
    expect((await call(from, juma, ids[2])).state).toBe('ringing');
    await pickUp(juma, ids[2]);
    await hangUp(from, ids[2]);
    expect(await codeOf(call(juma, from, ids[3]))).toBe('ok');
    await hangUp(juma, ids[3]);
    await home.advance(60_001);
    expect(await codeOf(call(from, juma, callId('5')))).toBe('ok');
  });
});
