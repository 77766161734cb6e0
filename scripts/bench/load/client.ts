// One person's client on Baraza as the bench plays it: it comes back, catches up, and knows each message that it has seen.
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { dialects, type Person } from './dialects.ts';

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

/** Any frame from the server. */
export interface Frame {
  readonly re?: number;
  readonly ok?: boolean;
  readonly type?: string;
  readonly data: Shape & Record<string, unknown>;
}

export class Client {
  readonly seen = new Set<number>();
  doubled = 0;
  retries = 0;
  /** Told of each frame but the hello's reply. */
  onFrame: (frame: Frame) => void = () => undefined;
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

  get person(): Person {
    return this.#person;
  }

  get connected(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  send(frame: object): void {
    this.#socket?.send(JSON.stringify(frame));
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
        const frame = JSON.parse(data.toString()) as Frame;
        if (frame.re === 0) return frame.ok ? resolve() : reject(new Error('refused'));
        if (frame.type === 'message_created') this.#created(frame.data.message);
        this.onFrame(frame);
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

/** Does the work for all, a few at a time. */
export async function gently(
  clients: readonly Client[],
  work: (client: Client) => Promise<unknown>,
): Promise<void> {
  const waiting = clients.values();
  const worker = async () => {
    for (const client of waiting) await work(client);
  };
  await Promise.all(Array.from({ length: 64 }, worker));
}
