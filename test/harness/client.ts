// A person with one device, as an independent client sees the wire: REST calls and one socket.
import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import type { SignedIn } from '../../common/auth/user.ts';
import type { Chat } from '../../common/chats/chat.ts';
import type { ErrorBody } from '../../common/errors.ts';
import type { Message } from '../../common/messages/message.ts';
import type {
  EventData,
  EventFrame,
  EventType,
  ReplyData,
  RequestData,
  RequestType,
} from '../../common/wire/frames.ts';

/** An error reply, as an exception. */
export class Refused extends Error {
  readonly code: ErrorBody['code'];
  readonly details: unknown;

  constructor({ code, message, details }: ErrorBody) {
    super(`${code}: ${message}`);
    this.code = code;
    this.details = details;
  }
}

export interface Answer<T> {
  status: number;
  body: T & { error?: ErrorBody };
}

const patience = 10_000;

/** One REST call; errors are answers, not exceptions. */
export async function call<T = Record<string, unknown>>(
  url: string,
  method: string,
  path: string,
  options: { token?: string | undefined; body?: unknown } = {},
): Promise<Answer<T>> {
  const headers: Record<string, string> = {};
  if (options.token !== undefined) headers.authorization = `Bearer ${options.token}`;
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  const body = options.body === undefined ? null : JSON.stringify(options.body);
  const response = await fetch(`${url}/api/v1${path}`, { method, headers, body });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) } as Answer<T>;
}

export class TestSocket {
  readonly events: EventFrame[] = [];
  /** The close code, when it is closed. */
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;
  readonly #replies = new Map<number, (frame: { ok: boolean; data: unknown; error: ErrorBody }) => void>();
  readonly #waiting = new Set<() => void>();
  /** Replies that name no request. */
  readonly strays: ErrorBody[] = [];
  #next = 1;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise(resolve => socket.on('close', code => resolve(code)));
    socket.on('error', () => undefined);
    socket.on('message', data => this.#take(JSON.parse(data.toString())));
    socket.on('close', () => {
      const error: ErrorBody = { code: 'unavailable', message: 'The socket closed' };
      for (const settle of this.#replies.values()) settle({ ok: false, data: null, error });
      this.#replies.clear();
    });
  }

  #take(frame: { re?: number | null; ok: boolean; data: unknown; error: ErrorBody }): void {
    if (frame.re === undefined) this.events.push(frame as unknown as EventFrame);
    else if (frame.re === null) this.strays.push(frame.error);
    else {
      this.#replies.get(frame.re)?.(frame);
      this.#replies.delete(frame.re);
    }
    for (const wake of this.#waiting) wake();
  }

  request<T extends RequestType>(type: T, data: RequestData<T>): Promise<ReplyData<T>> {
    return this.raw({ type, data }) as Promise<ReplyData<T>>;
  }

  /** A request that the types would not allow. */
  raw(frame: Record<string, unknown>): Promise<unknown> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      // What is sent after the close is dropped without a word, and would be waited for without end.
      if (this.#socket.readyState !== WebSocket.OPEN)
        return reject(new Refused({ code: 'unavailable', message: 'The socket is not open' }));
      this.#replies.set(id, ({ ok, data, error }) => (ok ? resolve(data) : reject(new Refused(error))));
      this.text(JSON.stringify({ id, ...frame }));
    });
  }

  text(text: string): void {
    this.#socket.send(text);
  }

  /** The first event of a type (that a condition holds for), received already or still to come; it is then used up. */
  async event<T extends EventType>(
    type: T,
    matches: (data: EventData<T>) => boolean = () => true,
  ): Promise<EventData<T>> {
    const find = () =>
      this.events.findIndex(frame => frame.type === type && matches(frame.data as EventData<T>));
    await this.until(() => find() >= 0, `an event ${type}`);
    const [frame] = this.events.splice(find(), 1);
    return frame?.data as EventData<T>;
  }

  async until(holds: () => boolean, what: string, within = patience): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => done(new Error(`Waited in vain for ${what}`)), within);
      const done = (error?: Error) => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        if (error) reject(error);
        else resolve();
      };
      const wake = () => holds() && done();
      this.#waiting.add(wake);
    });
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.closed;
  }

  /** As a cut cable would. */
  cut(): void {
    this.#socket.terminate();
  }
}

/** A socket that did not say hello yet. */
export async function connect(url: string): Promise<TestSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/v1/socket`);
  const wrapped = new TestSocket(socket);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return wrapped;
}

export class TestClient {
  readonly url: string;
  session: SignedIn;

  constructor(url: string, session: SignedIn) {
    this.url = url;
    this.session = session;
  }

  get id() {
    return this.session.user.id;
  }

  rest<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    return call<T>(this.url, method, path, { token: this.session.accessToken, body });
  }

  async socket(url = this.url): Promise<TestSocket> {
    const socket = await connect(url);
    await socket.request('hello', { token: this.session.accessToken });
    return socket;
  }

  async directChat(other: TestClient): Promise<Chat> {
    const { body } = await this.rest<{ chat: Chat }>('POST', '/chats', { kind: 'direct', userId: other.id });
    return body.chat;
  }

  async messages(chatId: string, query = ''): Promise<Message[]> {
    const { body } = await this.rest<{ messages: Message[] }>('GET', `/chats/${chatId}/messages${query}`);
    return body.messages;
  }

  /** The same person on one more device. */
  async another(): Promise<TestClient> {
    const { body } = await call<SignedIn>(this.url, 'POST', '/auth/login', {
      body: { username: this.session.user.username, password },
    });
    return new TestClient(this.url, body);
  }
}

const password = 'correct horse battery';

export async function newPerson(url: string, name = 'Test Person'): Promise<TestClient> {
  const username = `u${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  const { status, body } = await call<SignedIn>(url, 'POST', '/auth/register', {
    body: { username, displayName: name, password },
  });
  if (status !== 201) throw new Error(`Could not register: ${JSON.stringify(body)}`);
  return new TestClient(url, body);
}
