// What has come for calls that are not answered yet: their offers and the candidates that trail them.
import type { IceCandidate } from '../../../common/calls/signal.ts';
import type { CallId } from '../../../common/ids.ts';
import type { EventData } from '../../../common/wire/frames.ts';

interface Arrival {
  offer: EventData<'call_offer'>['offer'] | null;
  candidates: (IceCandidate | null)[];
}

const CALLS = 4;
const CANDIDATES = 64;

/** Bounded: the oldest call is forgotten first. */
export class Arrivals {
  readonly #calls = new Map<CallId, Arrival>();

  offer({ callId, offer }: EventData<'call_offer'>): void {
    this.#of(callId).offer = offer;
  }

  candidate(callId: CallId, candidate: IceCandidate | null): void {
    const { candidates } = this.#of(callId);
    if (candidates.length < CANDIDATES) candidates.push(candidate);
  }

  offerOf(callId: CallId): Arrival['offer'] {
    return this.#of(callId).offer;
  }

  /** Hands out what came for a call; later candidates go to its connection. */
  take(callId: CallId): Readonly<Arrival> {
    const arrival = this.#of(callId);
    // The offer stays: answering may fail for want of a microphone and be tried again.
    this.#calls.set(callId, { ...arrival, candidates: [] });
    return arrival;
  }

  #of(callId: CallId): Arrival {
    const known = this.#calls.get(callId);
    if (known) return known;
    const [oldest] = this.#calls.keys();
    if (this.#calls.size >= CALLS && oldest) this.#calls.delete(oldest);
    const fresh: Arrival = { offer: null, candidates: [] };
    this.#calls.set(callId, fresh);
    return fresh;
  }
}
