// A page that ends in a call says so, and the page after it says it again; a copy of a tab ends nothing.
import { expect, test } from 'vitest';
import type { CallId, UserId } from '../../../common/ids.ts';
import { watchLeaving } from './leaving.ts';
import { createCallsStore } from './state.ts';

const call = {
  callId: 'c1' as CallId,
  peerId: 'ben' as UserId,
  callType: 'voice',
  direction: 'outgoing',
} as const;
const talking = { kind: 'connected', call, since: 0, over: [] } as const;
const over = { kind: 'ended', call, reason: 'completed', duration: 9, over: [] } as const;
const ringing = {
  kind: 'incoming',
  call: { ...call, direction: 'incoming' },
  offer: { callId: call.callId, from: call.peerId, callType: 'voice', expiresAt: '' },
  over: [],
} as const;

function tab(kept: Record<string, string> = {}, type = 'navigate') {
  const page = new EventTarget();
  const held = new Map(Object.entries(kept));
  const store = createCallsStore();
  const sent: string[] = [];
  const hungUp: string[] = [];
  watchLeaving({
    page: Object.assign(page, {
      sessionStorage: {
        getItem: (key: string) => held.get(key) ?? null,
        setItem: (key: string, value: string) => void held.set(key, value),
        removeItem: (key: string) => void held.delete(key),
      },
      performance: { getEntriesByType: () => [{ type }] },
    }) as never,
    store,
    courier: { send: (kind, data) => void sent.push(`${kind} ${'callId' in data ? data.callId : ''}`) },
    hangUp() {
      hungUp.push('hang up');
      store.setState({ call: over });
    },
    asks: true,
  });
  const leave = () => {
    const question = new Event('beforeunload', { cancelable: true });
    page.dispatchEvent(question);
    page.dispatchEvent(new Event('pagehide'));
    return { asked: question.defaultPrevented, kept: Object.fromEntries(held) };
  };
  return { store, sent, hungUp, leave };
}

test('leaving in a call asks first, hangs up, and the reloaded page says it again', () => {
  const before = tab();
  before.store.setState({ call: talking });
  const { asked, kept } = before.leave();
  expect([asked, before.hungUp]).toEqual([true, ['hang up']]);
  expect(tab(kept, 'reload').sent).toEqual(['call_end c1']);
  expect(tab(kept, 'navigate').sent).toEqual([]);
});

test('without a call, after one, and while one only rings here, leaving says nothing', () => {
  for (const states of [[], [talking, over], [ringing]] as const) {
    const one = tab();
    for (const state of states) one.store.setState({ call: state });
    const { asked, kept } = one.leave();
    expect([asked, one.hungUp, tab(kept, 'reload').sent]).toEqual([false, [], []]);
  }
});
