// A reconnect storm on Baraza: many clients lose their sockets at one moment while others go on writing to them.
// Each comes back with hello, GET /chats and GET /changes, and must in the end hold every message of its chat.
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { Crowd } from './crowd.ts';
import { dialects, type Person } from './dialects.ts';

export interface StormSpec {
  /** Such as "127.0.0.1:5000". */
  readonly host: string;
  readonly people: readonly Person[];
  readonly writers: readonly Person[];
  /** Messages a second, over all writers together. */
  readonly rate: number;
  readonly secondsBefore: number;
  readonly secondsAfter: number;
}

export interface StormOutcome {
  /** Milliseconds from the cut until each was back and caught up, sorted. */
  readonly back: Float64Array;
  /** Attempts that failed and were made again. */
  readonly retries: number;
  readonly written: number;
  /** Messages that some client lacks in the end, over all clients. */
  readonly lost: number;
  /** Events that a client got twice over its sockets. */
  readonly doubled: number;
}

interface Shape {
  readonly message: { readonly seq: number; readonly rev: number };
}
interface ChatShape {
  readonly id: string;
  readonly rev: number;
  readonly lastSeq: number;
}

const retryAfter = 200;
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

class Client {
  readonly seen = new Set<number>();
  doubled = 0;
  retries = 0;
  readonly #live = new Set<number>();
  readonly #host: string;
  readonly #person: Person;
  #rev = 0;
  #socket: WebSocket | null = null;

  constructor(host: string, person: Person) {
    this.#host = host;
    this.#person = person;
  }

  /** Connects and catches up, however many attempts it takes. */
  async comeBack(): Promise<void> {
    for (;;) {
      try {
        await this.#hello();
        await this.catchUp();
        return;
      } catch {
        // As a client does: whatever went wrong, it tries again.
        this.retries += 1;
        this.cut();
        await sleep(retryAfter);
      }
    }
  }

  cut(): void {
    this.#socket?.terminate();
    this.#socket = null;
  }

  #hello(): Promise<void> {
    const dialect = dialects.baraza;
    const options = { perMessageDeflate: false, skipUTF8Validation: true };
    const socket = new WebSocket(dialect.address(`ws://${this.#host}`, this.#person), options);
    this.#socket = socket;
    return new Promise((resolve, reject) => {
      socket.on('open', () => socket.send(dialect.greeting(this.#person) ?? ''));
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('closed')));
      socket.on('message', (data: Buffer) => {
        const frame = JSON.parse(data.toString()) as {
          re?: number;
          ok?: boolean;
          type?: string;
          data: Shape;
        };
        if (frame.re === 0) frame.ok ? resolve() : reject(new Error('refused'));
        else if (frame.type === 'message_created') this.#created(frame.data.message);
      });
    });
  }

  #created({ seq, rev }: Shape['message']): void {
    if (this.#live.has(seq)) this.doubled += 1;
    this.#live.add(seq);
    this.seen.add(seq);
    if (rev === this.#rev + 1) this.#rev = rev;
  }

  /** Reads the chat list and what changed since the last rev held without a gap; gives the chat's last seq. */
  async catchUp(): Promise<number> {
    const { chatId } = this.#person;
    const { chats } = (await this.#get('/chats')) as { chats: readonly ChatShape[] };
    const chat = chats.find(({ id }) => id === chatId);
    if (chat === undefined) throw new Error('The chat is not in the list');
    while (this.#rev < chat.rev) {
      const page = (await this.#get(`/chats/${chatId}/changes?after=${this.#rev}`)) as {
        readonly messages: readonly Shape['message'][];
        readonly rev: number;
      };
      for (const { seq } of page.messages) this.seen.add(seq);
      if (page.rev <= this.#rev) throw new Error('Catching up does not move on');
      this.#rev = page.rev;
    }
    return chat.lastSeq;
  }

  #get(path: string): Promise<unknown> {
    const headers = { authorization: `Bearer ${this.#person.token}` };
    return new Promise((resolve, reject) => {
      const request = get(`http://${this.#host}/api/v1${path}`, { agent, headers }, response => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          if (response.statusCode !== 200) reject(new Error(`${path} answered ${response.statusCode}`));
          else resolve(JSON.parse(Buffer.concat(parts).toString()));
        });
      });
      request.on('error', reject);
    });
  }
}

/** Runs one storm from beginning to end. */
export async function storm(spec: StormSpec): Promise<StormOutcome> {
  const { host, people, writers, rate, secondsBefore, secondsAfter } = spec;
  const crowd = new Crowd({ dialect: 'baraza', base: `ws://${host}`, people: writers });
  await crowd.open();
  const clients = people.map(person => new Client(host, person));
  await gently(clients, client => client.comeBack());
  for (const client of clients) client.retries = 0;

  const seconds = secondsBefore + secondsAfter;
  const writing = crowd.run({ rate, seconds, settleSeconds: 0, amongThemselves: false });
  await sleep(secondsBefore * 1000);
  const start = performance.now();
  for (const client of clients) client.cut();
  const returning = clients.map(async client => {
    await client.comeBack();
    return performance.now() - start;
  });
  const back = Float64Array.from(await Promise.all(returning)).sort();
  const { acked } = await writing;

  let lost = 0;
  let doubled = 0;
  await gently(clients, async client => {
    const lastSeq = await client.catchUp();
    for (let seq = 1; seq <= lastSeq; seq++) if (!client.seen.has(seq)) lost += 1;
    doubled += client.doubled;
  });
  const retries = clients.reduce((sum, client) => sum + client.retries, 0);
  for (const client of clients) client.cut();
  await crowd.close();
  return { back, retries, written: acked, lost, doubled };
}

async function gently(clients: readonly Client[], work: (client: Client) => Promise<unknown>): Promise<void> {
  const waiting = clients.values();
  const worker = async () => {
    for (const client of waiting) await work(client);
  };
  await Promise.all(Array.from({ length: 64 }, worker));
}
