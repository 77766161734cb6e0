// Calls between two people: placed, answered, ended; what the two tell each other; and the history.
import { type CallSide, type CallStep, rule } from '../../common/calls/record.ts';
import type { CallQuality, CallRecord, IceServers, SessionDescription } from '../../common/calls/signal.ts';
import { AppError } from '../../common/errors.ts';
import type { CallId, UserId } from '../../common/ids.ts';
import { limits } from '../../common/limits.ts';
import { encodeEvent } from '../../common/wire/codec.ts';
import type { ReplyData, RequestData } from '../../common/wire/frames.ts';
import type { Caller, Clock, Disposer, Log } from '../context.ts';
import type { Bus } from '../infra/bus.ts';
import type { CallMetrics } from '../infra/metrics.ts';
import type { Vault } from '../infra/vault.ts';
import { createEnding } from './ending.ts';
import { addQuality, cursorOf, readCursor, recordFor, sideOf } from './history.ts';
import { createKeeper, type Devices } from './keeper.ts';
import { createOrder } from './order.ts';
import { type Chats, createPlacing, keyOf, type People } from './placing.ts';
import { createSealer } from './sealer.ts';
import type { CallDoc, CallStore } from './store.ts';
import type { Turn } from './turn.ts';

interface Parts {
  store: CallStore;
  bus: Bus;
  chats: Chats;
  presence: People & Devices;
  vault: Vault;
  turn: Turn;
  clock: Clock;
  metrics: CallMetrics;
  log: Log;
  newId: () => string;
  /** So many calls may one person place in a minute. */
  callsPerMinute(): number;
}

/** What one side tells the other, as it is. */
type Signal = 'ice_candidate' | 'call_renegotiate' | 'call_media' | 'call_reaction';

const beatEvery = 1_000;

export type CallService = ReturnType<typeof createCallService>;

