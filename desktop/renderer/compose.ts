// Puts the app together, every part visible: what each one is given is all that it knows.
import type { TFunction } from 'i18next';
import { createStore } from 'zustand/vanilla';
import { isLive } from '../../common/calls/state.ts';
import type { AppInfo, Settings } from '../ipc/channels.ts';
import { createAccounts, tellAccounts } from './accounts/store.ts';
import { createAttention } from './attention.ts';
import { createInvitation } from './auth/invitation.ts';
import { createSession, type SessionState } from './auth/session.ts';
import type { Bridge } from './bridge.ts';
import { createClock } from './clock.ts';
import { tellDownloads } from './downloads.ts';
import { errorKey } from './errors.ts';
import { createNav } from './nav.ts';
import { createSettings } from './settings/store.ts';
import type { Signed } from './signed.ts';
import { createTabs } from './tabs.ts';
import { pageTimers } from './transport/timers.ts';
import { createToastQueue } from './ui/toastQueue.ts';

export interface ComposeOptions {
  readonly bridge: Bridge;
  readonly page: Window;
  readonly info: AppInfo;
  readonly settings: Settings;
  readonly t: TFunction;
}

export type Base = ReturnType<typeof createBase>;
export type App = ReturnType<typeof compose>;

/** Builds the app; nothing runs before `start`. */
export function compose(options: ComposeOptions) {
  const base = createBase(options);
  const { bridge, session, report, t } = base;
  const signed = createStore<{ readonly now: Signed | null }>(() => ({ now: null }));
  const toasts = createToastQueue((task, ms) => base.timers.after(ms, task));
  const now = () => signed.getState().now;
  const tabs = createTabs({
    page: options.page,
    timers: base.timers,
    inCall: () => isInCall(now()),
    leave() {
      now()?.calls.actions.hangUp();
      now()?.dispose();
      signed.setState({ now: null });
    },
    report,
  });
  /** Says in words what went wrong. */
  const complain = (error: unknown): void => {
    const key = errorKey(error);
    if (key === 'errors.internal') report(error);
    toasts.show({ kind: 'error', text: t(key) });
  };
  return {
    ...base,
    signed,
    toasts,
    tabs,
    complain,
    /** Comes back as whoever was signed in, or as a demo's person. */
    async start(): Promise<void> {
      followSession(base, state => signed.setState({ now: state }), now);
      tellDownloads({ bridge, toasts, t, complain });
      await session.restore();
      tellAccounts(base.bridge, session.store, report);
      if (session.store.getState().name === 'signed_out') await demo(bridge, session);
    },
  };
}

function createBase({ bridge, page, info, settings, t }: ComposeOptions) {
  const fetcher: typeof fetch = (input, init) => fetch(input, init);
  return {
    bridge,
    page,
    info,
    t,
    fetcher,
    timers: pageTimers,
    settings: createSettings(bridge, settings, page),
    nav: createNav(page.localStorage),
    clock: createClock(page.document),
    attention: createAttention(bridge, page),
    accounts: createAccounts(bridge, console.error),
    invitation: createInvitation(page),
    session: createSession({ bridge, info, server: settings.serverUrl, fetcher, page }),
    report: (...what: readonly unknown[]) => console.error(...what),
  };
}

function followSession(base: Base, set: (signed: Signed | null) => void, get: () => Signed | null): void {
  let latest: SessionState = base.session.store.getState();
  const entered = async (state: SessionState & { name: 'signed_in' }) => {
    // What needs someone signed in is no part of the first load.
    const { signIn } = await import('./signed.ts');
    const signed = await signIn(base, state);
    if (latest.name === 'signed_in' && latest.deviceId === state.deviceId) set(signed);
    else signed.dispose();
  };
  base.session.store.subscribe((state, before) => {
    latest = state;
    if (state.name === 'signed_in') {
      if (before.name !== 'signed_in') entered(state).catch(base.report);
    } else {
      get()?.dispose();
      set(null);
    }
  });
}

async function demo(bridge: Bridge, session: Base['session']): Promise<void> {
  const person = await bridge.demoSignIn();
  if (person === null) return;
  const { username, password, displayName } = person;
  await session
    .signIn({ username, password })
    .catch(() => session.register({ username, password, displayName }));
}

function isInCall(signed: Signed | null): boolean {
  return signed !== null && isLive(signed.calls.store.getState().call);
}
