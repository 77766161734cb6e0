// The ways of one connection: those found here are told, those of the other side wait until both are described.
import type { IceCandidate } from '../../../common/calls/signal.ts';

/** A connection as far as ways are concerned. */
interface Described {
  readonly localDescription: RTCSessionDescription | null;
  readonly remoteDescription: RTCSessionDescription | null;
  addIceCandidate(candidate?: RTCIceCandidateInit | null): Promise<void>;
}

export class Candidates {
  readonly #connection: Described;
  readonly #send: (candidate: IceCandidate) => void;
  #gathered: IceCandidate[] = [];
  #waiting: (IceCandidate | null)[] = [];

  constructor(connection: Described, send: (candidate: IceCandidate) => void) {
    this.#connection = connection;
    this.#send = send;
  }

  found(candidate: RTCIceCandidate | null): void {
    if (!candidate?.candidate) return;
    const plain = candidate.toJSON();
    this.#gathered.push(plain);
    this.#send(plain);
  }

  /** The device that answered may have come after the first of them. */
  tellAgain(): void {
    for (const candidate of [...this.#gathered]) this.#send(candidate);
  }

  /** A restart gathers anew. */
  forget(): void {
    this.#gathered = [];
  }

  /** `ignoring`: the offer that it belongs to was passed over. */
  async add(candidate: IceCandidate | null, ignoring: boolean): Promise<void> {
    const { remoteDescription, localDescription } = this.#connection;
    // Before the answer: connecting would tell the caller this device's address.
    if (!remoteDescription || !localDescription) {
      this.#waiting.push(candidate);
      return;
    }
    try {
      await this.#connection.addIceCandidate(candidate ?? undefined);
    } catch (error) {
      // Of an offer that was passed over, or of gathering that a restart has replaced.
      const fragment = candidate?.usernameFragment;
      const foreign = fragment && !remoteDescription.sdp.includes(fragment);
      if (!ignoring && !foreign) throw error;
    }
  }

  async release(ignoring: boolean): Promise<void> {
    const candidates = this.#waiting;
    this.#waiting = [];
    for (const candidate of candidates) await this.add(candidate, ignoring);
  }
}
