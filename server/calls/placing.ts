// Placing a call: free people ring, busy ones are recorded, and two who call each other at once get one call.
import { AppError } from '../../common/errors.ts';
import type { UserId } from '../../common/ids.ts';
import { times } from '../../common/limits.ts';
import { encodeEvent } from '../../common/wire/codec.ts';
import type { ReplyData, RequestData } from '../../common/wire/frames.ts';
import type { Caller, Clock } from '../context.ts';
import type { Bus } from '../infra/bus.ts';
import type { CallMetrics } from '../infra/metrics.ts';
import type { Sealer } from './sealer.ts';
import type { CallDoc, CallStore } from './store.ts';

export interface Chats {
  sharesChat(a: UserId, b: UserId): Promise<boolean>;
}
export interface People {
  isOnline(userId: UserId): Promise<boolean>;
}

interface Parts {
  store: CallStore;
  sealer: Sealer;
  bus: Bus;
  chats: Chats;
  people: People;
  clock: Clock;
  metrics: Pick<CallMetrics, 'callAttempts' | 'calls' | 'callsRefused' | 'callRingSeconds'>;
  newId: () => string;
  /** So many calls may one person place in a minute; infinite for no bound. */
  callsPerMinute(): number;
}

export const keyOf = (callId: string) => callId.toLowerCase();

/** Calls that end, and others that begin, while one is placed: after so many the person is as good as busy. */
const attempts = 5;

type Offer = RequestData<'call_offer'>;
type Placed = ReplyData<'call_offer'>;

const ringing = ({ callId }: Pick<CallDoc, 'callId'>, reachable: boolean): Placed => ({
  callId,
  state: 'ringing',
  reachable,
});

export function createPlacing(parts: Parts) {
  const { store, sealer, bus, chats, people, clock, metrics, newId, callsPerMinute } = parts;

  async function draft(
    { userId, deviceId }: Caller,
    { callId, to, callType, offer }: Offer,
  ): Promise<CallDoc> {
    const startedAt = clock.now();
    const ringUntil = new Date(startedAt.getTime() + times.ringing);
    return {
      _id: newId(),
      key: keyOf(callId),
      callId,
      callerId: userId,
      calleeId: to,
      callType,
      state: 'ringing',
      busy: [userId, to],
      callerDevice: deviceId,
      offer: await sealer.seal({ callId }, 'offer', offer),
      startedAt,
      ringUntil,
      deadline: ringUntil,
    };
  }

  function ring(
    { callId, callerId, calleeId, callType, ringUntil, startedAt }: CallDoc,
    { offer }: Offer,
    arrived: number,
  ): void {
    const expiresAt = (ringUntil ?? startedAt).toISOString();
    const event = { callId, from: callerId, callType, offer, expiresAt };
    bus.publish([calleeId], encodeEvent('call_offer', event));
    metrics.callRingSeconds.observe(Math.max(0, clock.now().getTime() - arrived) / 1000);
  }

  /** The same request again gets the same reply; anything else under a used callId is refused. */
  function again(held: CallDoc, { userId, deviceId }: Caller, { to }: Offer, reachable: boolean): Placed {
    const mine = held.callerId === userId && held.callerDevice === deviceId && held.calleeId === to;
    if (!mine) throw new AppError('conflict', 'This callId is used');
    if (held.outcome === 'busy') throw busy();
    if (held.state === 'ended') throw new AppError('conflict', 'This call has ended');
    return ringing(held, reachable);
  }

  /** Both call each other: the smaller callId wins. Null when the other call rings no more. */
  async function settle(
    call: CallDoc,
    rival: CallDoc,
    data: Offer,
    { reachable, arrived }: { reachable: boolean; arrived: number },
  ): Promise<Placed | null> {
    // The winner's offer is on its way to this device already.
    if (rival.key < call.key) return ringing(rival, true);
    if (!(await store.replace(rival, call))) return null;
    ring(call, data, arrived);
    const lost = { callId: rival.callId, reason: 'cancelled' as const, duration: 0 };
    bus.publish([call.callerId, call.calleeId], encodeEvent('call_ended', lost));
    return ringing(call, reachable);
  }

  async function recordBusy({ busy: _, offer, ringUntil, deadline, ...call }: CallDoc): Promise<void> {
    const end = { outcome: 'busy' as const, endedAt: call.startedAt, duration: 0 };
    if (!(await store.insert({ ...call, ...end, state: 'ended' }))) return;
    metrics.callAttempts.inc();
    metrics.calls.inc({ outcome: 'busy' });
  }

  /** Whether this person has placed as many calls within a minute as one may: a phone that rings without end is a weapon. */
  async function isTooMany({ userId }: Caller): Promise<boolean> {
    const most = callsPerMinute();
    if (most === Number.POSITIVE_INFINITY) return false;
    const since = new Date(clock.now().getTime() - 60_000);
    return (await store.countPlaced(userId, since, most)) >= most;
  }

  async function place(caller: Caller, data: Offer, arrived: number): Promise<Placed> {
    if (data.to === caller.userId) throw new AppError('bad_request', 'One can not call oneself');
    if (!(await chats.sharesChat(caller.userId, data.to))) {
      throw new AppError('forbidden', 'Only people who share a chat can call each other');
    }
    // Asked before the call is made: between that and the reply there must be no wait, so that the end of a
    // call that lost to another one can't overtake its reply.
    const [call, reachable, tooMany] = await Promise.all([
      draft(caller, data),
      people.isOnline(data.to),
      isTooMany(caller),
    ]);
    if (tooMany) {
      const held = await store.byKey(call.key);
      if (held !== null) return again(held, caller, data, reachable);
      throw new AppError('rate_limited', 'Too many calls; try again in a minute', { retryAfterMs: 60_000 });
    }
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (await store.insert(call)) {
        metrics.callAttempts.inc();
        ring(call, data, arrived);
        return ringing(call, reachable);
      }
      const held = await store.byKey(call.key);
      if (held !== null) return again(held, caller, data, reachable);
      const running = await store.runningOf([caller.userId, data.to]);
      const rival = running.find(
        other => other.callerId === data.to && other.calleeId === caller.userId && other.state === 'ringing',
      );
      if (rival !== undefined) {
        const placed = await settle(call, rival, data, { reachable, arrived });
        if (placed !== null) return placed;
      } else if (running.length > 0) break;
    }
    await recordBusy(call);
    throw busy();
  }

  return {
    /**
     * Errors: `bad_request` to oneself, `forbidden` without a common chat, `busy`, `conflict` for a used callId,
     * `rate_limited`.
     */
    async place(caller: Caller, data: Offer): Promise<Placed> {
      try {
        return await place(caller, data, clock.now().getTime());
      } catch (error) {
        if (error instanceof AppError) metrics.callsRefused.inc({ code: error.code });
        throw error;
      }
    },
  };
}

const busy = () => new AppError('busy', 'One of you is in another call');
