// Runs a call: moves the machine, opens media, makes the session and talks to the server about it.
import { transition } from '../../../common/calls/machine.ts';
import type { IceCandidate } from '../../../common/calls/signal.ts';
import { type Call, type CallEvent, type CallState, callOf, isLive } from '../../../common/calls/state.ts';
import { AppError, type ErrorCode } from '../../../common/errors.ts';
import type { CallId } from '../../../common/ids.ts';
import type { EventData, RequestData } from '../../../common/wire/frames.ts';
import { Arrivals } from './arrivals.ts';
import type { Courier } from './courier.ts';
import type { CallsDeps } from './deps.ts';
import type { DevicesStore } from './devices.ts';
import type { LinkState } from './link.ts';
import { OwnMedia } from './ownMedia.ts';
import type { PreferencesStore } from './preferences.ts';
import type { Session } from './session.ts';
import { Sessions } from './sessions.ts';
import { type CallsStore, freshCall } from './state.ts';

type Change = (before: CallState, after: CallState) => void;

interface EngineParts {
  readonly deps: CallsDeps;
  readonly store: CallsStore;
  readonly courier: Courier;
  readonly preferences: PreferencesStore;
  readonly list: DevicesStore;
}

/** The one place where a call's state, its media and its connection meet. */
export class Engine {
  readonly media: OwnMedia;
  readonly #deps: CallsDeps;
  readonly #store: CallsStore;
  readonly #courier: Courier;
  readonly #arrivals = new Arrivals();
  readonly #listeners: Change[] = [];
  readonly #sessions: Sessions;
  /** Asking for the same call again is how one learns what became of it. */
  #offer: RequestData<'call_offer'> | null = null;

