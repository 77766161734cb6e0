// Placing a call: free people ring, busy ones are recorded, and two who call each other at once get one call.
import { AppError } from '../../common/errors.ts';
import type { UserId } from '../../common/ids.ts';
import { times } from '../../common/limits.ts';
import { encodeEvent } from '../../common/wire/codec.ts';
import type { ReplyData, RequestData } from '../../common/wire/frames.ts';
import type { Caller, Clock } from '../context.ts';
import type { Bus } from '../infra/bus.ts';
import type { Metrics } from '../infra/metrics.ts';
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
  metrics: Pick<Metrics, 'calls'>;
  newId: () => string;
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

export function createPlacing({ store, sealer, bus, chats, people, clock, metrics, newId }: Parts) {
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
  ): void {
    const expiresAt = (ringUntil ?? startedAt).toISOString();
    const event = { callId, from: callerId, callType, offer, expiresAt };
    bus.publish([calleeId], encodeEvent('call_offer', event));
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
    reachable: boolean,
  ): Promise<Placed | null> {
    // The winner's offer is on its way to this device already.
    if (rival.key < call.key) return ringing(rival, true);
    if (!(await store.replace(rival, call))) return null;
    ring(call, data);
    const lost = { callId: rival.callId, reason: 'cancelled' as const, duration: 0 };
    bus.publish([call.callerId, call.calleeId], encodeEvent('call_ended', lost));
    return ringing(call, reachable);
  }

  async function recordBusy({ busy: _, offer, ringUntil, deadline, ...call }: CallDoc): Promise<void> {
    const end = { outcome: 'busy' as const, endedAt: call.startedAt, duration: 0 };
    if (await store.insert({ ...call, ...end, state: 'ended' })) metrics.calls.inc({ outcome: 'busy' });
  }

  return {
    /** Errors: `bad_request` to oneself, `forbidden` without a common chat, `busy`, `conflict` for a used callId. */
    async place(caller: Caller, data: Offer): Promise<Placed> {
      if (data.to === caller.userId) throw new AppError('bad_request', 'One can not call oneself');
      if (!(await chats.sharesChat(caller.userId, data.to))) {
        throw new AppError('forbidden', 'Only people who share a chat can call each other');
      }
      // Asked before the call is made: between that and the reply there must be no wait, so that the end of a
      // call that lost to another one can't overtake its reply.
      const [call, reachable] = await Promise.all([draft(caller, data), people.isOnline(data.to)]);
      for (let attempt = 0; attempt < attempts; attempt++) {
        if (await store.insert(call)) {
          ring(call, data);
          return ringing(call, reachable);
        }
        const held = await store.byKey(call.key);
        if (held !== null) return again(held, caller, data, reachable);
        const running = await store.runningOf([caller.userId, data.to]);
        const rival = running.find(
          other =>
            other.callerId === data.to && other.calleeId === caller.userId && other.state === 'ringing',
        );
        if (rival !== undefined) {
          const placed = await settle(call, rival, data, reachable);
          if (placed !== null) return placed;
        } else if (running.length > 0) break;
      }
      await recordBusy(call);
      throw busy();
    },
  };
}

const busy = () => new AppError('busy', 'One of you is in another call');
