// One socket: its states, its budget, and what is written to it.
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { closeCodes, limits } from '../../common/limits.ts';
import type { Caller } from '../context.ts';
import { tooMany } from '../infra/rates.ts';

export type SessionState =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'ready'; readonly caller: Caller }
  | { readonly kind: 'closed' };

export class Session {
  readonly address: string;
  readonly budget: { tokens: number; at: number };
  state: SessionState = { kind: 'anonymous' };
  /** Beats since the last sign of life. */
  silentBeats = 0;
  readonly #abuse: { weight: number; at: number };
  readonly #socket: WebSocket;
  #corked = false;
  /** Bytes of requests that are in work. */
  #work = 0;

  constructor(socket: WebSocket, address: string, tokens: number) {
    this.#socket = socket;
    this.address = address;
    this.budget = { tokens, at: performance.now() };
    this.#abuse = { weight: 0, at: performance.now() };
  }

  /** Writes a frame. False when the client reads too slowly: the socket is then closed and the client catches up later. */
  send(frame: string): boolean {
    if (this.#socket.readyState !== this.#socket.OPEN) return true;
    if (this.#socket.bufferedAmount > limits.socketBufferBytes) {
      this.close('slow');
      // A close frame behind a full buffer would wait as long as everything else.
      this.#socket.terminate();
      return false;
    }
    this.#cork();
    this.#socket.send(frame);
    return true;
  }

  /** Takes a token from this socket's own bucket; throws `rate_limited` when it is empty. */
  spend(perSecond: number, burst: number): void {
    const { budget } = this;
    const now = performance.now();
    const refilled = budget.tokens + ((now - budget.at) / 1000) * perSecond;
    budget.tokens = Math.min(burst, refilled) - 1;
    budget.at = now;
    if (budget.tokens >= 0) return;
    budget.tokens = Math.max(budget.tokens, -1);
    throw tooMany((-budget.tokens / perSecond) * 1000);
  }

  /** Adds to what this socket did wrong, which time forgives by one a second; gives what stands against it. */
  blame(weight: number): number {
    const now = performance.now();
    const forgiven = (now - this.#abuse.at) / 1000;
    this.#abuse.weight = Math.max(0, this.#abuse.weight - forgiven) + weight;
    this.#abuse.at = now;
    return this.#abuse.weight;
  }

  /** Takes on a request of so many bytes; while there are too many of them nothing more is read. */
  begin(bytes: number): void {
    this.#work += bytes;
    if (this.#work > limits.socketWorkBytes) this.#socket.pause();
  }

  done(bytes: number): void {
    this.#work -= bytes;
    if (this.#socket.isPaused && this.#work < limits.socketWorkBytes / 2) this.#socket.resume();
  }

  ping(): void {
    // Who is not read can not show life.
    if (!this.#socket.isPaused) this.silentBeats += 1;
    this.#socket.ping();
  }

  close(reason: keyof typeof closeCodes): void {
    this.#socket.close(closeCodes[reason].code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** All frames of one turn leave in one write. */
  #cork(): void {
    if (this.#corked) return;
    // The library's own handle on the connection below it; without it frames just leave one by one.
    const raw = (this.#socket as WebSocket & { _socket?: Socket })._socket;
    if (raw === undefined) return;
    this.#corked = true;
    raw.cork();
    process.nextTick(() => {
      this.#corked = false;
      raw.uncork();
    });
  }
}
