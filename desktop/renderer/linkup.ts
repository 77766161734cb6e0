// The account's connection: its driver with what it needs, who follows it, and what wakes it.
import type { StoreApi } from 'zustand/vanilla';
import type { ConnectionState } from '../../common/connection/machine.ts';
import type { Disposer } from '../ipc/channels.ts';
import type { AccountOptions } from './account.ts';
import type { Bridge } from './bridge.ts';
import type { Events } from './events.ts';
import { type Connection, createConnection } from './transport/connection.ts';

export interface ConnectionInfo {
  readonly state: ConnectionState;
  /** False until the first hello was taken. */
  readonly wasReady: boolean;
}

interface ConnectionParts {
  readonly events: Events;
  readonly info: StoreApi<ConnectionInfo>;
  readonly probe: (connection: Connection) => Promise<unknown>;
}

/** The connection of one account; what becomes of it is told to `info` and `events`. */
export function connectionOf(options: AccountOptions, { events, info, probe }: ConnectionParts): Connection {
  const { server, session, timers, clock, onDefect } = options;
  return createConnection({
    url: `${server.replace(/^http/, 'ws')}/api/v1/socket`,
    timers,
    random: Math.random,
    token: session.tokens.access,
    probe,
    urgent: options.urgent,
    onState(state) {
      info.setState({ state, ...(state.name === 'ready' && { wasReady: true }) });
      if (state.name === 'stopped' && state.reason === 'unauthorized') {
        void session.tokens.clear().then(session.end, onDefect);
      }
    },
    onReady(hello) {
      clock.correct(hello.serverTime);
      events.ready();
    },
    onEvent: events.emit,
    onDefect,
  });
}

interface Connected {
  connected(): void;
  disconnected(): void;
}

/** Tells the parts when it is there and when it is gone. */
export function followConnection(
  info: StoreApi<ConnectionInfo>,
  events: Events,
  parts: readonly Connected[],
  onReady: () => void,
): Disposer[] {
  return [
    events.onReady(() => {
      onReady();
      for (const part of parts) part.connected();
    }),
    info.subscribe((now, before) => {
      if (before.state.name === 'ready' && now.state.name !== 'ready')
        for (const part of parts) part.disconnected();
    }),
  ];
}

/** A network that is back, a page that is seen again and a machine that woke up end the waiting. */
export function wakeUps(
  page: Window,
  bridge: Bridge,
  { wake, stop, start }: Pick<Connection, 'wake' | 'stop' | 'start'>,
): Disposer {
  let asleep = false;
  const seen = () => page.document.visibilityState === 'visible' && wake();
  page.addEventListener('online', wake);
  page.document.addEventListener('visibilitychange', seen);
  const unsubscribe = bridge.onPowerEvent(({ kind }) => {
    // A machine that sleeps is not there, and the others need not wait for its silence to tell them.
    if (kind === 'suspend') {
      asleep = true;
      stop();
    } else if (kind === 'resume' || kind === 'unlock' || kind === 'active') {
      if (asleep) start();
      asleep = false;
      wake();
    }
  });
  return () => {
    page.removeEventListener('online', wake);
    page.document.removeEventListener('visibilitychange', seen);
    unsubscribe();
  };
}
