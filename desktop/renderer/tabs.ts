// Of all tabs with this app one is the app: they share a session, drafts and an outbox. The others say so and can take over.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Disposer } from '../ipc/channels.ts';
import type { Timers } from './transport/timers.ts';

interface TabsState {
  /** `left`: this tab was the app until another one took over. */
  readonly seat: 'here' | 'elsewhere' | 'left';
  /** A call goes on in the tab that is the app, or went on here until it was left. */
  readonly inCall: boolean;
}

export interface Tabs {
  readonly store: StoreApi<TabsState>;
  /** Starts the app here, now or as soon as no other tab is it; resolves when it is known which. */
  enter(start: () => Promise<void>): Promise<void>;
  takeOver(): void;
}

interface TabsOptions {
  readonly page: Window;
  readonly timers: Timers;
  readonly inCall: () => boolean;
  /** Ends what goes on here; what was written and not sent is kept on this device. */
  readonly leave: () => void;
  readonly report: (error: unknown) => void;
}

type Said = { readonly kind: 'take' | 'ask' } | { readonly kind: 'told'; readonly inCall: boolean };

const name = 'baraza.tab';
const takeKey = 'baraza.takeOver';
// A tab that the browser has put to sleep can not answer; it learns of it when it wakes.
const patienceMs = 4_000;

/** The seat of this tab. Where the browser has no locks (an insecure address) each tab takes one. */
export function createTabs({ page, timers, inCall, leave, report }: TabsOptions): Tabs {
  const store = createStore<TabsState>(() => ({ seat: 'here', inCall: false }));
  const locks = page.navigator.locks as LockManager | undefined;
  if (!locks) return { store, enter: start => start(), takeOver: () => undefined };
  const channel = new BroadcastChannel(name);
  const say = (said: Said) => channel.postMessage(said);
  let start = () => Promise.resolve();
  let release: Disposer | null = null;
  let queued: AbortController | null = null;
  let forcing = false;

  const granted = () => {
    queued = null;
    start()
      .catch(report)
      // Unless another tab took over meanwhile.
      .finally(() => release !== null && store.setState({ seat: 'here', inCall: false }));
    return new Promise<void>(resolve => {
      release = resolve;
    });
  };
  const give = () => {
    if (release === null) return;
    store.setState({ seat: 'left', inCall: inCall() });
    leave();
    release();
    release = null;
  };
  const ask = (options: LockOptions) => {
    locks.request(name, options, granted).catch(ended);
  };
  // Called off here, or taken by force from a tab that slept.
  const ended = (error: unknown) => {
    if (!(error instanceof DOMException && error.name === 'AbortError')) return report(error);
    const force = forcing;
    forcing = false;
    if (force && release === null) ask({ steal: true });
    else if (!force && queued === null) give();
  };
  const queue = () => {
    queued = new AbortController();
    ask({ signal: queued.signal });
  };
  const take = () => {
    say({ kind: 'take' });
    if (queued === null) queue();
    timers.after(patienceMs, () => {
      if (release !== null || queued === null) return;
      // Only once it is certain that it was not granted just now: one must not steal from oneself.
      forcing = true;
      queued.abort();
    });
  };
  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if (data.kind === 'told') store.setState({ inCall: data.inCall });
    else if (data.kind === 'ask') release !== null && say({ kind: 'told', inCall: inCall() });
    else if (queued !== null) {
      // Whoever was clicked is next; those that wait go behind.
      queued.abort();
      queued = null;
      timers.after(2 * patienceMs, queue);
    } else give();
  };
  return {
    store,
    async enter(begin) {
      start = begin;
      if (page.sessionStorage.getItem(takeKey) !== null) {
        page.sessionStorage.removeItem(takeKey);
        store.setState({ seat: 'elsewhere' });
        return take();
      }
      await new Promise<void>(resolve => {
        locks
          .request(name, { ifAvailable: true }, lock => {
            if (lock !== null) {
              start = () => begin().finally(resolve);
              return granted();
            }
            store.setState({ seat: 'elsewhere' });
            say({ kind: 'ask' });
            queue();
            resolve();
          })
          .catch(ended);
      });
    },
    takeOver() {
      if (store.getState().seat === 'elsewhere') return take();
      // What this tab knew is old by now: it begins anew.
      page.sessionStorage.setItem(takeKey, 'yes');
      page.location.reload();
    },
  };
}
