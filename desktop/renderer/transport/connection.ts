// The connection to the server: drives the machine with real sockets, one at a time, and comes back by itself.
import {
  type ConnectionEvent,
  type ConnectionState,
  transition,
} from '../../../common/connection/machine.ts';
import { times } from '../../../common/limits.ts';
import type { EventFrame, ReplyData, RequestData, RequestType } from '../../../common/wire/frames.ts';
import { backoff } from './backoff.ts';
import { lost } from './requests.ts';
import { isRefusal, type Line, openLine } from './socket.ts';
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
  /** While a call lives: then no wait is long. */
  readonly urgent: () => boolean;
  readonly onState: (state: ConnectionState) => void;
  readonly onReady: (hello: ReplyData<'hello'>) => void;
  readonly onEvent: (event: EventFrame) => void;
  readonly onDefect: (error: unknown) => void;
}

// A browser cannot see the server's pings: silence of more than two beats is asked about.
const quietMs = 2 * times.heartbeat;
// A network that swallows packets would keep a browser waiting for minutes.
const openWithin = 15_000;
const openSoon = 4_000;

/** Makes a connection that is idle until started. */
export function createConnection(options: ConnectionOptions): Connection {
  const { timers, random } = options;
  let state: ConnectionState = { name: 'idle' };
  let line: Line | null = null;
  let cancelTimer = () => {};

  const step = (event: ConnectionEvent) => {
    const next = transition(state, event, attempt => backoff(attempt, random, options.urgent()));
    if (next === state) return;
    state = next;
    options.onState(next);
    cancelTimer();
    if (next.name === 'connecting') void connect(next);
    else if (next.name === 'waiting') cancelTimer = timers.after(next.delay, () => step({ type: 'due' }));
    else if (next.name === 'ready') watch();
    else if (next.name === 'stopped') hangUp();
  };
  const hangUp = () => {
    line?.drop();
    line = null;
  };
  const connect = async (attempt: ConnectionState & { name: 'connecting' }) => {
    try {
      const token = await options.token(attempt.renew);
      if (state === attempt) line = openLine(lineOptions(token));
    } catch (error) {
      if (state !== attempt) return;
      step(isRefusal(error) ? { type: 'revoked' } : { type: 'closed', code: null });
    }
  };
  const lineOptions = (token: string) => ({
    ...options,
    token,
    openWithin: options.urgent() ? openSoon : openWithin,
    onOpen: () => step({ type: 'opened' }),
    onWelcome(hello: ReplyData<'hello'>) {
      step({ type: 'welcomed' });
      options.onReady(hello);
    },
    onEvent(event: EventFrame) {
      if (event.type === 'server_shutdown') step({ type: 'shutdown', ...event.data });
      options.onEvent(event);
      if (event.type === 'session_revoked') step({ type: 'revoked' });
    },
    onEnd(code: number | null) {
      line = null;
      step({ type: 'closed', code, inCall: options.urgent() });
    },
  });
  // Only that an answer comes counts; when none does, the silence ends the connection.
  const probe = () => void options.probe(connection).catch(() => undefined);
  const watch = () => {
    const left = quietMs - (line?.silence() ?? 0);
    cancelTimer = timers.after(Math.max(1_000, left), () => {
      if ((line?.silence() ?? 0) >= quietMs) probe();
      watch();
    });
  };

  const connection: Connection = {
    start: () => step({ type: 'start' }),
    stop: () => step({ type: 'stop' }),
    wake() {
      if (state.name === 'ready') probe();
      step({ type: 'wake' });
    },
    request(type, data) {
      return line !== null && state.name === 'ready' ? line.send(type, data) : Promise.reject(lost());
    },
    state: () => state,
  };
  return connection;
}
