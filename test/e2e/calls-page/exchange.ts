// Stands between two people on one page as the server does between two devices: rings, relays, decides crossings.
import type { CallOutcome, CallRecord } from '../../../common/calls/signal.ts';
import { AppError } from '../../../common/errors.ts';
import type { CallId, UserId } from '../../../common/ids.ts';
import { times } from '../../../common/limits.ts';
import type { EventData, RequestData } from '../../../common/wire/frames.ts';
import type { CallEventType, CallRequestType, CallsDeps } from '../../../desktop/renderer/calls/deps.ts';

type Listener = (data: never) => void;
/** A page in which someone sits in between: there before its scripts, and still there when it loads anew. */
export type Tampering = Window & { tamper?: <T>(description: T) => T };
interface Held {
  readonly data: RequestData<'call_offer'>;
  readonly caller: UserId;
  readonly startedAt: number;
  answeredAt: number | null;
}

/** One line per person; `request` and `onEvent` are what a person's calls are given. */
export class Exchange {
  readonly #lines = new Map<UserId, Map<string, Set<Listener>>>();
  readonly #ready = new Map<UserId, Set<() => void>>();
  readonly #away = new Set<UserId>();
  readonly #history: { readonly record: CallRecord; readonly of: UserId }[] = [];
  #call: Held | null = null;
  /** Milliseconds that a frame takes, drawn anew for each. */
  delay = () => 5;
  /** What someone in between does to a description. */
  readonly #tamper: <T>(description: T) => T = (window as Tampering).tamper ?? (description => description);
  /** What each person has sent, by type. */
  readonly sent: { readonly from: UserId; readonly type: CallRequestType; readonly data: unknown }[] = [];

  line(user: UserId): Pick<CallsDeps, 'request' | 'onEvent' | 'onReady' | 'calls'> {
    const listeners = new Map<string, Set<Listener>>();
    this.#lines.set(user, listeners);
    const ready = new Set<() => void>();
    this.#ready.set(user, ready);
    let arrived = Promise.resolve();
    return {
      request: async (type, data) => {
        if (this.#away.has(user)) throw new AppError('unavailable', 'There is no connection');
        this.sent.push({ from: user, type, data });
        // A line keeps its order.
        arrived = arrived.then(() => new Promise(resolve => setTimeout(resolve, this.delay())));
        await arrived;
        return this.#serve(user, type, data as never) as never;
      },
      onEvent: (type, listener) => subscribe(listeners, type, listener as Listener),
      onReady: listener => {
        ready.add(listener);
        return () => ready.delete(listener);
      },
      calls: async () => ({
        calls: this.#history.filter(({ of }) => of === user).map(({ record }) => record),
      }),
    };
  }

  setAway(user: UserId, away: boolean): void {
    if (away) this.#away.add(user);
    else this.#away.delete(user);
    if (!away) for (const listener of this.#ready.get(user) ?? []) listener();
  }

  #other(user: UserId): UserId {
    const [other] = [...this.#lines.keys()].filter(each => each !== user);
    if (!other) throw new Error('A person alone cannot call');
    return other;
  }

  #emit<T extends CallEventType>(to: UserId, type: T, data: EventData<T>): void {
    if (this.#away.has(to)) return;
    const listeners = [...(this.#lines.get(to)?.get(type) ?? [])];
    setTimeout(() => {
      for (const listener of listeners) listener(data as never);
    }, 1);
  }

  #serve(
    from: UserId,
    type: CallRequestType,
    data: RequestData<CallRequestType> & { callId: CallId },
  ): unknown {
    if (type === 'call_offer') return this.#offer(from, data as RequestData<'call_offer'>);
    const held = this.#call;
    if (type === 'call_quality') return {};
    if (held?.data.callId !== data.callId) throw new AppError('not_found', 'There is no such call');
    const other = this.#other(from);
    switch (type) {
      case 'call_answer':
        held.answeredAt = Date.now();
        this.#emit(held.caller, 'call_answer', this.#tamper(data as RequestData<'call_answer'>));
        return {};
      case 'call_decline':
      case 'call_end': {
        const reason = type === 'call_decline' ? 'declined' : held.answeredAt ? 'completed' : 'cancelled';
        this.#end(held, reason, from);
        return {};
      }
      default:
        this.#emit(other, type, { ...this.#tamper(data), from } as never);
        return {};
    }
  }

  #offer(from: UserId, data: RequestData<'call_offer'>) {
    const present = this.#call;
    if (present && (present.caller === from || present.answeredAt)) throw new AppError('busy', 'In a call');
    if (present && present.data.callId < data.callId) {
      return { callId: present.data.callId, state: 'ringing', reachable: true };
    }
    this.#call = { data, caller: from, startedAt: Date.now(), answeredAt: null };
    const { callId, callType, to } = data;
    const offer = this.#tamper(data.offer);
    const expiresAt = new Date(Date.now() + times.ringing).toISOString();
    this.#emit(to, 'call_offer', { callId, from, callType, offer, expiresAt });
    if (present) this.#tellEnd(present, 'cancelled', null);
    return { callId, state: 'ringing', reachable: true };
  }

  #end(held: Held, reason: CallOutcome, by: UserId): void {
    this.#call = null;
    this.#tellEnd(held, reason, by);
    const { callId, callType } = held.data;
    for (const of of this.#lines.keys()) {
      this.#history.unshift({
        of,
        record: {
          callId,
          callType,
          direction: of === held.caller ? 'outgoing' : 'incoming',
          peerId: this.#other(of),
          startedAt: new Date(held.startedAt).toISOString(),
          endedAt: new Date().toISOString(),
          duration: held.answeredAt ? Math.round((Date.now() - held.answeredAt) / 1000) : 0,
          outcome: reason,
        },
      });
    }
  }

  #tellEnd(held: Held, reason: CallOutcome, by: UserId | null): void {
    const duration = held.answeredAt ? Math.round((Date.now() - held.answeredAt) / 1000) : 0;
    for (const user of this.#lines.keys()) {
      if (user !== by) this.#emit(user, 'call_ended', { callId: held.data.callId, reason, duration });
    }
  }
}

function subscribe(listeners: Map<string, Set<Listener>>, type: string, listener: Listener) {
  const set = listeners.get(type) ?? new Set();
  listeners.set(type, set.add(listener));
  return () => {
    set.delete(listener);
  };
}
