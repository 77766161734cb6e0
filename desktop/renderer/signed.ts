// What exists while someone is signed in: the account, the calls, and the notices.
import type { ChatId, UserId } from '../../common/ids.ts';
import type { Disposer } from '../ipc/channels.ts';
import { type Account, createAccount } from './account.ts';
import type { SessionState } from './auth/session.ts';
import type { Calls } from './calls/compose.ts';
import type { CallsDeps } from './calls/deps.ts';
import type { Base } from './compose.ts';
import { createMissed, type Missed } from './missed.ts';
import { wideWindow } from './nav.ts';
import { faceOf } from './notify/face.ts';
import { createNotifier, type Notifier } from './notify/notify.ts';
import { playMessageSound } from './notify/sound.ts';
import { typingHolds } from './replica/reduce.ts';

export interface Signed {
  readonly account: Account;
  readonly calls: Calls;
  readonly missed: Missed;
  dispose: Disposer;
}

/** Makes everything for one person and connects. Calls come as a part of their own, loaded before the first event. */
export async function signIn(base: Base, state: SessionState & { name: 'signed_in' }): Promise<Signed> {
  const { createCalls } = await import('./calls/compose.ts');
  const { bridge, page, nav, clock, timers, session, fetcher, report } = base;
  const account = createAccount({
    server: state.server,
    user: state.user,
    session,
    bridge,
    nav,
    clock,
    timers,
    fetcher,
    page,
    urgent: () => isInCall(calls),
    onDefect: report,
  });
  const calls = createCalls(callsDeps(base, account));
  const missed = createMissed({
    storage: page.localStorage,
    key: `baraza.callsSeen.${state.server}.${state.user.id}`,
    calls: calls.store,
    nav: nav.store,
  });
  const notifier = watchNotices(base, account, calls);
  const disposers = [
    feedReplica(base, account, notifier.arrived),
    followPause(base, account),
    askToNotify(page),
    // Whoever was away hears of the calls they missed.
    account.events.onReady(calls.actions.loadHistory),
    missed.dispose,
  ];
  account.start();
  return {
    account,
    calls,
    missed,
    dispose() {
      for (const dispose of disposers) dispose();
      notifier.dispose();
      calls.dispose();
      account.dispose();
    },
  };
}

function watchNotices(base: Base, account: Account, calls: Calls): Notifier {
  const { bridge, page, nav, settings, attention, t, report } = base;
  return createNotifier({
    bridge,
    replica: account.replica,
    settings: settings.store,
    attention,
    nav: nav.store,
    openChat: id => nav.openChat(id as ChatId),
    isWide: () => page.matchMedia(wideWindow).matches,
    status: () => shownStatus(account),
    call: () => ({ inCall: isInCall(calls), micMuted: !calls.store.getState().own.audio }),
    notices: () => account.preferences.store.getState().held.notices ?? {},
    isBlocked: account.blocks.has,
    setNotice: account.preferences.setNotice,
    reply: account.outbox.send,
    markRead: account.receipts.read,
    play: playMessageSound,
    face: (id, name) => faceOf(page.document, id, name),
    onTrayChange: listener =>
      all(
        account.presence.store.subscribe(listener),
        account.connection.subscribe(listener),
        account.preferences.store.subscribe(listener),
        calls.store.subscribe(listener),
      ),
    t,
    now: Date.now,
    onDefect: report,
  });
}

function all(...disposers: readonly Disposer[]): Disposer {
  return () => {
    for (const dispose of disposers) dispose();
  };
}

/** The status for the tray: offline says that messages do not come in. */
function shownStatus({ connection, presence }: Account) {
  return connection.getState().state.name === 'ready' ? presence.effective() : 'offline';
}

function isInCall({ store }: Calls): boolean {
  const { kind } = store.getState().call;
  return kind !== 'idle' && kind !== 'ended';
}

// Each server event goes through the reducer, and a message in time also to the notices.
function feedReplica(
  { timers }: Base,
  { events, dispatch }: Account,
  arrived: Notifier['arrived'],
): Disposer {
  return events.onAny(event => {
    dispatch({ type: 'event', event, now: timers.monotonic() });
    if (event.type === 'message_created') arrived(event.data.message);
    if (event.type === 'typing' && event.data.active) {
      timers.after(typingHolds + 50, () => dispatch({ type: 'elapsed', now: timers.monotonic() }));
    }
  });
}

// Not to be disturbed for a time: the shell keeps until when, and everyone is shown so.
function followPause({ settings, clock }: Base, { presence }: Account): Disposer {
  let callOff: Disposer = () => undefined;
  const look = () => {
    const { mutedUntil } = settings.store.getState();
    const left = (mutedUntil ?? 0) - Date.now();
    presence.setPaused(left > 0);
    callOff();
    callOff = left > 0 ? clock.ringAt(clock.now() + left, look) : () => undefined;
  };
  look();
  return all(settings.store.subscribe(look), () => callOff());
}

// A browser answers this question only after a click or a key.
function askToNotify(page: Window): Disposer {
  const { document } = page;
  const ask = () => {
    document.removeEventListener('pointerup', ask);
    if ('Notification' in page && Notification.permission === 'default' && !page.baraza) {
      void Notification.requestPermission();
    }
  };
  document.addEventListener('pointerup', ask);
  return () => document.removeEventListener('pointerup', ask);
}

function callsDeps(base: Base, account: Account): CallsDeps {
  const { bridge, timers, settings, t, page, report } = base;
  const { request, events, api, replica, dispatch } = account;
  const asked = new Set<UserId>();
  const fetchUser = (id: UserId) => {
    if (asked.has(id)) return;
    asked.add(id);
    api.user(id).then(
      ({ user }) => dispatch({ type: 'users', users: [user] }),
      () => asked.delete(id),
    );
  };
  return {
    request,
    onEvent: events.on,
    onReady: events.onReady,
    wakeConnection: account.reconnect,
    iceServers: api.iceServers,
    calls: before => api.calls({ ...(before && { before }) }),
    self: account.self,
    people: {
      get(id) {
        const user = replica.getState().users[id];
        if (!user) fetchUser(id);
        return user && { name: user.displayName };
      },
      onChange: listener =>
        replica.subscribe((now, before) => {
          if (now.users !== before.users) listener();
        }),
    },
    bridge,
    inBrowser: base.info.platform === 'browser',
    settings: settings.store.getState,
    doNotDisturb: () => account.presence.effective() === 'dnd',
    translate: t,
    newId: () => crypto.randomUUID(),
    clock: { now: Date.now, after: timers.after },
    devices: page.navigator.mediaDevices as MediaDevices | undefined,
    report: (message, error) => report(message, error),
  };
}
