// Signals and farewells that outlive a lost socket.
import { describe, expect, test } from 'vitest';
import { AppError, type ErrorCode } from '../../../common/errors.ts';
import type { CallId } from '../../../common/ids.ts';
import { Arrivals } from './arrivals.ts';
import { Courier } from './courier.ts';
import type { CallsDeps } from './deps.ts';
import { createSignals } from './signals.ts';
import { placeOf, slotOf } from './slots.ts';

const callId = '00000000-0000-4000-8000-000000000001' as CallId;
const settled = () => new Promise(resolve => setTimeout(resolve, 0));

function server() {
  const taken: string[] = [];
  const unexpected: unknown[] = [];
  const ready = new Set<() => void>();
  let refusal: ErrorCode | null = null;
  const deps: Pick<CallsDeps, 'request' | 'report' | 'onReady'> = {
    request: async (type, data) => {
      if (refusal) throw new AppError(refusal, 'Refused');
      taken.push(type === 'call_media' ? `${type} ${'video' in data && data.video}` : type);
      return {} as never;
    },
    report: (message, error) => unexpected.push(message, error),
    onReady: listener => {
      ready.add(listener);
      return () => ready.delete(listener);
    },
  };
  return {
    deps,
    taken,
    unexpected,
    refuse(code: ErrorCode | null) {
      refusal = code;
      if (code === null) for (const listener of ready) listener();
    },
  };
}

const media = (video: boolean) =>
  ({ type: 'call_media', data: { audio: true, video, screen: false } }) as const;
const candidate = { type: 'ice_candidate', data: { candidate: { candidate: 'candidate:1' } } } as const;

describe('signals', () => {
  test('wait until the call exists and go in order', async () => {
    const { deps, taken } = server();
    const signals = createSignals({ ...deps, callId, onGone: () => undefined });
    signals.send(candidate);
    signals.send(media(true));
    expect(taken).toEqual([]);
    signals.open();
    expect(taken).toEqual(['ice_candidate', 'call_media true']);
  });

  test('are said again when the socket is back, of the own media only the latest', async () => {
    const { deps, taken, refuse } = server();
    const signals = createSignals({ ...deps, callId, onGone: () => undefined });
    signals.open();
    refuse('unavailable');
    signals.send(media(true));
    signals.send(candidate);
    await settled();
    signals.send(media(false));
    await settled();
    refuse(null);
    signals.resend();
    await settled();
    expect(taken).toEqual(['ice_candidate', 'call_media false']);
    signals.resend();
    expect(taken).toHaveLength(2);
  });

  test.each(['not_found', 'conflict', 'forbidden'] as const)('tell that the call is gone: %s', async code => {
    const { deps, refuse } = server();
    let gone = 0;
    const signals = createSignals({
      ...deps,
      callId,
      onGone: () => {
        gone += 1;
      },
    });
    signals.open();
    refuse(code);
    signals.send(candidate);
    await settled();
    expect(gone).toBe(1);
  });
});

describe('a courier', () => {
  test('brings a farewell when the socket is back', async () => {
    const { deps, taken, refuse } = server();
    const courier = new Courier(deps);
    refuse('unavailable');
    courier.send('call_end', { callId });
    await settled();
    expect(taken).toEqual([]);
    refuse(null);
    await settled();
    expect(taken).toEqual(['call_end']);
  });

  test('does not bring what is wanted no more', async () => {
    const { deps, taken, refuse } = server();
    const courier = new Courier(deps);
    refuse('unavailable');
    const answer = { type: 'answer' as const, sdp: '' };
    const asked = courier.insist('call_answer', { callId, answer }, () => false);
    const refused = expect(asked).rejects.toThrow('Refused');
    await settled();
    refuse(null);
    await refused;
    expect(taken).toEqual([]);
  });

  test('takes no offence at a call that is over', async () => {
    const { deps, unexpected, refuse } = server();
    const courier = new Courier(deps);
    refuse('conflict');
    courier.send('call_end', { callId });
    await settled();
    expect(unexpected).toEqual([]);
    refuse('bad_request');
    courier.send('call_end', { callId });
    await settled();
    expect(unexpected).toHaveLength(2);
  });
});

describe('arrivals', () => {
  test('hold candidates until the call is answered, of the latest calls and not without bound', () => {
    const arrivals = new Arrivals();
    for (let n = 0; n < 100; n += 1) arrivals.candidate(callId, { candidate: `candidate:${n}` });
    expect(arrivals.take(callId).candidates).toHaveLength(64);
    expect(arrivals.take(callId).candidates).toHaveLength(0);
    arrivals.candidate(callId, null);
    for (let n = 0; n < 4; n += 1) arrivals.candidate(`other-${n}` as CallId, null);
    expect(arrivals.take(callId).candidates).toHaveLength(0);
  });
});

describe('slots', () => {
  const place = (kind: string) => ({ receiver: { track: { kind } } });

  test('are found by kind and order, also in the offer of another client', () => {
    const ours = [place('audio'), place('video'), place('video'), place('audio')];
    expect(ours.map(each => slotOf(ours, each))).toEqual(['audio', 'camera', 'screen', 'screenAudio']);
    const theirs = [place('video'), place('audio')];
    expect(theirs.map(each => slotOf(theirs, each))).toEqual(['camera', 'audio']);
    expect(placeOf(theirs, 'screen')).toBeUndefined();
  });
});
