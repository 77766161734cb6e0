// Calls over two nodes, and through kill -9: they go on, or end by themselves.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CallId } from '../../common/ids.ts';
import {
  answer,
  callEvents,
  candidate,
  type Exchange,
  expectFree,
  historyOf,
  newCallId,
  offer,
  ring,
  startExchange,
  type Talker,
  talk,
} from '../harness/exchange.ts';

let home: Exchange;
let amina: Talker;
let juma: Talker;

beforeAll(async () => {
  home = await startExchange();
});
afterAll(() => home?.stop());
beforeEach(async () => {
  [amina, juma] = await home.couple();
});
afterEach(() => home.cutAll());

describe('two nodes', () => {
  test('ring on both, answered on one: the other one is told, and signals cross', async () => {
    const other = await home.enter(await juma.client.another(), home.south);
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

  test('[field 9] declined or cancelled on one node, it rings nowhere', async () => {
    const other = await home.enter(await juma.client.another(), home.south);
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
    amina.socket = await home.enter(amina.client, home.south);
    const ids = [newCallId(), newCallId()].toSorted() as [CallId, CallId];
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
    await home.north.kill('SIGKILL');
    await home.north.restart();
    [amina.socket, juma.socket] = await Promise.all([home.enter(amina.client), home.enter(juma.client)]);
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
    await home.north.kill('SIGKILL');
    amina.socket = await home.enter(amina.client, home.south);
    await home.north.restart();
    juma.socket = await home.enter(juma.client);
    await juma.socket.request('call_renegotiate', { callId, description: offer });
    expect(await amina.socket.event('call_renegotiate')).toMatchObject({ callId, from: juma.client.id });
    await amina.socket.request('call_renegotiate', { callId, description: answer });
    await juma.socket.event('call_renegotiate');
    await juma.socket.request('call_end', { callId });
    expect((await amina.socket.event('call_ended')).reason).toBe('completed');
    expect((await historyOf(amina))[0]).toMatchObject({ callId, outcome: 'completed' });
    await expectFree(amina, juma);
  });

  test('and they do not come back: what rings and what is talked ends by itself', async () => {
    const neema = await home.person(home.south);
    await neema.client.directChat(juma.client);
    const zawadi = await home.person();
    await zawadi.client.directChat(amina.client);
    const talked = await talk(juma, neema);
    const rung = await ring(zawadi, amina);
    await home.north.kill('SIGKILL');
    const gone = { timeout: 100_000, interval: 1_000 };
    await expect
      .poll(async () => callEvents(neema.socket).map(({ data }) => data), gone)
      .toMatchObject([{ callId: talked, reason: 'failed' }]);
    await home.north.restart();
    await expect.poll(async () => (await historyOf(zawadi))[0], gone).toMatchObject({ callId: rung });
    expect((await historyOf(zawadi))[0]?.outcome).toMatch(/cancelled|missed/);
    neema.socket.events.length = 0;
    for (const each of [amina, juma, zawadi]) each.socket = await home.enter(each.client);
    await expectFree(juma, neema);
    await expectFree(amina, zawadi);
  }, 150_000);
});
