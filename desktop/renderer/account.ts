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
import { type Boxes, createSealer, openBoxes, plainSealer } from './cache/boxes.ts';
import { openTable } from './cache/database.ts';
import { cacheKey } from './cache/key.ts';
import { createGroups } from './chats/groups.ts';
import type { Clock } from './clock.ts';
import { createEvents, type Events } from './events.ts';
import { createActs } from './messages/acts.ts';
import { createDesk } from './messages/desk.ts';
import { createDrafts } from './messages/drafts.ts';
import { createHistory } from './messages/history.ts';
import { createOutbox } from './messages/outbox.ts';
import { createReceipts } from './messages/receipts.ts';
import { createScheduled } from './messages/scheduled.ts';
import { createTyping } from './messages/typing.ts';
import type { NavParts } from './nav.ts';
import { createDirectory } from './people/directory.ts';
import { watchIdle } from './presence/idle.ts';
import { createOwnPresence, type OwnPresence } from './presence/own.ts';
import { createPreferences, type PreferencesParts } from './presence/preferences.ts';
import { inQuietHours } from './presence/quiet.ts';
import { createProjection } from './replica/projection.ts';
import { reduce } from './replica/reduce.ts';
import { emptyReplica, type Replica, type ReplicaInput } from './replica/state.ts';
import { createSync } from './replica/sync.ts';
import { createSearch } from './search/store.ts';
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
  const databaseName = `baraza.${storageKey}`;
  const newId = () => crypto.randomUUID();
  const outbox = createOutbox({
    table: openTable<Outgoing>(page.indexedDB, databaseName, 'clientId'),
    request: data => request('message_send', data),
    onAcknowledged: message => dispatch({ type: 'acknowledged', message }),
    onDefect,
    newId,
    now: options.clock.now,
    timers,
    random: Math.random,
  });
  const cacheName = `baraza.cache.${storageKey}`;
  const projection = createProjection({
    boxes: openCache(options, cacheName),
    replica,
    dispatch,
    timers,
    onDefect,
  });
  const preferences = createPreferences({ api, onDefect });
  const receipts = createReceipts({ replica, dispatch, request, timers, onDefect });
  const drafts = createDrafts({
    storage: page.localStorage,
    key: `baraza.drafts.${storageKey}`,
    put: api.putDraft,
    timers,
    onDefect,
  });
  const sync = createSync({
    replica,
    dispatch(input) {
      dispatch(input);
      if (input.type === 'snapshot') for (const { id, draft } of input.chats) drafts.take(id, draft ?? null);
    },
    api,
    timers,
  });
  const history = createHistory({ replica, dispatch, api });
  const desk = createDesk();
  const scheduled = createScheduled({ api, outbox, newId, onDefect });
  const disposers = [
    listen(messages => {
      for (const { senderId, clientId } of messages) if (senderId === user.id) outbox.seen(clientId);
    }),
    ...followConnection(info, events, [sync, outbox, receipts, drafts], () => {
      void request('presence_set', { status: presence.effective() }).catch(() => undefined);
    }),
    wakeUps(page, bridge, connection.wake),
    events.on('draft', ({ chatId, draft }) => drafts.take(chatId, draft)),
    events.on('scheduled_changed', scheduled.load),
    events.on('chat_removed', sync.removed),
    events.on('me_changed', preferences.load),
    events.onReady(preferences.load),
    watchIdle(page, timers, presence.setIdle),
    watchQuiet(options, preferences, presence),
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
    history,
    desk,
    scheduled,
    search: createSearch({ ask: api.search, replica: replica.getState, after: timers.after }),
    acts: createActs({
      self: user.id,
      replica: replica.getState,
      dispatch,
      request,
      api,
      desk,
      history,
      openChat: nav.openChat,
    }),
    groups: createGroups({ self: user.id, api, dispatch, openChat: nav.openChat }),
    typing: createTyping((chatId, active) => request('typing', { chatId, active }), timers),
    directory: createDirectory(api, users => dispatch({ type: 'users', users }), timers),
    preferences,
    /** Shows what was kept, then connects. */
    start(): void {
      void projection.restore().then(connection.start);
    },
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
      nav.reset();
      drafts.clear();
      await projection.close();
      page.indexedDB.deleteDatabase(databaseName);
      page.indexedDB.deleteDatabase(cacheName);
      await bridge.deleteSecret(cacheName);
    },
    dispose() {
      connection.stop();
      for (const part of [sync, outbox, receipts, presence, drafts, projection]) part.dispose();
      for (const dispose of disposers) dispose();
    },
  };
}

// A browser's own data lies open on its disk anyway; the desktop has a place for keys.
async function openCache({ page, bridge }: AccountOptions, name: string): Promise<Boxes> {
  const { crypto, indexedDB } = page.self;
  if (!bridge.choosesServer) return openBoxes(indexedDB, name, plainSealer);
  const key = await cacheKey(bridge, name, crypto);
  const random = (bytes: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(bytes);
  return openBoxes(indexedDB, name, createSealer(key, crypto.subtle, random));
}

function watchQuiet(
  { clock }: AccountOptions,
  { store }: PreferencesParts,
  { setQuiet }: OwnPresence,
): Disposer {
  const look = () => setQuiet(inQuietHours(store.getState().held.quietHours, clock.now()));
  const disposers = [store.subscribe(look), clock.store.subscribe(look)];
  return () => {
    for (const dispose of disposers) dispose();
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
