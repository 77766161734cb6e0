// Three people with five devices on two nodes, and what they do with calls.
import { AppError } from '../../common/errors.ts';
import type { CallId } from '../../common/ids.ts';
import { callId, type Node, startNodes, type TestDevice } from './nodes.ts';

export const offer = { type: 'offer' as const, sdp: 'v=0 secret address' };
export const answer = { type: 'answer' as const, sdp: 'v=0 answer' };
export const one = callId('1');
export const two = callId('2');

export type Callers = Awaited<ReturnType<typeof startCallers>>;

/** All share chats. Asha's two devices are on two nodes, Juma's too; Neema is a third person. */
export async function startCallers() {
  const home = await startNodes();
  const north = await home.startNode();
  const south = await home.startNode();
  const ashaId = await home.person();
  const jumaId = await home.person(ashaId);
  const neemaId = await home.person(ashaId, jumaId);
  const [asha, ashaToo] = [home.device(ashaId), home.device(ashaId)];
  const [juma, jumaToo] = [home.device(jumaId), home.device(jumaId)];
  const neema = home.device(neemaId);
  await asha.connect(north);
  await ashaToo.connect(south);
  await juma.connect(south);
  await jumaToo.connect(north);
  await neema.connect(north);
  await home.advance(2_000);
  for (const device of home.devices) device.events.length = 0;
  return { home, north, south, asha, ashaToo, juma, jumaToo, neema };
}

function on(device: TestDevice): Node {
  if (device.node === null) throw new Error('The device is not connected');
  return device.node;
}

export const call = (from: TestDevice, to: TestDevice, id: CallId) =>
  on(from).calls.offer(from.caller, { callId: id, to: to.caller.userId, callType: 'video', offer });
export const pickUp = (device: TestDevice, id: CallId) =>
  on(device).calls.answer(device.caller, { callId: id, answer });
export const hangUp = (device: TestDevice, id: CallId, reason?: string) =>
  on(device).calls.end(device.caller, { callId: id, ...(reason === undefined ? {} : { reason }) });
export const decline = (device: TestDevice, id: CallId) =>
  on(device).calls.decline(device.caller, { callId: id });

/** How the device's person remembers all calls, newest first. */
export async function outcomes(device: TestDevice): Promise<string[]> {
  const { calls } = await on(device).calls.history(device.caller, undefined);
  return calls.map(({ direction, outcome }) => `${direction} ${outcome}`);
}

/** What call_ended tells. */
export const ended = (id: CallId, reason: string, duration = 0) => [{ callId: id, reason, duration }];

/** The error code that some work ends with, or "ok". */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'ok';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}
