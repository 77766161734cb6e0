// The connection to the server: drives the machine with a real socket, and comes back by itself.
import {
  type ConnectionEvent,
  type ConnectionState,
  transition,
} from '../../../common/connection/machine.ts';
import { AppError } from '../../../common/errors.ts';
import { closeCodes, times } from '../../../common/limits.ts';
import { decodeServerFrame, FrameError } from '../../../common/wire/codec.ts';
import type {
  EventFrame,
  ReplyData,
  RequestData,
  RequestType,
  ServerFrame,
} from '../../../common/wire/frames.ts';
import { backoff } from './backoff.ts';
import { createRequests, lost, type Requests } from './requests.ts';
import type { Timers } from './timers.ts';

export interface Connection {
  start(): void;
  stop(): void;
  /** The network is back or the machine woke: connect at once, or see whether the old connection still lives. */
  wake(): void;
  request<T extends RequestType>(type: T, data: RequestData<T>): Promise<ReplyData<T>>;
  state(): ConnectionState;
}

export interface ConnectionOptions {
  readonly url: string;
  readonly timers: Timers;
  readonly random: () => number;
  /** A valid access token; `renew` forces a fresh one. Rejects with `unauthorized` when the session is over. */
  readonly token: (renew: boolean) => Promise<string>;
  /** A cheap request that shows whether a quiet connection still lives. */
  readonly probe: (connection: Connection) => Promise<unknown>;
  readonly onState: (state: ConnectionState) => void;
  readonly onReady: (hello: ReplyData<'hello'>) => void;
  readonly onEvent: (event: EventFrame) => void;
  readonly onDefect: (error: unknown) => void;
}

interface Line {
  readonly socket: WebSocket;
  readonly requests: Requests;
  heardAt: number;
}

// A browser cannot see the server's pings: silence of more than two beats is asked about.
const quietMs = 2 * times.heartbeat;

/** Makes a connection that is idle until started. */
export function createConnection(options: ConnectionOptions): Connection {
  const { timers, random } = options;
  let state: ConnectionState = { name: 'idle' };
  let line: Line | null = null;
  let cancelTimer = () => {};

  const step = (event: ConnectionEvent) => {
    const next = transition(state, event, attempt => backoff(attempt, random));
    if (next === state) return;
    state = next;
    options.onState(next);
    enter(next);
  };

  const enter = (next: ConnectionState) => {
    cancelTimer();
    if (next.name === 'connecting') void connect(next);
    else if (next.name === 'waiting') cancelTimer = timers.after(next.delay, () => step({ type: 'due' }));
    else if (next.name === 'ready') watch();
    else if (next.name === 'stopped') drop(closeCodes.normal.code);
  };

  const connect = async (attempt: ConnectionState & { name: 'connecting' }) => {
    let token: string;
    try {
      token = await options.token(attempt.renew);
    } catch (error) {
      if (state !== attempt) return;
      return step(isRefusal(error) ? { type: 'revoked' } : { type: 'closed', code: null });
    }
    if (state === attempt) open(token);
  };

  const open = (token: string) => {
    const socket = new WebSocket(options.url);
    const requests = createRequests({
      write: text => socket.send(text),
      timers,
      timeout: times.requestTimeout,
      onTimeout: () => check(mine),
    });
    const mine: Line = { socket, requests, heardAt: timers.monotonic() };
    line = mine;
    socket.onopen = () => {
      if (line !== mine) return;
      step({ type: 'opened' });
      requests.send('hello', { token }).then(
        hello => {
          if (line !== mine) return;
          step({ type: 'welcomed' });
          options.onReady(hello);
        },
        error => line === mine && end(mine, isRefusal(error) ? closeCodes.unauthorized.code : null),
      );
    };
    socket.onmessage = ({ data }) => line === mine && typeof data === 'string' && hear(mine, data);
    socket.onclose = ({ code }) => line === mine && end(mine, code);
  };

  const end = (mine: Line, code: number | null) => {
    line = null;
    mine.socket.close();
    mine.requests.abandon();
    step({ type: 'closed', code });
  };

  const drop = (code: number) => {
    const mine = line;
    line = null;
    mine?.socket.close(code);
    mine?.requests.abandon();
  };

  const hear = (mine: Line, text: string) => {
    mine.heardAt = timers.monotonic();
    let frame: ServerFrame | null;
    try {
      frame = decodeServerFrame(text);
    } catch (error) {
      if (error instanceof FrameError) return options.onDefect(error);
      throw error;
    }
    if (frame === null) return;
    if ('re' in frame) return mine.requests.settle(frame);
    if (frame.type === 'server_shutdown') step({ type: 'shutdown', ...frame.data });
    options.onEvent(frame);
    if (frame.type === 'session_revoked') step({ type: 'revoked' });
  };

  const watch = () => {
    const mine = line;
    if (mine === null) return;
    const left = mine.heardAt + quietMs - timers.monotonic();
    cancelTimer = timers.after(Math.max(1_000, left), () => {
      if (line !== mine || state.name !== 'ready') return;
      if (timers.monotonic() - mine.heardAt >= quietMs) void options.probe(connection).catch(() => undefined);
      watch();
    });
  };

  // A request went unanswered: if nothing else was heard meanwhile either, the line is dead.
  const check = (mine: Line) => {
    if (line === mine && timers.monotonic() - mine.heardAt >= times.requestTimeout) end(mine, 1006);
  };

  const connection: Connection = {
    start: () => step({ type: 'start' }),
    stop: () => step({ type: 'stop' }),
    wake() {
      if (state.name === 'ready') void options.probe(connection).catch(() => undefined);
      step({ type: 'wake' });
    },
    request(type, data) {
      return line !== null && state.name === 'ready'
        ? line.requests.send(type, data)
        : Promise.reject(lost());
    },
    state: () => state,
  };
  return connection;
}

function isRefusal(error: unknown): boolean {
  return error instanceof AppError && error.code === 'unauthorized';
}
