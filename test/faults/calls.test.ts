// Bad input to calls over the wire: an error code, no leak, and nobody stays "in a call".
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CallId, UserId } from '../../common/ids.ts';
import type { TestSocket } from '../harness/client.ts';
import {
  answer,
  callEvents,
  candidate,
  codeOf,
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

const media = { audio: true, video: false, screen: false };

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

describe('bad input', () => {
  test('an offer of wrong size or shape rings nowhere', async () => {
    const good = { callId: newCallId(), to: juma.client.id, callType: 'voice', offer };
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
    expect(await historyOf(amina)).toEqual([]);
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
      ['call_reaction', { emoji: 'not an emoji' }, 'bad_request'],
      ['call_quality', { rtt: -1 }, 'bad_request'],
      ['call_quality', { note: 'x'.repeat(501) }, 'bad_request'],
      ['call_quality', { rating: 6 }, 'bad_request'],
    ];
    for (const [type, over, code] of odd) {
      const request = amina.socket.raw({ type, data: { callId, ...over } });
      expect([type, over, await codeOf(request)]).toEqual([type, over, code]);
    }
    await amina.socket.request('ice_candidate', { callId, candidate });
    expect(await juma.socket.event('ice_candidate')).toMatchObject({ callId, candidate });
    expect(callEvents(juma.socket)).toEqual([]);
    await amina.socket.request('call_reaction', { callId, emoji: '🎉' });
    expect(await juma.socket.event('call_reaction')).toMatchObject({ callId, emoji: '🎉' });
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
    amina.socket = await home.enter(amina.client);
    await juma.socket.request('call_renegotiate', { callId, description: offer });
    await amina.socket.event('call_renegotiate');
    await amina.socket.request('call_end', { callId });
    await juma.socket.event('call_ended');
    await expectFree(amina, juma);
  });
});

describe('what is not theirs', () => {
  test('signals for a call of others, for one that ended, and for one that never was', async () => {
    const neema = await home.person();
    await neema.client.directChat(juma.client);
    const callId = await talk(amina, juma);
    const everything = (id: CallId): [string, Record<string, unknown>][] => [
      ['call_answer', { callId: id, answer }],
      ['ice_candidate', { callId: id, candidate }],
      ['call_renegotiate', { callId: id, description: offer }],
      ['call_media', { callId: id, ...media }],
      ['call_reaction', { callId: id, emoji: '👍' }],
      ['call_decline', { callId: id }],
      ['call_end', { callId: id }],
      ['call_quality', { callId: id, rtt: 1 }],
    ];
    const codes = (socket: TestSocket, id: CallId) =>
      Promise.all(everything(id).map(([type, data]) => codeOf(socket.raw({ type, data }))));
    expect(new Set(await codes(neema.socket, callId))).toEqual(new Set(['forbidden']));
    expect(new Set(await codes(neema.socket, newCallId()))).toEqual(new Set(['not_found']));
    for (const each of [amina, juma, neema]) expect(callEvents(each.socket)).toEqual([]);
    await amina.socket.request('call_end', { callId });
    await juma.socket.event('call_ended');
    // Ending twice is no mistake, and a rating comes after the end.
    expect(await codes(juma.socket, callId)).toEqual([
      'conflict',
      'conflict',
      'conflict',
      'conflict',
      'conflict',
      'ok',
      'ok',
      'ok',
    ]);
    expect((await historyOf(neema)).length).toBe(0);
    await expectFree(amina, juma);
  });

  test('offers to strangers and to nobody are refused, and tell them nothing', async () => {
    const stranger = await home.person();
    for (const to of [stranger.client.id, 'f'.repeat(24) as UserId]) {
      const data = { callId: newCallId(), to, callType: 'video' as const, offer };
      expect(await codeOf(amina.socket.request('call_offer', data))).toBe('forbidden');
    }
    await stranger.client.directChat(amina.client);
    await expectFree(amina, stranger);
    expect(await historyOf(juma)).toEqual([]);
  });

  test('an answer twice, or from a second device, is refused, and the caller hears one', async () => {
    const second = await juma.client.another();
    const other = await home.enter(second, home.south);
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
  /** So many at once that most come too soon; the codes of those that were answered before a close. */
  const storm = (callId: CallId, count: number) =>
    Array.from({ length: count }, (_, number) => {
      const description = { type: 'offer' as const, sdp: `v=0 ${number}` };
      return codeOf(amina.socket.request('call_renegotiate', { callId, description }));
    });
  const arrived = () =>
    juma.socket.events
      .filter(({ type }) => type === 'call_renegotiate')
      .map(({ data }) => Number(/v=0 (\d+)/.exec(JSON.stringify(data))?.[1]));

  test('a storm of renegotiations is answered, what is too much is not relayed, and the call stays', async () => {
    amina.socket = await home.enter(amina.client, home.south);
    const callId = await talk(amina, juma);
    const codes = await Promise.all(storm(callId, 400));
    expect(new Set(codes)).toEqual(new Set(['ok', 'rate_limited']));
    const relayed = codes.flatMap((code, number) => (code === 'ok' ? [number] : []));
    await juma.socket.until(() => arrived().length === relayed.length, 'all that was accepted');
    expect(arrived()).toEqual(relayed);
    juma.socket.events.length = 0;
    await juma.socket.request('call_end', { callId });
    await amina.socket.event('call_ended');
    await amina.socket.close();
    amina.socket = await home.enter(amina.client);
    await expectFree(amina, juma);
  });

  test('a storm without end costs the storming device its socket, not the call', async () => {
    amina.socket = await home.enter(amina.client, home.south);
    const callId = await talk(amina, juma);
    const settled = Promise.all(storm(callId, 3_000));
    expect(await amina.socket.closed).toBe(4429);
    await settled;
    // To the same node, which ends the call behind everything that it took before.
    amina.socket = await home.enter(amina.client, home.south);
    await amina.socket.request('call_media', { callId, ...media });
    await juma.socket.event('call_media');
    const numbers = arrived();
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    await amina.socket.request('call_end', { callId });
    await juma.socket.event('call_ended');
    juma.socket.events.length = 0;
    await expectFree(amina, juma);
  });

  test('one who calls without end is told to wait, and the one called is free', async () => {
    amina.socket = await home.enter(amina.client, home.south);
    const codes: string[] = [];
    for (let attempt = 0; attempt < 40; attempt++) {
      const data = { callId: newCallId(), to: juma.client.id, callType: 'voice' as const, offer };
      codes.push(await codeOf(amina.socket.request('call_offer', data)));
      if (codes.at(-1) === 'ok') await amina.socket.request('call_end', { callId: data.callId });
    }
    expect(codes.filter(code => code === 'ok')).toHaveLength(30);
    expect(new Set(codes.slice(30))).toEqual(new Set(['rate_limited']));
    expect(await historyOf(juma)).toHaveLength(30);
    juma.socket.events.length = 0;
    const callId = await talk(juma, amina);
    await juma.socket.request('call_end', { callId });
    await amina.socket.event('call_ended');
  });
});
