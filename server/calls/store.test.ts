// Compare-and-set: whoever decided on what a call was is refused once it moved.
import { Binary } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeviceId, UserId } from '../../common/ids.ts';
import { callId, type Nodes, startNodes } from '../../test/harness/nodes.ts';
import { newId } from '../auth/store.ts';
import { type CallDoc, type CallStore, createCallStore } from './store.ts';

let home: Nodes;
let store: CallStore;
let count = 0;

beforeAll(async () => {
  home = await startNodes();
  store = createCallStore(home.db);
});
afterAll(() => home.stop());

const sealed = { k: 'key', b: new Binary(Buffer.from('sealed')) };
const start = new Date('2026-03-01T12:00:00Z');
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const end = { outcome: 'cancelled' as const, endedAt: later(9), duration: 0 };

function draft(callerId = newId() as UserId, calleeId = newId() as UserId): CallDoc {
  count += 1;
  const id = callId(String(count));
  const ids = { _id: newId(), key: id, callId: id, callerId, calleeId, callerDevice: newId() as DeviceId };
  const ring = { offer: sealed, startedAt: start, ringUntil: later(45), deadline: later(45) };
  return { ...ids, callType: 'voice', state: 'ringing', busy: [callerId, calleeId], ...ring };
}

/** A call that rings, as someone read it. */
async function ringing(): Promise<CallDoc> {
  const call = draft();
  expect(await store.insert(call)).toBe(true);
  return call;
}
const opposite = (call: CallDoc) => draft(call.calleeId, call.callerId);
const answer = (call: CallDoc) => store.answer(call, newId() as DeviceId, sealed, later(5));

test('a person has one call: the second insert of either is refused, until the end', async () => {
  const call = await ringing();
  expect(await store.insert(draft(call.callerId))).toBe(false);
  expect(await store.insert(draft(undefined, call.callerId))).toBe(false);
  expect(await store.insert(draft(call.calleeId))).toBe(false);
  await store.end(call, end);
  expect(await store.insert(draft(call.calleeId, call.callerId))).toBe(true);
});

test('an answered call is neither replaced, nor answered again, nor ended as if it rang', async () => {
  const call = await ringing();
  expect(await answer(call)).toMatchObject({ state: 'active', answeredAt: later(5) });
  expect(await store.replace(call, opposite(call))).toBe(false);
  expect(await answer(call)).toBeNull();
  expect(await store.end(call, end)).toBe(false);
  expect(await store.byKey(call.key)).toMatchObject({
    state: 'active',
    busy: [call.callerId, call.calleeId],
  });
});

test('a replaced call is gone: nothing meant for it reaches the one in its place', async () => {
  const call = await ringing();
  const winner = opposite(call);
  expect(await store.replace(call, winner)).toBe(true);
  expect(await answer(call)).toBeNull();
  expect(await store.end(call, end)).toBe(false);
  expect(await store.replace(call, opposite(call))).toBe(false);
  expect(await store.byKey(call.key)).toBeNull();
  expect(await store.byKey(winner.key)).toEqual({ ...winner, _id: call._id });
});

test('a callId that another call has can not take a place', async () => {
  const [call, other] = [await ringing(), await ringing()];
  expect(await store.replace(call, { ...opposite(call), key: other.key })).toBe(false);
  expect(await store.byKey(call.key)).toMatchObject({ state: 'ringing' });
});

test('an ended call stays as it ended, and keeps nothing that was only for its life', async () => {
  const call = await ringing();
  expect(await store.end(call, end)).toBe(true);
  const asEnded = await store.byKey(call.key);
  expect(await store.end(call, { ...end, outcome: 'missed' })).toBe(false);
  expect(await answer(call)).toBeNull();
  expect(await store.replace(call, opposite(call))).toBe(false);
  expect(await store.byKey(call.key)).toEqual(asEnded);
  for (const field of ['busy', 'offer', 'deadline', 'ringUntil']) expect(asEnded).not.toHaveProperty(field);
});

test('the deadline is the earliest reason to end, and one that was moved ends nothing', async () => {
  const call = await ringing();
  await store.leave([call.callerId], [call.callerDevice], later(30));
  const [left] = await store.due(later(30));
  expect(left).toMatchObject({ key: call.key, deadline: later(30) });
  await store.comeBack([call.callerId], [call.callerDevice]);
  expect(await store.due(later(30))).toEqual([]);
  expect(await store.end(left ?? call, end, later(30))).toBe(false);
  expect(await store.byKey(call.key)).toMatchObject({ state: 'ringing', deadline: later(45) });
  await answer(call);
  expect(await store.byKey(call.key)).not.toHaveProperty('deadline');
});
