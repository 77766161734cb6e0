// Everything that belongs to one signed-in person: made at sign-in, disposed of at sign-out.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { User } from '../../common/auth/user.ts';
import type { ConnectionState } from '../../common/connection/machine.ts';
import type { UserId } from '../../common/ids.ts';
import type { Message } from '../../common/messages/message.ts';
import type { Outgoing } from '../../common/messages/outbox.ts';
import type { Disposer } from '../ipc/channels.ts';
import type { SessionParts } from './auth/session.ts';
import type { Bridge } from './bridge.ts';
import { openTable } from './cache/database.ts';
import type { Clock } from './clock.ts';
import { createEvents, type Events } from './events.ts';
import { createDrafts } from './messages/drafts.ts';
import { createHistory } from './messages/history.ts';
import { createOutbox } from './messages/outbox.ts';
import { createReceipts } from './messages/receipts.ts';
import { createTyping } from './messages/typing.ts';
import type { NavParts } from './nav.ts';
import { createDirectory } from './people/directory.ts';
import { createOwnPresence } from './presence/own.ts';
import { reduce } from './replica/reduce.ts';
import { emptyReplica, type Replica, type ReplicaInput } from './replica/state.ts';
import { createSync } from './replica/sync.ts';
import { createApi } from './transport/api.ts';
import { type Connection, createConnection } from './transport/connection.ts';
import type { Fetch } from './transport/http.ts';
import type { Timers } from './transport/timers.ts';

export interface AccountOptions {
  readonly server: string;
  readonly user: User;
  readonly session: SessionParts;
  readonly bridge: Bridge;
  readonly nav: NavParts;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly fetcher: Fetch;
  readonly page: Window;
  readonly onDefect: (error: unknown) => void;
}

export interface ConnectionInfo {
  readonly state: ConnectionState;
  /** False until the first hello was taken. */
  readonly wasReady: boolean;
}

export type Account = ReturnType<typeof createAccount>;

/** Puts the parts of an account together; `start` connects. */
export function createAccount(options: AccountOptions) {
  const { server, user, session, bridge, nav, timers, page, onDefect } = options;
  const { replica, dispatch, listen } = createReplica(user);
  const storageKey = `${server}.${user.id}`;
  const api = createApi(server, options.fetcher, session.tokens.access);
  const events = createEvents();
  const info = createStore<ConnectionInfo>(() => ({ state: { name: 'idle' }, wasReady: false }));
  const connection = connectionOf(options, {
    events,
    info,
    // A cheap request that changes nothing.
    probe: line => line.request('presence_set', { status: presence.effective() }),
  });
  const { request } = connection;
  const presence = createOwnPresence(bridge, page.localStorage, `baraza.status.${storageKey}`, status => {
    void request('presence_set', { status }).catch(() => undefined);
  });
  const sync = createSync({ replica, dispatch, api, timers });
  const databaseName = `baraza.${storageKey}`;
  const outbox = createOutbox({
    table: openTable<Outgoing>(page.indexedDB, databaseName, 'clientId'),
    request: data => request('message_send', data),
    onAcknowledged: message => dispatch({ type: 'acknowledged', message }),
    onDefect,
    newId: () => crypto.randomUUID(),
    now: options.clock.now,
    timers,
    random: Math.random,
  });
  const receipts = createReceipts({ replica, dispatch, request, timers, onDefect });
  const drafts = createDrafts(page.localStorage, `baraza.drafts.${storageKey}`);
  const disposers = [
    listen(messages => {
      for (const { senderId, clientId } of messages) if (senderId === user.id) outbox.seen(clientId);
    }),
    ...followConnection(info, events, [sync, outbox, receipts], () => {
      void request('presence_set', { status: presence.effective() }).catch(() => undefined);
    }),
    wakeUps(page, bridge, connection.wake),
  ];

  return {
    self: user.id,
    api,
    replica,
    dispatch,
    connection: info,
    request,
    events,
    presence,
    outbox,
    receipts,
    drafts,
    history: createHistory({ replica, dispatch, api }),
    typing: createTyping((chatId, active) => request('typing', { chatId, active }), timers),
    directory: createDirectory(api, users => dispatch({ type: 'users', users }), timers),
    start: connection.start,
    reconnect() {
      connection.start();
      connection.wake();
    },
    /** Opens the direct chat with someone, made if there is none yet. */
    async openDirect(userId: UserId): Promise<void> {
      const { chat, users } = await api.createChat({ kind: 'direct', userId });
      dispatch({ type: 'chat', chat, users });
      nav.openChat(chat.id);
    },
    /** Ends the session on this device and forgets what was kept for it. */
    async signOut(): Promise<void> {
      connection.stop();
      await session.signOut();
      drafts.clear();
      page.indexedDB.deleteDatabase(databaseName);
    },
    dispose() {
      connection.stop();
      for (const part of [sync, outbox, receipts, presence]) part.dispose();
      for (const dispose of disposers) dispose();
    },
  };
}

type Incoming = (messages: readonly Message[]) => void;

function createReplica(user: User) {
  const listeners = new Set<Incoming>();
  const start = reduce(emptyReplica(user.id), { type: 'users', users: [user] });
  const replica = createStore<Replica>(() => start);
  return {
    replica,
    dispatch(input: ReplicaInput) {
      replica.setState(reduce(replica.getState(), input), true);
      const messages = messagesIn(input);
      if (messages.length > 0) for (const listener of listeners) listener(messages);
    },
    listen(listener: Incoming): Disposer {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function messagesIn(input: ReplicaInput): readonly Message[] {
  if (input.type === 'changes') return input.page.messages;
  if (input.type === 'page') return input.messages;
  if (input.type === 'event' && input.event.type === 'message_created') return [input.event.data.message];
  return [];
}

interface ConnectionParts {
  readonly events: Events;
  readonly info: StoreApi<ConnectionInfo>;
  readonly probe: (connection: Connection) => Promise<unknown>;
}

function connectionOf(options: AccountOptions, { events, info, probe }: ConnectionParts): Connection {
  const { server, session, timers, clock, onDefect } = options;
  return createConnection({
    url: `${server.replace(/^http/, 'ws')}/api/v1/socket`,
    timers,
    random: Math.random,
    token: session.tokens.access,
    probe,
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

function followConnection(
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

function wakeUps(page: Window, bridge: Bridge, wake: () => void): Disposer {
  const seen = () => page.document.visibilityState === 'visible' && wake();
  page.addEventListener('online', wake);
  page.document.addEventListener('visibilitychange', seen);
  const unsubscribe = bridge.onPowerEvent(({ kind }) => {
    if (kind === 'resume' || kind === 'unlock') wake();
  });
  return () => {
    page.removeEventListener('online', wake);
    page.document.removeEventListener('visibilitychange', seen);
    unsubscribe();
  };
}