  constructor(parts: EngineParts) {
    const { deps, store, courier, preferences, list } = parts;
    this.#deps = deps;
    this.#store = store;
    this.#courier = courier;
    this.#sessions = new Sessions({
      ...parts,
      arrivals: this.#arrivals,
      isCurrent: call => this.#isCurrent(call),
      onLink: (callId, state) => this.#linked(callId, state),
      onGone: callId => this.dispatch({ type: 'remote:gone', callId, at: deps.clock.now() }),
    });
    this.media = new OwnMedia({ devices: deps.devices, list, preferences }, store, {
      track: (slot, track) => this.session?.setTrack(slot, track),
      state: media => this.session?.sendMedia(media),
    });
  }

  get session(): Session | null {
    return this.#sessions.current;
  }

  onChange(listener: Change): void {
    this.#listeners.push(listener);
  }

  dispatch(event: CallEvent): void {
    const before = this.#store.getState().call;
    const after = transition(before, event);
    if (after === before) return;
    if (callOf(before)?.callId !== callOf(after)?.callId) this.#begin(after);
    this.#store.setState({ call: after });
    if (this.session && !this.#isCurrent(this.session.call)) this.#sessions.close();
    if (!isLive(after) || after.kind === 'incoming') this.media.letGo();
    for (const listener of this.#listeners) listener(before, after);
    if (after.kind === 'incoming') this.#sessions.prepare(after.call);
    // Two calls crossed: the other person's is answered, as both wished.
    const crossed = after.kind === 'preparing' && after.offer && event.type !== 'local:answer';
    if (crossed) this.answer(after.call, after.call.callType === 'video');
  }

  /** Opens what the call needs, offers it and rings. */
  place(call: Call): void {
    this.#place(call).catch((error: unknown) => this.#broken(call, error));
  }

  /** Opens what the call needs and answers. */
  answer(call: Call, video: boolean): void {
    this.#answer(call, video).catch((error: unknown) => this.#broken(call, error));
  }

  /** An offer has come; its description is kept until the call is answered. */
  offered(data: EventData<'call_offer'>): void {
    this.#arrivals.offer(data);
    const { callId, from, callType, expiresAt } = data;
    this.dispatch({ type: 'remote:offer', callId, from, callType, expiresAt });
  }

  candidate(callId: CallId, candidate: IceCandidate | null): void {
    if (this.session?.call.callId === callId) this.session.candidate(candidate);
    else this.#arrivals.candidate(callId, candidate);
  }

  /** The socket was away while it rang: is it ringing still? */
  offerAgain(): void {
    const { call } = this.#store.getState();
    const [session, offer] = [this.session, this.#offer];
    if (call.kind !== 'outgoing' || call.reachable === null || !session || !offer) return;
    if (offer.callId === call.call.callId) void this.#ask(call.call, session, offer);
  }

  dispose(): void {
    this.#sessions.close();
    this.media.letGo();
  }

  #begin(state: CallState): void {
    const call = callOf(state);
    if (!call) return;
    const { own, local } = this.#store.getState();
    const video = call.callType === 'video';
    // Where two calls crossed, the open microphone goes over to the one that won.
    this.#store.setState({ ...freshCall, own, local, peer: { audio: true, video, screen: false } });
  }

  #isCurrent(call: Call): boolean {
    const state = this.#store.getState().call;
    return isLive(state) && callOf(state)?.callId === call.callId;
  }

  async #open(call: Call, video: boolean): Promise<boolean> {
    return (await this.media.open(video)) && this.#isCurrent(call);
  }

  #unable(call: Call): void {
    if (this.#isCurrent(call)) this.dispatch({ type: 'device:unable', callId: call.callId });
  }

  #linked(callId: CallId, state: LinkState): void {
    const at = this.#deps.clock.now();
    if (state === 'connected') this.dispatch({ type: 'link:up', callId, at });
    if (state === 'disconnected') {
      this.dispatch({ type: 'link:down', callId, at });
      // The server's line may be as dead, and it waits for this device only so long.
      this.#deps.wakeConnection();
    }
    if (state !== 'failed') return;
    this.dispatch({ type: 'link:lost', callId, at });
    this.#courier.send('call_end', { callId, reason: 'failed' });
  }

  async #place(call: Call): Promise<void> {
    const { callId, peerId: to, callType } = call;
    const [opened, session] = await Promise.all([
      this.#open(call, callType === 'video'),
      this.#sessions.connect(call),
    ]);
    if (!opened) return this.#unable(call);
    const offer = await session?.offer(this.#store.getState().local);
    if (!session || !offer || this.session !== session) return;
    this.#offer = { callId, to, callType, offer };
    this.dispatch({ type: 'device:ready', callId });
    await this.#ask(call, session, this.#offer);
  }

  async #ask(call: Call, session: Session, offer: RequestData<'call_offer'>): Promise<void> {
    const { callId } = call;
    try {
      const reply = await this.#courier.insist('call_offer', offer, () => this.session === session);
      if (this.session === session && reply.callId === callId) this.#openSignals(session);
      this.dispatch({ type: 'remote:accepted', callId, winner: reply.callId, reachable: reply.reachable });
      // It gave way here to a call that has ended since: then it must not ring on there.
      if (reply.callId === callId && !this.#isCurrent(call)) this.#courier.send('call_end', { callId });
    } catch (error) {
      const code = codeOf(error);
      if (code === 'unavailable' || code === 'internal') this.#courier.send('call_end', { callId });
      this.dispatch({ type: 'remote:refused', callId, code });
    }
  }

  async #answer(call: Call, video: boolean): Promise<void> {
    const { callId } = call;
    // Where the person has allowed it before, the answer waits for no device: what is opened follows it.
    const opening = this.#open(call, video);
    if (!(await this.media.isAllowed(video)) && !(await opening)) return this.#unable(call);
    const session = await this.#sessions.prepared(call);
    if (!session) return;
    const { offer, candidates } = this.#arrivals.take(callId);
    if (!offer) throw new Error('The offer of a ringing call is missing');
    for (const candidate of candidates) session.candidate(candidate);
    const answer = await session.answer(offer, () => this.#store.getState().local);
    if (this.session !== session) return;
    this.dispatch({ type: 'device:ready', callId });
    try {
      const taken = this.#courier.insist('call_answer', { callId, answer });
      // The server keeps the order of a call's frames, so the candidates need not wait for its reply.
      this.#openSignals(session);
      await taken;
    } catch (error) {
      if (codeOf(error) === 'conflict') this.dispatch({ type: 'remote:taken', callId });
      else this.dispatch({ type: 'remote:gone', callId, at: this.#deps.clock.now() });
    }
  }

  #openSignals(session: Session): void {
    session.open();
    session.sendMedia(this.#store.getState().own);
  }

  #broken(call: Call, error: unknown): void {
    // A hang-up closes the connection under whatever was being set up.
    if (!this.#isCurrent(call)) return;
    this.#deps.report(`Call ${call.callId} could not be set up`, error);
    const farewell = call.direction === 'incoming' ? 'call_decline' : 'call_end';
    this.#courier.send(farewell, { callId: call.callId });
    this.dispatch({ type: 'remote:ended', callId: call.callId, reason: 'failed', duration: 0 });
  }
}

function codeOf(error: unknown): ErrorCode {
  return error instanceof AppError ? error.code : 'internal';
}
