// The socket endpoint: hello, heartbeat, budgets, and the way of every frame in and out.
import websocket from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';
import type { RawData, WebSocket } from 'ws';
import { AppError } from '../../common/errors.ts';
import { limits, times } from '../../common/limits.ts';
import { decodeRequest, encodeEvent, FrameError } from '../../common/wire/codec.ts';
import type { RequestFrame } from '../../common/wire/frames.ts';
import type { Caller, Log, Routed } from '../context.ts';
import { toAppError } from '../failures.ts';
import type { Metrics } from '../infra/metrics.ts';
import type { Hub } from './hub.ts';
import { refuse } from './router.ts';
import { Session } from './session.ts';

interface Parts {
  hub: Hub;
  route(caller: Caller, frame: RequestFrame<Routed>): Promise<string>;
  authenticate(token: string): Promise<Caller>;
  /** Told of each device that comes and goes, in this order. */
  watchers: readonly { connected(caller: Caller): void; disconnected(caller: Caller): void }[];
  rateLimitScale: number;
  metrics: Metrics;
  log: Log;
}

/** Requests a second that a socket may make for long, and how many at once. */
const rate = { perSecond: 50, burst: 200 };
/** What may stand against a socket before it is abuse: so many frames that make no sense, or ten times as many too soon. */
const abuse = { limit: 50, senseless: 1, tooSoon: 0.1 };
/** A peer silent for so many beats is gone. */
const silentBeats = 2;

export function createGateway({ hub, route, authenticate, watchers, rateLimitScale, metrics, log }: Parts) {
  const sessions = new Set<Session>();

  async function greet(session: Session, id: number, token: string): Promise<void> {
    const caller = await authenticate(token);
    if (session.state.kind !== 'anonymous') return;
    session.state = { kind: 'ready', caller };
    hub.add(caller, session);
    metrics.connections.inc();
    const data = { ...caller, serverTime: new Date().toISOString(), heartbeatMs: times.heartbeat };
    session.send(JSON.stringify({ re: id, ok: true, data }));
    for (const watcher of watchers) watcher.connected(caller);
  }

  function leave(session: Session): void {
    sessions.delete(session);
    const { state } = session;
    session.state = { kind: 'closed' };
    if (state.kind !== 'ready') return;
    metrics.connections.dec();
    if (!hub.remove(state.caller, session)) return;
    for (const watcher of watchers) watcher.disconnected(state.caller);
  }

  /** Takes one frame; every way out of here is a reply or a close. */
  async function take(session: Session, text: string): Promise<void> {
    try {
      const frame = decodeRequest(text);
      spend(session, frame.id, rateLimitScale);
      if (frame.type === 'hello') return await hello(session, frame);
      if (session.state.kind !== 'ready')
        throw new FrameError(frame.id, new AppError('unauthorized', 'Say hello first'));
      session.send(await route(session.state.caller, frame));
    } catch (error) {
      if (!(error instanceof AppError)) log.error({ err: error }, 'A frame failed');
      session.send(refuse(error instanceof FrameError ? error.id : null, toAppError(error), metrics));
      const told = error instanceof AppError ? error.code : 'internal';
      const blamed = session.blame(told === 'rate_limited' ? abuse.tooSoon : abuse.senseless);
      if (blamed > abuse.limit && rateLimitScale > 0) session.close('abuse');
    }
  }

  async function hello(session: Session, { id, data }: RequestFrame<'hello'>): Promise<void> {
    if (session.state.kind === 'ready')
      throw new FrameError(id, new AppError('conflict', 'Hello was said already'));
    try {
      await greet(session, id, data.token);
    } catch (error) {
      const told = toAppError(error);
      session.send(refuse(id, told, metrics));
      session.close(told.code === 'unauthorized' ? 'unauthorized' : 'unavailable');
    }
  }

  function accept(socket: WebSocket, address: string): void {
    const session = new Session(socket, address, rate.burst * rateLimitScale);
    sessions.add(session);
    const impatience = setTimeout(() => {
      if (session.state.kind === 'anonymous') session.close('helloTimeout');
    }, times.helloWithin);
    socket.on('message', (data: RawData, isBinary: boolean) => {
      session.silentBeats = 0;
      const text = isBinary ? '' : data.toString();
      take(session, text).catch(error => log.error({ err: error }, 'A frame failed'));
    });
    socket.on('pong', () => {
      session.silentBeats = 0;
    });
    socket.on('error', error => log.info({ err: error.message }, 'A socket broke'));
    socket.on('close', () => {
      clearTimeout(impatience);
      leave(session);
    });
  }

  // One wheel for all sockets: silent for two beats means gone.
  const heartbeat = setInterval(() => {
    for (const session of sessions) {
      if (session.silentBeats < silentBeats) session.ping();
      else session.terminate();
    }
  }, times.heartbeat);

  return {
    async register(app: FastifyInstance): Promise<void> {
      await app.register(websocket, {
        options: { maxPayload: limits.frameBytes, perMessageDeflate: false, clientTracking: false },
      });
      app.get('/api/v1/socket', { websocket: true }, (socket, request) => accept(socket, request.ip));
    },

    /** Tells every client that this node goes; what they asked for is still answered. */
    announceShutdown(): void {
      clearInterval(heartbeat);
      const frame = encodeEvent('server_shutdown', { reconnectAfterMs: times.reconnectAfterDrain });
      for (const session of sessions) session.send(frame);
    },

    /** Sends every client away, to come back to another node or to the next start of this one. */
    closeAll(): void {
      for (const session of sessions) session.close('drain');
    },

    /** Cuts what did not close by itself. */
    terminate(): void {
      for (const session of sessions) session.terminate();
    },
  };
}

/** Takes one token from the socket's bucket; throws `rate_limited` when it is empty. */
function spend(session: Session, id: number, scale: number): void {
  if (scale === 0) return;
  const { budget } = session;
  const now = performance.now();
  const refilled = budget.tokens + ((now - budget.at) / 1000) * rate.perSecond * scale;
  budget.tokens = Math.min(rate.burst * scale, refilled) - 1;
  budget.at = now;
  if (budget.tokens >= 0) return;
  budget.tokens = Math.max(budget.tokens, -1);
  throw new FrameError(id, new AppError('rate_limited', 'Too many requests; try again in a moment'));
}
