// Everything that belongs to one signed-in person: made at sign-in, disposed of at sign-out.

import { createStore } from 'zustand/vanilla';
import type { User } from '../../common/auth/user.ts';
import { AppError } from '../../common/errors.ts';
import type { UserId } from '../../common/ids.ts';
import { createRole } from './admin/role.ts';
import type { SessionParts } from './auth/session.ts';
import type { Bridge } from './bridge.ts';
import { openCache, openKept } from './cache/open.ts';
import { createGroups } from './chats/groups.ts';
import type { Clock } from './clock.ts';
import { createEvents } from './events.ts';
import { createAvatars } from './files/avatars.ts';
import { createBringing } from './files/bringing.ts';
import { createBytes } from './files/bytes.ts';
import { createShelves } from './files/shelves.ts';
import { createSound } from './files/sound.ts';
import { createViewer } from './files/viewer.ts';
import { type ConnectionInfo, connectionOf, followConnection, wakeUps } from './linkup.ts';
import { createActs } from './messages/acts.ts';
import { createDesk } from './messages/desk.ts';
import { createDrafts } from './messages/drafts.ts';
import { createHistory } from './messages/history.ts';
import { createReceipts } from './messages/receipts.ts';
import { createScheduled } from './messages/scheduled.ts';
import { createTyping } from './messages/typing.ts';
import type { NavParts } from './nav.ts';
import { openOutbox } from './outgoing.ts';
import { createBlocks } from './people/blocks.ts';
import { createDirectory } from './people/directory.ts';
import { watchIdle } from './presence/idle.ts';
import { createOwnPresence } from './presence/own.ts';
import { createPreferences, watchQuiet } from './presence/preferences.ts';
import { createReplica } from './replica/live.ts';
import { createProjection } from './replica/projection.ts';
import { createSync } from './replica/sync.ts';
import { createSearch } from './search/store.ts';
import { createApi } from './transport/api.ts';
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
  /** While a call lives the connection must be back soon. */
  readonly urgent: () => boolean;
  readonly onDefect: (error: unknown) => void;
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
  // Without a connection there is nothing to tell: the status is told anew with the next one.
  const unlessCut = (error: unknown) => {
    if (!(error instanceof AppError && error.code === 'unavailable')) onDefect(error);
  };
  const presence = createOwnPresence(
    bridge,
    page.localStorage,
    `baraza.status.${storageKey}`,
    (status, byHand) => {
      void request('presence_set', { status, ...(byHand && { byHand }) }).catch(unlessCut);
    },
  );
  const databaseName = `baraza.${storageKey}`;
  const newId = () => crypto.randomUUID();
  const outbox = openOutbox(options, databaseName, request, api, dispatch);
  const cacheName = `baraza.cache.${storageKey}`;
  const keptName = `baraza.files.${storageKey}`;
  const bringing = createBringing({
    server,
    access: session.tokens.access,
    api,
    outbox,
    blobs: openKept(options, keptName, cacheName),
    page,
    timers,
    onDefect,
  });
  const projection = createProjection({
    boxes: openCache(options, cacheName),
    replica,
    dispatch,
    timers,
    onDefect,
  });
  const preferences = createPreferences({ api, onDefect });
  const role = createRole(api, onDefect);
  const blocks = createBlocks({
    api,
    onFound(users, changed) {
      dispatch({ type: 'users', users });
      dispatch({ type: 'blocked', ids: users.map(({ id }) => id) });
      if (changed) sync.relist();
    },
    onDefect,
  });
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
      if (input.type !== 'snapshot') return;
      receipts.listed(input.chats);
      if (input.drafts) drafts.listed(input.drafts);
    },
    api,
    timers,
  });
  const history = createHistory({ replica, dispatch, api });
  const desk = createDesk();
  const bytes = createBytes({ api, now: options.clock.now, urls: URL });
  const sound = createSound({
    audio: new Audio(),
    link: bytes.link,
    renew: bytes.renew,
    messages: chatId => replica.getState().threads[chatId]?.messages ?? [],
  });
  const own = { self: user.id, api, dispatch, openChat: nav.openChat };
  const scheduled = createScheduled({ api, outbox, newId, onDefect });
  const disposers = [
    listen(messages => {
      for (const { senderId, clientId } of messages) if (senderId === user.id) outbox.seen(clientId);
    }),
    ...followConnection(info, events, [sync, outbox, bringing.uploads, receipts, drafts], () => {
      void request('presence_set', { status: presence.effective() }).catch(unlessCut);
    }),
    wakeUps(page, bridge, connection),
    events.on('draft', ({ chatId, draft }) => drafts.take(chatId, draft)),
    events.on('scheduled_changed', scheduled.load),
    events.on('chat_removed', sync.relist),
    events.on('me_changed', preferences.load),
    events.on('me_changed', blocks.load),
    events.on('me_changed', role.load),
    events.on('me_changed', () => {
      void api.me().then(({ user }) => dispatch({ type: 'users', users: [user] }), unlessCut);
    }),
    events.onReady(preferences.load),
    events.onReady(blocks.load),
    events.onReady(role.load),
    // The desktop knows of all programs, a page only of itself.
    bridge.choosesServer ? () => undefined : watchIdle(page, timers, presence.setIdle),
    watchQuiet(preferences, options.clock, presence.setQuiet),
  ];

  const forget = async () => {
    nav.reset();
    drafts.clear();
    outbox.clear();
    await projection.close();
    bringing.keeper.dispose();
    for (const name of [databaseName, cacheName, keptName]) page.indexedDB.deleteDatabase(name);
    await bridge.deleteSecret(cacheName);
  };

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
    role,
    blocks,
    receipts,
    drafts,
    history,
    desk,
    bytes,
    ...bringing,
    scheduled,
    search: createSearch({ ask: api.search, replica: replica.getState, after: timers.after }),
    acts: createActs({ ...own, replica: replica.getState, request, desk, history }),
    sound,
    shelves: createShelves(api),
    viewer: createViewer(),
    avatars: createAvatars({ api, dispatch }),
    groups: createGroups({ ...own, relist: sync.relist }),
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
    /** Bytes that this device keeps; null where the engine does not say. */
    async cacheSize(): Promise<number | null> {
      const [fetched, estimate] = await Promise.all([bridge.cacheSize(), page.navigator.storage?.estimate()]);
      return estimate?.usage === undefined ? null : estimate.usage + fetched;
    },
    /** Throws away what the server has too; what is on its way out stays. */
    async clearCache(): Promise<void> {
      await Promise.all([projection.clear(), bridge.clearCache()]);
    },
    /** Ends the session on this device and forgets what was kept for it. */
    async signOut(): Promise<void> {
      connection.stop();
      await session.signOut();
      return forget();
    },
    /** Leaves the server: all sessions end, and what is here is forgotten. Errors: `forbidden`, `conflict`. */
    async leave(password: string): Promise<void> {
      // The server closes the socket at once; that must not look like a session that someone else ended.
      connection.stop();
      const { deleteAt } = await api.leave(password).catch((error: unknown) => {
        connection.start();
        throw error;
      });
      await session.left(deleteAt);
      return forget();
    },
    dispose() {
      connection.stop();
      for (const part of [sync, outbox, receipts, presence, drafts, projection, bytes, bringing, sound])
        part.dispose();
      for (const dispose of disposers) dispose();
    },
  };
}
