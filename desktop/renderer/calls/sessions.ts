// The one session that lives on this device: made for a call, made ready while it rings, closed with what is left of it.
import type { Call } from '../../../common/calls/state.ts';
import type { CallId } from '../../../common/ids.ts';
import type { Arrivals } from './arrivals.ts';
import type { Courier } from './courier.ts';
import type { CallsDeps } from './deps.ts';
import { fetchIce, withoutServers } from './ice.ts';
import type { LinkState } from './link.ts';
import type { PreferencesStore } from './preferences.ts';
import { createSession, type Session } from './session.ts';
import type { CallsStore } from './state.ts';

interface SessionsOptions {
  readonly deps: CallsDeps;
  readonly store: CallsStore;
  readonly courier: Courier;
  readonly preferences: PreferencesStore;
  readonly arrivals: Arrivals;
  isCurrent(call: Call): boolean;
  onLink(callId: CallId, state: LinkState): void;
  onGone(callId: CallId): void;
}

export class Sessions {
  readonly #options: SessionsOptions;
  #current: Session | null = null;
  /** The connection of the call that rings here, made ready meanwhile. */
  #ready: { readonly callId: CallId; readonly session: Promise<Session | null> } | null = null;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  get current(): Session | null {
    return this.#current;
  }

  /** Null when the call is over before it is known how to connect. */
  async connect(call: Call): Promise<Session | null> {
    const { deps, store, preferences, isCurrent } = this.#options;
    const freshIce = () => fetchIce(deps.iceServers, preferences.getState().relayOnly);
    const ice = await freshIce().catch((error: unknown) => {
      deps.report('No ICE servers: only direct ways remain', error);
      return withoutServers(preferences.getState().relayOnly);
    });
    if (!isCurrent(call)) return null;
    this.close();
    this.#current = createSession({
      call,
      deps,
      ice,
      freshIce,
      screen: () => (store.getState().own.screen ? preferences.getState().shareFor : null),
      onLink: state => this.#options.onLink(call.callId, state),
      onTrack: (slot, track) => store.setState(({ remote }) => ({ remote: { ...remote, [slot]: track } })),
      tell: news => {
        if (isCurrent(call)) store.setState(news);
      },
      onGone: () => this.#options.onGone(call.callId),
    });
    return this.#current;
  }

  /** While it rings: finds ways and reads the offer, so that answering only has to say yes. */
  prepare(call: Call): void {
    const { callId } = call;
    if (this.#ready?.callId === callId) return;
    const { arrivals, deps } = this.#options;
    const session = this.connect(call).then(made => {
      const offer = arrivals.offerOf(callId);
      if (offer) made?.prepare(offer);
      return made;
    });
    session.catch((error: unknown) => deps.report(`Call ${callId} was not made ready`, error));
    this.#ready = { callId, session };
  }

  async prepared(call: Call): Promise<Session | null> {
    const ready = this.#ready?.callId === call.callId ? await this.#ready.session : null;
    return ready && ready === this.#current ? ready : this.connect(call);
  }

  close(): void {
    if (!this.#current) return;
    const { callId } = this.#current.call;
    const record = this.#current.close();
    this.#current = null;
    if (!record) return;
    this.#options.courier.send('call_quality', { callId, ...record.quality });
    this.#options.store.setState({ verdict: record.verdict });
  }
}
