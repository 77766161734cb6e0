// Who is signed in here: choosing a server, registering, signing in and out, and coming back after a restart.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SignedIn, User } from '../../../common/auth/user.ts';
import type { DeviceId } from '../../../common/ids.ts';
import type { http, Reply } from '../../../common/wire/http.ts';
import type { AppInfo } from '../../ipc/channels.ts';
import { parseServerOrigin } from '../../ipc/link.ts';
import type { Bridge } from '../bridge.ts';
import { createApi, createOpenApi } from '../transport/api.ts';
import type { Fetch } from '../transport/http.ts';
import { createTokens, type StoredSession, type Tokens, type TokenVault } from '../transport/tokens.ts';

export type SessionState =
  | { readonly name: 'choosing_server' }
  | {
      readonly name: 'signed_out';
      readonly server: string;
      readonly ended: boolean;
      /** Whose session ended; empty where no one's did. */
      readonly username: string;
      /** When the account goes that one has just left. */
      readonly deleteAt?: string;
    }
  | { readonly name: 'signed_in'; readonly server: string; readonly user: User; readonly deviceId: DeviceId };

/** `untrusted`: no authority vouches for the certificate of the server at `origin`. */
export type ServerProblem =
  | 'invalid'
  | 'unreachable'
  | 'not_baraza'
  | { readonly name: 'untrusted'; readonly origin: string };

export interface SessionParts {
  readonly store: StoreApi<SessionState>;
  readonly tokens: Tokens;
  /** Comes back as whoever was signed in. */
  restore(): Promise<void>;
  /** Null when the server was taken; the desktop then reloads the page. */
  chooseServer(address: string): Promise<ServerProblem | null>;
  forgetServer(): Promise<void>;
  register(form: { username: string; displayName: string; password: string; invite?: string }): Promise<void>;
  /** Errors: `unauthorized`, with `details.secondFactor` where a code is needed too. */
  signIn(form: { username: string; password: string; totp?: string }): Promise<void>;
  /** What a newcomer may do here. */
  registration(invite?: string): Promise<Reply<typeof http.registration>>;
  signOut(): Promise<void>;
  /** The account was left: its sessions are over already. */
  left(deleteAt: string): Promise<void>;
  renamed(user: User): void;
  /** The server ended the session. */
  end(): void;
}

export interface SessionOptions {
  readonly bridge: Bridge;
  readonly info: AppInfo;
  readonly server: string | null;
  readonly fetcher: Fetch;
  readonly page: Window;
}

/** The session of this window. */
export function createSession({ bridge, info, server, fetcher, page }: SessionOptions): SessionParts {
  const store = createStore<SessionState>(() =>
    server === null
      ? { name: 'choosing_server' }
      : { name: 'signed_out', server, ended: false, username: '' },
  );
  const origin = server ?? '';
  const open = createOpenApi(origin, fetcher);
  const vault = vaultOf(bridge, origin);
  const end = () => {
    const state = store.getState();
    if (state.name !== 'signed_in') return;
    store.setState({ name: 'signed_out', server: origin, ended: true, username: state.user.username }, true);
  };
  const tokens = createTokens({
    vault,
    refresh: open.refresh,
    monotonic: () => performance.now(),
    exclusively: task => exclusively(page, task),
    onEnded: end,
  });
  const deviceName = deviceNameOf(info, page.navigator.userAgent);
  const welcome = async (signedIn: SignedIn) => {
    await tokens.adopt(signedIn);
    const { user, deviceId } = signedIn;
    store.setState({ name: 'signed_in', server: origin, user, deviceId }, true);
  };

  return {
    store,
    tokens,
    end,
    async restore() {
      const kept = server === null ? null : await tokens.restore();
      if (kept)
        store.setState({ name: 'signed_in', server: origin, user: kept.user, deviceId: kept.deviceId }, true);
    },
    async chooseServer(address) {
      const found = await findServer(address, bridge);
      if ('problem' in found) return found.problem;
      await bridge.chooseServer(found.origin);
      return null;
    },
    forgetServer: () => bridge.chooseServer(null),
    register: async form => welcome(await open.register({ ...form, deviceName })),
    signIn: async form => welcome(await open.login({ ...form, deviceName })),
    registration: open.registration,
    async left(deleteAt) {
      const state = store.getState();
      const username = state.name === 'signed_in' ? state.user.username : '';
      await tokens.clear();
      store.setState({ name: 'signed_out', server: origin, ended: false, username, deleteAt }, true);
    },
    async signOut() {
      // The server is told as long as it answers; this device forgets in any case.
      const told = createApi(origin, fetcher, tokens.access).logout();
      await told.catch(() => undefined);
      await tokens.clear();
      store.setState({ name: 'signed_out', server: origin, ended: false, username: '' }, true);
    },
    renamed(user) {
      const state = store.getState();
      if (state.name !== 'signed_in') return;
      store.setState({ ...state, user }, true);
      void vault.load().then(kept => kept && vault.save({ ...kept, user }));
    },
  };
}

/** Tries an address as people write it; https first, unless it names this machine. */
async function findServer(
  address: string,
  bridge: Bridge,
): Promise<{ readonly origin: string } | { readonly problem: ServerProblem }> {
  const candidates = originsOf(address);
  if (candidates.length === 0) return { problem: 'invalid' };
  let problem: ServerProblem = 'unreachable';
  for (const origin of candidates) {
    const answer = await bridge.probeServer(origin);
    if (answer === 'baraza') return { origin };
    // Never from there to a way that anyone can read.
    if (answer === 'untrusted') return { problem: { name: 'untrusted', origin } };
    if (answer === 'other') problem = 'not_baraza';
  }
  return { problem };
}

/** The origins that an address as typed may mean, the likeliest first. */
export function originsOf(address: string): readonly string[] {
  const text = address.trim().replace(/\/+$/, '');
  const written = /^https?:\/\//i.test(text);
  const local = /^(localhost|127\.|\[::1\]|10\.|192\.168\.)/i.test(text);
  const tries = written
    ? [text]
    : local
      ? [`http://${text}`, `https://${text}`]
      : [`https://${text}`, `http://${text}`];
  return tries.map(parseServerOrigin).filter(origin => origin !== null);
}

function vaultOf(bridge: Bridge, origin: string): TokenVault {
  const key = `session.${origin}`;
  return {
    async load() {
      const text = await bridge.getSecret(key);
      return text === null ? null : (JSON.parse(text) as StoredSession);
    },
    save: session => bridge.setSecret(key, JSON.stringify(session)),
    clear: () => bridge.deleteSecret(key),
  };
}

// Windows of one browser share the tokens; without locks (an insecure page) there is nothing to hold on to.
function exclusively<T>(page: Window, task: () => Promise<T>): Promise<T> {
  const locks = page.navigator.locks as LockManager | undefined;
  return locks ? locks.request('baraza.tokens', task) : task();
}

function deviceNameOf({ platform }: AppInfo, userAgent: string): string {
  const systems: Record<AppInfo['platform'], string> = {
    darwin: 'Baraza, macOS',
    linux: 'Baraza, Linux',
    win32: 'Baraza, Windows',
    browser: browserName(userAgent),
  };
  return systems[platform];
}

function browserName(userAgent: string): string {
  const [browser] = /Firefox|Edg|Chrome|Safari/.exec(userAgent) ?? ['Browser'];
  const [system] = /Windows|Mac OS X|Android|iPhone|Linux/.exec(userAgent) ?? [''];
  return [browser.replace('Edg', 'Edge'), system.replace('Mac OS X', 'macOS')].filter(Boolean).join(', ');
}
