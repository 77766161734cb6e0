// What people do in a day, at once: they type, write, read, come and go, lose their connection, and call each other.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Frame, gently } from './client.ts';
import { lots } from './crowd.ts';
import type { Person } from './dialects.ts';
import { pace } from './pace.ts';

export interface MixSpec {
  readonly host: string;
  /** In groups of so many with one chat each. */
  readonly people: readonly Person[];
  readonly groupSize: number;
  readonly seconds: number;
  /** A second, over all people together. */
  readonly rates: Readonly<Record<Deed, number>>;
  readonly seed: number;
}

export type Deed = 'send' | 'typing' | 'presence' | 'reconnect' | 'call';

export interface MixOutcome {
  /** Milliseconds since the start, and how long it took from there. */
  readonly delivered: readonly (readonly [at: number, took: number])[];
  readonly acked: readonly (readonly [at: number, took: number])[];
  /** From an offer to its ringing at the one called. */
  readonly rang: readonly (readonly [at: number, took: number])[];
  /** From the cut until back and caught up. */
  readonly back: readonly (readonly [at: number, took: number])[];
  readonly done: Readonly<Record<Deed, number>>;
  readonly reads: number;
  /** Calls that were not to be: one of the two was in another. */
  readonly busy: number;
  /** Refusals by their code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Messages that somebody lacks in the end, over all clients. */
  readonly lost: number;
  readonly doubled: number;
  readonly generatorCpu: number;
}

type Moments = [at: number, took: number][];

/** Reads are told together, as a client does. */
const readAfter = 1_000;
const callLasts = 2_000;
const afterwards = 3_000;
const sdp = `v=0\r\n${'a=candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host\r\n'.repeat(30)}`;

