// The books of one run: what was sent, acknowledged and received, by serial number, and how long it took.

/** What a run came to. Times are milliseconds from when the message was due. */
export interface Books {
  readonly sent: number;
  readonly acked: number;
  readonly received: number;
  /** Received more than once. */
  readonly duplicates: number;
  /** Sent (and, where the server acknowledges, acknowledged), and never received. */
  readonly lost: number;
  /** Sent and neither acknowledged nor refused. */
  readonly unanswered: number;
  /** Refusals by their text. */
  readonly refused: Readonly<Record<string, number>>;
  /** Of the messages after the settling time, sorted. */
  readonly latencies: Float64Array;
  /** How late the generator itself was in sending these, sorted. */
  readonly lags: Float64Array;
}

/** When a message is done with: when its receiver has it, when its sender has the acknowledgement, or after both. */
export type DoneWhen = 'received' | 'acknowledged' | 'both';

/** Serial numbers never repeat in a generator's life, so what comes late from an earlier run is told apart. */
export class Ledger {
  readonly first: number;
  readonly #settle: number;
  readonly #doneWhen: DoneWhen;
  readonly #due: Float64Array;
  readonly #lag: Float64Array;
  readonly #latency: Float64Array;
  readonly #received: Uint8Array;
  readonly #acked: Uint8Array;
  readonly #refused = new Map<string, number>();
  #refusals = 0;
  #sent = 0;
  #receivedCount = 0;
  #ackedCount = 0;

  constructor(first: number, count: number, settle: number, doneWhen: DoneWhen) {
    this.first = first;
    this.#settle = settle;
    this.#doneWhen = doneWhen;
    this.#due = new Float64Array(count);
    this.#lag = new Float64Array(count);
    this.#latency = new Float64Array(count);
    this.#received = new Uint8Array(count);
    this.#acked = new Uint8Array(count);
  }

  /** The next message leaves now; gives its serial number. */
  send(due: number, now: number): number {
    const index = this.#sent++;
    this.#due[index] = due;
    this.#lag[index] = now - due;
    return this.first + index;
  }

  receive(serial: number, now: number): void {
    const index = serial - this.first;
    if (!(index >= 0 && index < this.#sent)) return;
    const times = this.#received[index] ?? 0;
    if (times < 255) this.#received[index] = times + 1;
    if (times > 0) return;
    this.#latency[index] = now - (this.#due[index] ?? 0);
    this.#receivedCount += 1;
  }

  acknowledge(serial: number): void {
    const index = serial - this.first;
    if (!(index >= 0 && index < this.#sent) || this.#acked[index] === 1) return;
    this.#acked[index] = 1;
    this.#ackedCount += 1;
  }

  refuse(serial: number, reason: string): void {
    const index = serial - this.first;
    if (!(index >= 0 && index < this.#sent)) return;
    this.#refused.set(reason, (this.#refused.get(reason) ?? 0) + 1);
    this.#refusals += 1;
  }

  /** Messages on their way. */
  get open(): number {
    const received = this.#doneWhen === 'acknowledged' ? this.#sent : this.#receivedCount;
    const answered = this.#doneWhen === 'received' ? this.#sent : this.#ackedCount + this.#refusals;
    return this.#sent - Math.min(received, answered);
  }

  /** Grows with everything that comes back: what does not grow has come to rest. */
  get progress(): number {
    return this.#receivedCount + this.#ackedCount + this.#refusals;
  }

  close(): Books {
    const latencies: number[] = [];
    let duplicates = 0;
    let lost = 0;
    for (let index = 0; index < this.#sent; index++) {
      const times = this.#received[index] ?? 0;
      if (times > 1) duplicates += 1;
      if (times === 0 && this.#owed(index)) lost += 1;
      if (times > 0 && index >= this.#settle) latencies.push(this.#latency[index] ?? 0);
    }
    return {
      sent: this.#sent,
      acked: this.#doneWhen === 'received' ? this.#receivedCount : this.#ackedCount,
      received: this.#receivedCount,
      duplicates,
      lost,
      unanswered: this.#doneWhen === 'received' ? 0 : this.#sent - this.#ackedCount - this.#refusals,
      refused: Object.fromEntries(this.#refused),
      latencies: Float64Array.from(latencies).sort(),
      lags: this.#lag.slice(Math.min(this.#settle, this.#sent), this.#sent).sort(),
    };
  }

  /** Whether the receiver must have got it. */
  #owed(index: number): boolean {
    if (this.#doneWhen === 'both') return this.#acked[index] === 1;
    return this.#doneWhen === 'received';
  }
}
