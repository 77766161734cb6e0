// Many people's sockets to one server, kept open between runs.
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { type DialectName, dialects, type Ear, type Person } from './dialects.ts';
import { type Books, type DoneWhen, Ledger } from './ledger.ts';
import { pace } from './pace.ts';

export interface CrowdSpec {
  readonly dialect: DialectName;
  /** Such as "ws://127.0.0.1:5000". */
  readonly base: string;
  /** Other nodes of the same server: people are dealt out to all of them in turn. */
  readonly others?: readonly string[];
  readonly people: readonly Person[];
}

export interface RunSpec {
  /** Messages a second, over all people together. */
  readonly rate: number;
  readonly seconds: number;
  /** At the start, sent but not counted in the latencies. */
  readonly settleSeconds: number;
  /** False when those written to are not in this crowd. */
  readonly amongThemselves: boolean;
}

export interface RunOutcome extends Books {
  /** The backlog grew past a second's messages, and the run was ended early. */
  readonly swamped: boolean;
  /** Share of one core that the generator used. */
  readonly generatorCpu: number;
}

const openingAtOnce = 64;
/** A mask of zeros is a mask like any other and spares the generator the masking. */
const noMask = (mask: Buffer) => mask.fill(0);
const restWithin = 10_000;
const stillFor = 1_500;

let nextSerial = 1;

export class Crowd {
  readonly #spec: CrowdSpec;
  readonly #sockets: WebSocket[] = [];
  readonly #writers: ((serial: number) => string)[];
  #ledger: Ledger | null = null;
  #broken: Error | null = null;

  constructor(spec: CrowdSpec) {
    this.#spec = spec;
    const dialect = dialects[spec.dialect];
    this.#writers = spec.people.map(person => dialect.writer(person));
  }

  /** Opens and greets all sockets; gives the milliseconds that it took. */
  async open(): Promise<number> {
    const start = performance.now();
    const bases = [this.#spec.base, ...(this.#spec.others ?? [])];
    const waiting = this.#spec.people.entries();
    const worker = async () => {
      for (const [index, person] of waiting) {
        const base = bases[index % bases.length] ?? this.#spec.base;
        this.#sockets[index] = await this.#connect(person, base);
      }
    };
    await Promise.all(Array.from({ length: openingAtOnce }, worker));
    return performance.now() - start;
  }

  #connect(person: Person, base: string): Promise<WebSocket> {
    const dialect = dialects[this.#spec.dialect];
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(dialect.address(base, person), {
        perMessageDeflate: false,
        generateMask: noMask,
        skipUTF8Validation: true,
      });
      const fail = (error: Error) => {
        this.#broken ??= error;
        reject(error);
      };
      const ear: Ear = {
        ready: () => resolve(socket),
        received: serial => this.#ledger?.receive(serial, performance.now()),
        acknowledged: serial => this.#ledger?.acknowledge(serial),
        refused: (serial, reason) => this.#ledger?.refuse(serial, reason),
        answer: frame => socket.send(frame),
      };
      socket.on('open', () => {
        const greeting = dialect.greeting(person);
        if (greeting !== null) socket.send(greeting);
      });
      socket.on('message', (data: Buffer) => {
        try {
          dialect.hear(data, ear);
        } catch (error) {
          fail(error as Error);
        }
      });
      socket.on('error', fail);
      socket.on('close', (code, reason) => fail(new Error(`A socket was closed: ${code} ${reason}`)));
    });
  }

  /** Sends at an even rate, each message from somebody drawn by lot, and waits for what is on its way. */
  async run({ rate, seconds, settleSeconds, amongThemselves }: RunSpec): Promise<RunOutcome> {
    const count = Math.round(rate * seconds);
    const settle = Math.round(rate * settleSeconds);
    const answers: DoneWhen = dialects[this.#spec.dialect].acknowledges ? 'both' : 'received';
    const ledger = new Ledger(nextSerial, count, settle, amongThemselves ? answers : 'acknowledged');
    nextSerial += count;
    this.#ledger = ledger;
    const draw = lots(count);
    const cpu = process.cpuUsage();
    const start = performance.now();
    let swamped = false;
    await pace({
      rate,
      count,
      emit: (_index, due) => {
        const from = Math.floor(draw() * this.#sockets.length);
        const serial = ledger.send(due, performance.now());
        this.#sockets[from]?.send(this.#writers[from]?.(serial) ?? '');
      },
      stop: () => {
        swamped = ledger.open > rate;
        return swamped;
      },
    });
    const { user, system } = process.cpuUsage(cpu);
    const generatorCpu = (user + system) / 1000 / (performance.now() - start);
    await rest(ledger);
    this.#ledger = null;
    if (this.#broken !== null) throw this.#broken;
    return { ...ledger.close(), swamped, generatorCpu };
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#sockets.map(
        socket =>
          new Promise<void>(resolve => {
            socket.removeAllListeners('close');
            socket.on('close', () => resolve());
            socket.terminate();
          }),
      ),
    );
  }
}

/** Waits until nothing is on its way, or nothing moves any more. */
async function rest(ledger: Ledger): Promise<void> {
  const end = performance.now() + restWithin;
  let progress = ledger.progress;
  let moved = performance.now();
  while (ledger.open > 0 && performance.now() < end && performance.now() - moved < stillFor) {
    await sleep(20);
    if (ledger.progress !== progress) moved = performance.now();
    progress = ledger.progress;
  }
  // A double comes after the first one.
  await sleep(50);
}

/** The same lots in every run (mulberry32). */
export function lots(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
