// Keeps calls in step with time and with the devices in them: deadlines, lost sockets, devices that come late.
import { rule } from '../../common/calls/record.ts';
import type { IceCandidate, SessionDescription } from '../../common/calls/signal.ts';
import type { DeviceId, UserId } from '../../common/ids.ts';
import { times } from '../../common/limits.ts';
import { encodeEvent } from '../../common/wire/codec.ts';
import type { Caller, Clock, Log } from '../context.ts';
import { createBatcher } from '../infra/batcher.ts';
import type { Bus } from '../infra/bus.ts';
import type { CallMetrics } from '../infra/metrics.ts';
import type { Ending } from './ending.ts';
import type { Sealer } from './sealer.ts';
import type { CallDoc, CallStore } from './store.ts';

export interface Devices {
  /** Which of these devices hold a socket somewhere. */
  liveAmong(deviceIds: readonly DeviceId[]): Promise<ReadonlySet<DeviceId>>;
}

interface Parts {
  store: CallStore;
  ending: Ending;
  sealer: Sealer;
  devices: Devices;
  bus: Bus;
  clock: Clock;
  metrics: Pick<CallMetrics, 'activeCalls'>;
  log: Log;
}

interface Move {
  kind: 'up' | 'down';
  caller: Caller;
}

const bulkSize = 1_000;
/** How often the devices of all calls are compared with those that are connected. */
const compareEvery = 5_000;

export function createKeeper({ store, ending, sealer, devices, bus, clock, metrics, log }: Parts) {
  const moves = createBatcher<Move>(follow, bulkSize);
  let compareAt = 0;

  const graceEnd = () => new Date(clock.now().getTime() + times.callGrace);

  async function follow(items: readonly Move[]): Promise<void> {
    // Of a device that comes and goes within one bulk only the last move counts.
    const last = new Map<DeviceId, Move>(items.map(move => [move.caller.deviceId, move]));
    const of = (kind: Move['kind']) =>
      [...last.values()].filter(move => move.kind === kind).map(move => move.caller);
    const [ups, downs] = [of('up'), of('down')];
    if (downs.length > 0) await store.leave(usersOf(downs), devicesOf(downs), graceEnd());
    if (ups.length > 0) await welcome(ups);
  }

  async function welcome(callers: readonly Caller[]): Promise<void> {
    const userIds = usersOf(callers);
    if ((await store.runningOf(userIds)).length === 0) return;
    await store.comeBack(userIds, devicesOf(callers));
    // Read again: an answer that came before was kept, one that comes from now on goes to the new socket.
    const running = await store.runningOf(userIds);
    for (const caller of callers) {
      const call = running.find(({ busy }) => busy?.includes(caller.userId));
      if (call !== undefined) await catchUp(call, caller);
    }
  }

  /** Tells a device what it missed of the call: that it rings, or that it was answered. */
  async function catchUp(call: CallDoc, { userId, deviceId }: Caller): Promise<void> {
    const { callId, callerId: from, callType, ringUntil } = call;
    const only = { only: deviceId };
    if (call.answer !== undefined && deviceId === call.callerDevice) {
      const answer = await sealer.open<SessionDescription>(call, 'answer', call.answer);
      bus.publish([userId], encodeEvent('call_answer', { callId, answer }), only);
      await store.dropAnswer(call);
    }
    if (call.state !== 'ringing' || userId !== call.calleeId) return;
    if (call.offer === undefined || ringUntil === undefined) return;
    const offer = await sealer.open<SessionDescription>(call, 'offer', call.offer);
    const expiresAt = ringUntil.toISOString();
    bus.publish([userId], encodeEvent('call_offer', { callId, from, callType, offer, expiresAt }), only);
    for (const sealed of call.candidates ?? []) {
      const candidate = await sealer.open<IceCandidate>(call, 'candidate', sealed);
      bus.publish([userId], encodeEvent('ice_candidate', { callId, candidate, from }), only);
    }
  }

  function move(kind: Move['kind'], caller: Caller): void {
    moves.add({ kind, caller }).catch(error => {
      // Nothing is lost: the next comparison finds devices that left, and clients ask again.
      log.warn({ err: error }, 'A device of a call could not be followed');
    });
  }

  /** Heals what nobody could tell: devices whose node died, and moves that were not written. */
  async function compare(running: readonly CallDoc[]): Promise<void> {
    const taking = running.flatMap(call =>
      [
        { userId: call.callerId, deviceId: call.callerDevice, gone: call.callerGone !== undefined },
        { userId: call.calleeId, deviceId: call.calleeDevice, gone: call.calleeGone !== undefined },
      ].flatMap(({ deviceId, ...rest }) => (deviceId === undefined ? [] : [{ ...rest, deviceId }])),
    );
    const live = await devices.liveAmong(devicesOf(taking));
    const left = taking.filter(({ deviceId, gone }) => !gone && !live.has(deviceId));
    const back = taking.filter(({ deviceId, gone }) => gone && live.has(deviceId));
    if (left.length > 0) await store.leave(usersOf(left), devicesOf(left), graceEnd());
    if (back.length > 0) await store.comeBack(usersOf(back), devicesOf(back));
  }

  async function endOverdue(): Promise<void> {
    const now = clock.now();
    for (const call of await store.due(now)) {
      const { ringUntil, callerGone, deadline } = call;
      const rungOut = ringUntil !== undefined && ringUntil <= now;
      const side = callerGone !== undefined && callerGone <= now ? 'caller' : 'callee';
      const ruling = rule(call.state, rungOut ? { type: 'rung_out' } : { type: 'lost', side });
      if (ruling.to !== 'ended' || deadline === undefined) continue;
      // A call that moved meanwhile, such as by its device coming back, goes on.
      await ending.end(call, ruling.outcome, { deadline, reason: ruling.reason });
    }
  }

  return {
    connected: (caller: Caller): void => move('up', caller),
    disconnected: (caller: Caller): void => move('down', caller),

    /** Ends what is overdue; from time to time compares devices. */
    async beat(): Promise<void> {
      await endOverdue();
      const now = clock.now().getTime();
      if (now >= compareAt) {
        compareAt = now + compareEvery;
        const running = await store.running();
        if (running.length > 0) await compare(running);
      }
      metrics.activeCalls.set(await store.countRunning());
    },

    idle: () => moves.idle(),
  };
}

const usersOf = (of: readonly { userId: UserId }[]) => [...new Set(of.map(({ userId }) => userId))];
const devicesOf = (of: readonly { deviceId: DeviceId }[]) => of.map(({ deviceId }) => deviceId);