class Mix {
  readonly #spec: MixSpec;
  readonly #clients: Client[];
  readonly #start = performance.now();
  readonly #moments = {
    delivered: [] as Moments,
    acked: [] as Moments,
    rang: [] as Moments,
    back: [] as Moments,
  };
  readonly #done: Record<Deed, number> = { send: 0, typing: 0, presence: 0, reconnect: 0, call: 0 };
  readonly #refused = new Map<string, number>();
  /** By the number of their request: what waits for an answer, and since when. */
  readonly #asked = new Map<number, { deed: Deed | 'read'; at: number }>();
  /** By their callId: when they were offered. */
  readonly #offers = new Map<string, number>();
  readonly #unread = new Map<Client, number>();
  readonly #away = new Set<Client>();
  readonly #sent = new Map<string, number>();
  #reads = 0;
  #busy = 0;
  #lastId = 0;

  constructor(spec: MixSpec) {
    this.#spec = spec;
    this.#clients = spec.people.map(person => {
      const client = new Client(spec.host, person);
      client.onFrame = frame => this.#hear(client, frame);
      return client;
    });
  }

  async run(): Promise<MixOutcome> {
    const { rates, seconds, seed } = this.#spec;
    await gently(this.#clients, client => client.comeBack());
    const cpu = process.cpuUsage();
    const began = performance.now();
    const draws = Object.entries(rates).map(([deed, rate], index) => {
      const draw = lots(seed + index);
      const emit = () => this.#act(deed as Deed, draw);
      return pace({ rate, count: Math.round(rate * seconds), emit, stop: () => false });
    });
    const reading = setInterval(() => this.#readAll(), readAfter);
    await Promise.all(draws);
    const { user, system } = process.cpuUsage(cpu);
    const generatorCpu = (user + system) / 1000 / (performance.now() - began);
    await sleep(afterwards);
    clearInterval(reading);
    let lost = 0;
    let doubled = 0;
    await gently(this.#clients, async client => {
      const lastSeq = await client.catchUp();
      for (let seq = 1; seq <= lastSeq; seq++) if (!client.seen.has(seq)) lost += 1;
      doubled += client.doubled;
    });
    for (const client of this.#clients) client.cut();
    return {
      ...this.#moments,
      done: this.#done,
      reads: this.#reads,
      busy: this.#busy,
      refused: Object.fromEntries(this.#refused),
      lost,
      doubled,
      generatorCpu,
    };
  }

  #act(deed: Deed, draw: () => number): void {
    const index = Math.floor(draw() * this.#clients.length);
    const client = this.#clients[index];
    if (client === undefined || !client.connected || this.#away.has(client)) return;
    const { chatId } = client.person;
    this.#done[deed] += 1;
    if (deed === 'send') {
      const clientId = randomUUID();
      this.#sent.set(clientId, performance.now());
      this.#ask(client, deed, 'message_send', { chatId, clientId, text: `habari ${clientId} za leo` });
    } else if (deed === 'typing') this.#ask(client, deed, 'typing', { chatId, active: true });
    else if (deed === 'presence')
      this.#ask(client, deed, 'presence_set', { status: draw() < 0.5 ? 'away' : 'online' });
    else if (deed === 'reconnect') void this.#reconnect(client);
    else this.#call(client, index, draw);
  }

  #ask(client: Client, deed: Deed | 'read', type: string, data: object): void {
    this.#lastId += 1;
    this.#asked.set(this.#lastId, { deed, at: performance.now() });
    client.send({ id: this.#lastId, type, data });
  }

  /** What is asked without looking at the answer. */
  #tell(client: Client, type: string, data: object): void {
    this.#lastId += 1;
    client.send({ id: this.#lastId, type, data });
  }

  async #reconnect(client: Client): Promise<void> {
    const at = performance.now();
    this.#away.add(client);
    client.cut();
    await client.comeBack();
    this.#away.delete(client);
    this.#note('back', at);
  }

  /** Somebody else of the group is called; it rings, is taken, and ends after a while. */
  #call(client: Client, index: number, draw: () => number): void {
    const { groupSize } = this.#spec;
    const first = index - (index % groupSize);
    const other =
      this.#clients[first + ((index - first + 1 + Math.floor(draw() * (groupSize - 1))) % groupSize)];
    if (other === undefined || other === client) return;
    const callId = randomUUID();
    this.#offers.set(callId, performance.now());
    const offer = { type: 'offer', sdp };
    this.#ask(client, 'call', 'call_offer', { callId, to: other.person.id, callType: 'voice', offer });
    setTimeout(() => {
      if (client.connected) this.#tell(client, 'call_end', { callId });
    }, callLasts);
  }

  #readAll(): void {
    for (const [client, seq] of this.#unread) {
      if (!client.connected) continue;
      this.#reads += 1;
      this.#ask(client, 'read', 'read', { chatId: client.person.chatId, seq });
    }
    this.#unread.clear();
  }

  #hear(client: Client, { re, ok, type, data, ...rest }: Frame): void {
    if (re !== undefined) this.#answered(re, ok === true, rest as { error?: { code?: string } });
    else if (type === 'message_created') {
      const { seq, clientId } = data.message as unknown as { seq: number; clientId: string };
      this.#unread.set(client, Math.max(seq, this.#unread.get(client) ?? 0));
      const at = this.#sent.get(clientId);
      if (at !== undefined) this.#note('delivered', at);
    } else if (type === 'call_offer') {
      const callId = String(data.callId);
      const at = this.#offers.get(callId);
      if (at !== undefined) this.#note('rang', at);
      const answer = { type: 'answer', sdp };
      this.#tell(client, 'call_answer', { callId, answer });
    }
  }

  #answered(id: number, ok: boolean, { error }: { error?: { code?: string } }): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (asked === undefined) return;
    if (ok) {
      if (asked.deed === 'send') this.#note('acked', asked.at);
    } else if (asked.deed === 'call' && error?.code === 'busy') this.#busy += 1;
    else {
      const key = `${asked.deed}: ${error?.code ?? 'unknown'}`;
      this.#refused.set(key, (this.#refused.get(key) ?? 0) + 1);
    }
  }

  #note(what: 'delivered' | 'acked' | 'rang' | 'back', since: number): void {
    const now = performance.now();
    this.#moments[what].push([now - this.#start, now - since]);
  }
}

/** Plays one mix from beginning to end. */
export const mix = (spec: MixSpec): Promise<MixOutcome> => new Mix(spec).run();
