// Whatever two people with two devices each do, on two nodes: one call per person, one end per call, one history.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeFor } from '../../common/calls/record.ts';
import { AppError } from '../../common/errors.ts';
import { callId, type Nodes, startNodes, type TestDevice } from '../../test/harness/nodes.ts';

let home: Nodes;
let round = 0;

beforeAll(async () => {
  home = await startNodes();
  await home.startNode();
  await home.startNode();
});
afterAll(() => home.stop());

const kinds = ['offer', 'answer', 'decline', 'end', 'signal', 'drop', 'return'] as const;
const device = fc.nat({ max: 3 });
const deed = fc.record({ kind: fc.constantFrom(...kinds), device, id: fc.nat({ max: 5 }) });
/** Deeds of one step happen at the same time; then time passes. */
const step = fc.record({
  deeds: fc.array(deed, { minLength: 1, maxLength: 4 }),
  wait: fc.constantFrom(0, 0, 0, 1_000, 16_000, 31_000),
});
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

const description = { type: 'offer' as const, sdp: 'v=0' };

async function run({ kind, device: index, id }: Deed, devices: TestDevice[], base: number): Promise<void> {
  const own = devices[index];
  const peer = devices[(index + 2) % 4];
  const node = home.nodes[index % 2];
  if (own === undefined || peer === undefined || node === undefined)
    throw new Error('There are four devices');
  if (kind === 'return') return own.node === null ? own.connect(node) : undefined;
  if (kind === 'drop') return own.disconnect();
  if (own.node === null) return;
  const { calls } = own.node;
  const data = { callId: callId(`${base}${id}`) };
  switch (kind) {
    case 'offer':
      await calls.offer(own.caller, {
        ...data,
        to: peer.caller.userId,
        callType: 'voice',
        offer: description,
      });
      return;
    case 'answer':
      return calls.answer(own.caller, { ...data, answer: description });
    case 'signal':
      return calls.signal(own.caller, 'ice_candidate', { ...data, candidate: null });
    default:
      return calls[kind](own.caller, data);
  }
}

/** Resolves to whether the deed was allowed. */
async function attempt(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(['busy', 'conflict', 'forbidden', 'not_found']).toContain(error.code);
    return false;
  }
}

async function checkNow(people: readonly string[], ended: Map<string, string>): Promise<void> {
  const docs = (await home.callDocs()).filter(doc => people.includes(doc.callerId));
  const running = docs.filter(doc => doc.state !== 'ended');
  expect(running.length).toBeLessThanOrEqual(1);
  for (const doc of docs) {
    expect(doc.busy === undefined).toBe(doc.state === 'ended');
    expect(doc.offer === undefined).toBe(doc.state !== 'ringing');
    expect(doc.deadline === undefined).toBe(
      [doc.ringUntil, doc.callerGone, doc.calleeGone].every(date => date === undefined),
    );
    if (doc.state !== 'ended') continue;
    // What ended stays as it ended.
    const text = JSON.stringify([doc.outcome, doc.endedAt, doc.duration]);
    expect(ended.get(doc.key) ?? text).toBe(text);
    ended.set(doc.key, text);
  }
}

async function checkEnd(devices: TestDevice[], answers: readonly string[]): Promise<void> {
  for (const own of devices) if (own.node !== null) await own.disconnect();
  await home.advance(31_000);
  await home.advance(46_000);
  const [asha, juma] = [devices[0], devices[2]];
  if (asha === undefined || juma === undefined) throw new Error('There are four devices');
  const [node] = home.nodes;
  const [mine, theirs] = await Promise.all(
    [asha, juma].map(async own => (await node?.calls.history(own.caller, undefined, 200))?.calls ?? []),
  );
  const docs = (await home.callDocs()).filter(doc =>
    [asha.caller.userId, juma.caller.userId].includes(doc.callerId),
  );
  expect(docs.every(doc => doc.state === 'ended')).toBe(true);
  const answered = docs.filter(doc => doc.answeredAt !== undefined).map(doc => doc.key);
  expect([...answers].sort()).toEqual(answered.sort());
  expect(mine?.map(record => record.callId)).toEqual(theirs?.map(record => record.callId));
  expect(mine).toHaveLength(docs.length);
  for (const [index, record] of (mine ?? []).entries()) {
    const other = theirs?.[index];
    expect([record.direction, other?.direction].sort()).toEqual(['incoming', 'outgoing']);
    expect(record.duration).toBe(other?.duration);
    const [caller, callee] = record.direction === 'outgoing' ? [record, other] : [other, record];
    const talked = record.answeredAt !== undefined;
    expect(callee?.outcome).toBe(outcomeFor('callee', caller?.outcome ?? 'failed', talked));
    expect(record.outcome === 'completed' ? talked : true).toBe(true);
  }
  for (const own of devices) {
    const ends = own.events.filter(event => event.type === 'call_ended').map(event => event.data.callId);
    expect(new Set(ends).size).toBe(ends.length);
  }
}

test('any deeds in any order keep one call per person, one end per call, and one history', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async steps => {
      round += 1;
      const asha = await home.person();
      const juma = await home.person(asha);
      const devices = [asha, asha, juma, juma].map(person => home.device(person));
      for (const [index, own] of devices.entries()) {
        const node = home.nodes[index % 2];
        if (node !== undefined) await own.connect(node);
      }
      const ended = new Map<string, string>();
      const answers: string[] = [];
      for (const { deeds, wait } of steps) {
        await Promise.all(
          deeds.map(async one => {
            const connected = devices[one.device]?.node !== null;
            const done = await attempt(run(one, devices, round));
            if (done && connected && one.kind === 'answer') answers.push(callId(`${round}${one.id}`));
          }),
        );
        await home.idle();
        await checkNow([asha, juma], ended);
        if (wait === 0) continue;
        await home.advance(wait);
        await checkNow([asha, juma], ended);
      }
      await checkEnd(devices, answers);
      expect(home.warnings).toEqual([]);
      home.devices.length = 0;
    }),
    { numRuns: 25 },
  );
}, 300_000);
