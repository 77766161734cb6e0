// One socket: its states, its budget, and what is written to it.
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { closeCodes, limits } from '../../common/limits.ts';
import type { Caller } from '../context.ts';

export type SessionState =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'ready'; readonly caller: Caller }
  | { readonly kind: 'closed' };

export class Session {
  readonly address: string;
  readonly budget: { tokens: number; at: number };
  state: SessionState = { kind: 'anonymous' };
  /** False once a beat passed without a sign of life. */
  alive = true;
  /** Frames that could not be taken; too many of them is abuse. */
  violations = 0;
  readonly #socket: WebSocket;
  #corked = false;

  constructor(socket: WebSocket, address: string, tokens: number) {
    this.#socket = socket;
    this.address = address;
    this.budget = { tokens, at: performance.now() };
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

  ping(): void {
    this.alive = false;
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
