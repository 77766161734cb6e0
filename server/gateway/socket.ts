// The socket endpoint: hello, heartbeat, budgets, and the way of every frame in and out.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import websocket from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RawData, WebSocket } from 'ws';
import { AppError } from '../../common/errors.ts';
import { limits, times } from '../../common/limits.ts';
import { decodeRequest, encodeEvent, FrameError } from '../../common/wire/codec.ts';
import type { RequestFrame } from '../../common/wire/frames.ts';
import type { Caller, Log, Routed } from '../context.ts';
import { toAppError } from '../failures.ts';
import type { Bus } from '../infra/bus.ts';
import type { Metrics } from '../infra/metrics.ts';
import { type Rates, tooMany } from '../infra/rates.ts';
import type { Tuning } from '../infra/tuning.ts';
import { createHealing } from './healing.ts';
import type { Hub } from './hub.ts';
import { createPending } from './pending.ts';
import { refuse } from './router.ts';
import { Session } from './session.ts';

interface Parts {
  bus: Bus;
  hub: Hub;
  route(caller: Caller, frame: RequestFrame<Routed>): Promise<string>;
  authenticate(token: string): Promise<Caller>;
  /** Told of each device that comes and goes, in this order. */
  watchers: readonly { connected(caller: Caller): void; disconnected(caller: Caller): void }[];
  rates: Rates;
  tuning: Tuning;
  metrics: Metrics;
  log: Log;
}

/** A socket may make the requests of so many seconds at once. */
const burstSeconds = 4;
/** What may stand against a socket before it is abuse: so many frames that make no sense, or ten times as many too soon. */
const abuse = { limit: 50, senseless: 1, tooSoon: 0.1 };
/** A peer silent for so many beats is gone. */
const silentBeats = 2;

/**
 * What opened a socket (the request, its answer, and what the framework hung on them) would live as long as the socket:
 * more than half of the memory that an idle one costs.
 */
function lighten(socket: WebSocket, opening: IncomingMessage): WebSocket {
  socket.removeAllListeners('error');
  const { _httpMessage: answer } = opening.socket as Socket & { _httpMessage?: ServerResponse | null };
  answer?.detachSocket(opening.socket);
  return socket;
}

export function createGateway({
  bus,
  hub,
  route,
  authenticate,
  watchers,
  rates,
  tuning,
  metrics,
  log,
}: Parts) {
  const sessions = new Set<Session>();
  const pending = createPending(tuning, metrics);
  createHealing({ bus, sessions });

  /** Requests a second; Infinity where limits are off. */
  const perSocket = () => tuning.limit('framesPerSocket') / 60;

  /** Takes a token from the socket's bucket, and counts for the person; throws `rate_limited`. */
  function spend(session: Session, id: number): void {
    const perSecond = perSocket();
    if (perSecond === Number.POSITIVE_INFINITY) return;
    try {
      session.spend(perSecond, perSecond * burstSeconds);
      if (session.state.kind === 'ready') rates.spend('framesPerUser', session.state.caller.userId);
    } catch (error) {
      throw error instanceof AppError ? new FrameError(id, error) : error;
    }
  }

  async function greet(session: Session, id: number, token: string): Promise<void> {
    const caller = await authenticate(token);
    if (session.state.kind !== 'anonymous') return;
    rates.spend('connectsPerUser', caller.userId);
    if (hub.othersOf(caller) >= tuning.limit('socketsPerUser')) {
      metrics.rateLimited.inc({ limit: 'socketsPerUser' });
      throw tooMany(times.heartbeat);
    }
    pending.leave(session);
    session.state = { kind: 'ready', caller };
    hub.add(caller, session);
    metrics.connections.inc();
    const data = { ...caller, serverTime: new Date().toISOString(), heartbeatMs: times.heartbeat };
    session.send(JSON.stringify({ re: id, ok: true, data }));
    for (const watcher of watchers) watcher.connected(caller);
  }

  function leave(session: Session): void {
    sessions.delete(session);
    pending.leave(session);
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
      spend(session, frame.id);
      if (frame.type === 'hello') return await hello(session, frame);
      if (session.state.kind !== 'ready')
        throw new FrameError(frame.id, new AppError('unauthorized', 'Say hello first'));
      session.send(await route(session.state.caller, frame));
    } catch (error) {
      if (!(error instanceof AppError)) log.error({ err: error }, 'A frame failed');
      session.send(refuse(error instanceof FrameError ? error.id : null, toAppError(error), metrics));
      const told = error instanceof AppError ? error.code : 'internal';
      const blamed = session.blame(told === 'rate_limited' ? abuse.tooSoon : abuse.senseless);
      if (blamed > abuse.limit && perSocket() < Number.POSITIVE_INFINITY) session.close('abuse');
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
    const session = new Session(socket, address, perSocket() * burstSeconds);
    sessions.add(session);
    pending.enter(session);
    const impatience = setTimeout(() => {
      if (session.state.kind === 'anonymous') session.close('helloTimeout');
    }, times.helloWithin);
    socket.on('message', (data: RawData, isBinary: boolean) => {
      session.silentBeats = 0;
      const text = isBinary ? '' : data.toString();
      session.begin(text.length);
      take(session, text)
        .catch(error => log.error({ err: error }, 'A frame failed'))
        .finally(() => session.done(text.length));
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
      const onRequest = async (request: FastifyRequest) => pending.admit(request.ip);
      app.get('/api/v1/socket', { websocket: true, onRequest }, (socket, request) =>
        accept(lighten(socket, request.raw), request.ip),
      );
    },

    /** Tells every client that this node goes; what they asked for is still answered. */
    announceShutdown(): void {
      clearInterval(heartbeat);
      // So that the nodes that stay are not met by all at once.
      const spread = Math.min(times.returnSpread, sessions.size * 2);
      for (const session of sessions) {
        const reconnectAfterMs = Math.round(times.reconnectAfterDrain + Math.random() * spread);
        session.send(encodeEvent('server_shutdown', { reconnectAfterMs }));
      }
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