export function createCallService(parts: Parts) {
  const { store, bus, presence, vault, turn, clock, metrics, log } = parts;
  const inOrder = createOrder();
  const sealer = createSealer(vault);
  const ending = createEnding({ store, bus, clock, metrics });
  const placing = createPlacing({ ...parts, sealer, people: presence });
  const keeper = createKeeper({ store, ending, sealer, devices: presence, bus, clock, metrics, log });

  /** Errors: `not_found` for a call that never was, `forbidden` for one of other people. */
  async function find({ userId }: Caller, callId: CallId): Promise<{ call: CallDoc; side: CallSide }> {
    const call = await store.byKey(keyOf(callId));
    if (call === null) throw new AppError('not_found', 'There is no such call');
    const side = sideOf(call, userId);
    if (side === null) throw new AppError('forbidden', 'You are not in this call');
    return { call, side };
  }

  /** Takes a step that may end the call; decided anew when the call moves meanwhile, which it can only twice. */
  async function conclude(
    caller: Caller,
    callId: CallId,
    stepOf: (side: CallSide) => CallStep,
  ): Promise<void> {
    for (;;) {
      const { call, side } = await find(caller, callId);
      const ruling = rule(call.state, stepOf(side));
      if (ruling.to === 'refused') throw refusal(ruling.code);
      if (ruling.to !== 'ended') return;
      const { outcome, reason } = ruling;
      if (await ending.end(call, outcome, { except: caller.deviceId, reason })) return;
    }
  }

  async function answer(caller: Caller, callId: CallId, description: SessionDescription): Promise<void> {
    const { userId, deviceId } = caller;
    const { call, side } = await find(caller, callId);
    const ruling = rule(call.state, { type: 'answer', side });
    if (ruling.to === 'refused') throw refusal(ruling.code);
    const sealed = await sealer.seal(call, 'answer', description);
    const answered = await store.answer(call, deviceId, sealed, clock.now());
    if (answered === null) throw refusal('conflict');
    const shown = call.callId;
    const frame = encodeEvent('call_answer', { callId: shown, answer: description });
    bus.publish([call.callerId], frame, { only: call.callerDevice });
    bus.publish([userId], encodeEvent('call_taken', { callId: shown }), { except: deviceId });
  }

  async function signal<T extends Signal>(caller: Caller, type: T, data: RequestData<T>): Promise<void> {
    const { call, side } = await find(caller, data.callId);
    if (call.state === 'ended') throw refusal('conflict');
    const toCallee = side === 'caller';
    const own = toCallee ? call.callerDevice : call.calleeDevice;
    // While it rings every device of the one called is in the call.
    if (own !== undefined && own !== caller.deviceId) {
      throw new AppError('forbidden', 'Another of your devices is in this call');
    }
    if (type === 'ice_candidate' && toCallee && call.state === 'ringing') {
      const { candidate } = data as RequestData<'ice_candidate'>;
      await store.keepCandidate(call, await sealer.seal(call, 'candidate', candidate));
    }
    const frame = encodeEvent<Signal>(type, { ...data, callId: call.callId, from: caller.userId });
    const only = toCallee ? call.calleeDevice : call.callerDevice;
    bus.publish([toCallee ? call.calleeId : call.callerId], frame, { only });
  }

  async function quality(
    caller: Caller,
    { callId, note, ...report }: { callId: CallId } & CallQuality,
  ): Promise<void> {
    const { call, side } = await find(caller, callId);
    const held = call.quality?.[side];
    const rated = report.rating !== undefined && held?.last.rating === undefined;
    if (rated) metrics.callRatings.inc({ stars: String(report.rating) });
    if (note !== undefined && held?.note === undefined) metrics.callNotes.inc();
    if (report.setup !== undefined && held?.last.setup === undefined) {
      metrics.callSetupSeconds.observe(report.setup / 1000);
    }
    const kept = addQuality(held, report);
    if (note !== undefined) kept.note = await sealer.seal(call, 'note', note);
    await store.setQuality(call, side, kept);
    if (report.setup === undefined || call.connectedAt !== undefined) return;
    // Both sides report it; the first one counts.
    if (await store.markConnected(call, clock.now())) metrics.callsConnected.inc({ path: pathOf(report) });
  }

  async function remembered(call: CallDoc, userId: UserId): Promise<CallRecord> {
    const record = recordFor(call, userId);
    const side = sideOf(call, userId);
    const sealed = side === null ? undefined : call.quality?.[side]?.note;
    if (sealed === undefined) return record;
    return {
      ...record,
      quality: { ...record.quality, note: await sealer.open<string>(call, 'note', sealed) },
    };
  }

  return {
    offer: (caller: Caller, data: RequestData<'call_offer'>): Promise<ReplyData<'call_offer'>> =>
      inOrder(keyOf(data.callId), () => placing.place(caller, data)),

    /** The first device that answers has the call. Errors: `conflict` afterwards, `forbidden` for the caller. */
    answer: (caller: Caller, { callId, answer: description }: RequestData<'call_answer'>): Promise<void> =>
      inOrder(keyOf(callId), () => answer(caller, callId, description)),

    /** Errors: `conflict` once answered, `forbidden` for the caller. Of an ended call it changes nothing. */
    decline: (caller: Caller, { callId }: RequestData<'call_decline'>): Promise<void> =>
      inOrder(keyOf(callId), () => conclude(caller, callId, side => ({ type: 'decline', side }))),

    /** Of an ended call it changes nothing. */
    end: (caller: Caller, { callId, reason }: RequestData<'call_end'>): Promise<void> =>
      inOrder(keyOf(callId), () =>
        conclude(caller, callId, side => ({ type: 'end', side, failed: reason === 'failed' })),
      ),

    /** Relays to the other side's device. Errors: `conflict` once ended, `forbidden` from a device not in the call. */
    signal: <T extends Signal>(caller: Caller, type: T, data: RequestData<T>): Promise<void> =>
      inOrder(keyOf(data.callId), () => signal(caller, type, data)),

    /** Also after the end: the rating comes then. */
    quality: (caller: Caller, data: RequestData<'call_quality'>): Promise<void> =>
      inOrder(keyOf(data.callId), () => quality(caller, data)),

    /** A page of the caller's ended calls, newest first. Errors: `bad_request` for a cursor that is none. */
    async history(
      { userId }: { userId: UserId },
      before: string | undefined,
      limit: number = limits.pageDefault,
    ): Promise<{ calls: CallRecord[]; next?: string }> {
      const position = before === undefined ? null : readCursor(before);
      const found = await store.history(userId, position, limit + 1);
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const calls = await Promise.all(page.map(call => remembered(call, userId)));
      return found.length > limit && last !== undefined ? { calls, next: cursorOf(last) } : { calls };
    },

    iceServers: ({ userId }: Caller): IceServers => turn.iceServersFor(userId),

    /** A device has a socket again: it keeps its call, and learns of one that rings. */
    connected: keeper.connected,
    /** A device lost its socket: its call waits for it for a while. */
    disconnected: keeper.disconnected,

    /** Ends calls whose time is over, on every node. */
    start(): Disposer {
      let beating = false;
      const timer = setInterval(() => {
        if (beating) return;
        beating = true;
        keeper
          .beat()
          .catch(error => log.warn({ err: error }, 'Calls could not be looked through yet'))
          .finally(() => {
            beating = false;
          });
      }, beatEvery);
      return () => clearInterval(timer);
    },

    beat: keeper.beat,

    /** Resolves when every device that came or went is followed. */
    drain: keeper.idle,
  };
}

function pathOf({ relayed }: CallQuality): 'relay' | 'direct' | 'unknown' {
  if (relayed === undefined) return 'unknown';
  return relayed ? 'relay' : 'direct';
}

function refusal(code: 'conflict' | 'forbidden'): AppError {
  if (code === 'conflict') return new AppError(code, 'The call was answered or has ended');
  return new AppError(code, 'Only the one called can do this');
}
