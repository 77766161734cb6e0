// The WebRTC service of one call, the one place with RTCPeerConnection: perfect negotiation, candidates, ICE restarts.
import type { Plan, ScreenKind } from '../../../common/calls/adapt.ts';
import type { IceCandidate, SessionDescription } from '../../../common/calls/signal.ts';
import type { Disposer } from '../../ipc/channels.ts';
import { Candidates } from './candidates.ts';
import type { Clock } from './deps.ts';
import { configurationOf, type IceSettings } from './ice.ts';
import { createLink, type Link, type LinkState } from './link.ts';
import { Senders } from './senders.ts';
import { type Slot, slotOf, type Tracks } from './slots.ts';
import { applyPlan, askForThrift } from './tuning.ts';

interface ServiceOptions {
  /** The callee is polite: when both negotiate at once, its offer gives way. */
  readonly polite: boolean;
  readonly ice: IceSettings;
  /** Credentials may have run out since the call began. */
  freshIce(): Promise<IceSettings>;
  readonly clock: Clock;
  sendCandidate(candidate: IceCandidate): void;
  sendDescription(description: SessionDescription): void;
  onState(state: LinkState): void;
  onTrack(slot: Slot, track: MediaStreamTrack): void;
  onError(error: unknown): void;
}

const UNANSWERED_FOR = 5_000;

/** A bare connection; looked up when it is made, so that a test can collect the connections. */
export function openConnection(configuration: RTCConfiguration): RTCPeerConnection {
  return new globalThis.RTCPeerConnection(configuration);
}

/** Connects to one other person once. `initializeCall` first, `endCall` last. */
export class WebRtcService {
  readonly #options: ServiceOptions;
  readonly #connection: RTCPeerConnection;
  readonly #link: Link;
  readonly #senders: Senders;
  readonly #candidates: Candidates;
  /** The first offer and answer travel by call_offer and call_answer; negotiation begins after them. */
  #live = false;
  #makingOffer = false;
  #ignoringOffer = false;
  #settingAnswer = false;
  #stopRepeat: Disposer | null = null;

  private constructor(options: ServiceOptions) {
    this.#options = options;
    this.#connection = openConnection(configurationOf(options.ice));
    this.#senders = new Senders(this.#connection);
    this.#candidates = new Candidates(this.#connection, options.sendCandidate);
    this.#link = createLink({
      clock: options.clock,
      restart: () => this.#restart(),
      onState: options.onState,
    });
    this.#listen();
  }

  /** Opens the connection and looks for ways to it; the other side hears nothing of it yet. */
  static initializeCall(options: ServiceOptions): WebRtcService {
    return new WebRtcService(options);
  }

  /** new, connecting, connected, disconnected, reconnecting, failed or closed. */
  get state(): LinkState {
    return this.#link.state();
  }

  #listen(): void {
    const [connection, options] = [this.#connection, this.#options];
    connection.onicecandidate = ({ candidate }) => this.#candidates.found(candidate);
    connection.onconnectionstatechange = () => this.#link.update(connection.connectionState);
    connection.onnegotiationneeded = () => {
      if (this.#live) this.#negotiate().catch(options.onError);
    };
    connection.ontrack = ({ transceiver, track }) => {
      const slot = slotOf(connection.getTransceivers(), transceiver);
      if (slot) options.onTrack(slot, track);
    };
  }

  /** The caller's first description. */
  async createOffer(tracks: Tracks): Promise<SessionDescription> {
    this.#senders.offer();
    await this.#senders.fill(tracks);
    await this.#connection.setLocalDescription();
    return this.#description();
  }

  /** Reads the caller's description while it rings, so that answering takes no time. Nothing goes out. */
  async prepareOffer(offer: SessionDescription): Promise<void> {
    await this.#connection.setRemoteDescription(offer);
  }

  /** The callee's answer to it. */
  async handleOffer(offer: SessionDescription, tracks: Tracks): Promise<SessionDescription> {
    if (!this.#connection.remoteDescription) await this.prepareOffer(offer);
    this.#link.begin();
    await this.#senders.fill(tracks);
    await this.#connection.setLocalDescription();
    this.#live = true;
    await this.#candidates.release(this.#ignoringOffer);
    return this.#description();
  }

  /** The caller has the answer. */
  async handleAnswer(answer: SessionDescription): Promise<void> {
    if (this.#live || this.#connection.signalingState !== 'have-local-offer') return;
    this.#live = true;
    this.#link.begin();
    await this.#connection.setRemoteDescription(answer);
    await this.#candidates.release(this.#ignoringOffer);
    this.#candidates.tellAgain();
  }

  /** Any later description. */
  async handleDescription(description: SessionDescription): Promise<void> {
    const { signalingState } = this.#connection;
    const stable =
      signalingState === 'stable' || (signalingState === 'have-local-offer' && this.#settingAnswer);
    const collision = description.type === 'offer' && (this.#makingOffer || !stable);
    this.#ignoringOffer = !this.#options.polite && collision;
    // An answer to an offer that was said twice.
    const surplus = description.type === 'answer' && signalingState === 'stable';
    if (this.#ignoringOffer || surplus) return;
    this.#settingAnswer = description.type === 'answer';
    try {
      await this.#connection.setRemoteDescription(description);
    } finally {
      this.#settingAnswer = false;
    }
    await this.#candidates.release(this.#ignoringOffer);
    if (description.type !== 'offer') return;
    await this.#connection.setLocalDescription();
    this.#options.sendDescription(this.#description());
  }

  addIceCandidate(candidate: IceCandidate | null): Promise<void> {
    return this.#candidates.add(candidate, this.#ignoringOffer);
  }

  async setTrack(slot: Slot, track: MediaStreamTrack | null): Promise<void> {
    if (this.#closed) return;
    await this.#senders.set(slot, track);
  }

  /** Sends the voice, or nothing in its place; nothing is negotiated. */
  async toggleAudio(on: boolean): Promise<void> {
    if (!this.#closed) await this.#senders.toggle('audio', on);
  }

  /** Sends camera and screen, or nothing in their place; nothing is negotiated. */
  async toggleVideo(on: boolean): Promise<void> {
    if (!this.#closed) await this.#senders.toggle('video', on);
  }

  /** Sets size, rate and share of what is sent. */
  async tune(plan: Plan, screen: ScreenKind | null): Promise<void> {
    if (!this.#closed) await applyPlan(this.#connection.getTransceivers(), plan, screen);
  }

  /** Says again what the other side has not answered: it may have been away. */
  repeat(): void {
    this.#stopRepeat?.();
    this.#stopRepeat = null;
    if (this.#live && this.#connection.signalingState === 'have-local-offer') this.#sendOffer();
  }

  /** New credentials; a call that goes through a relay moves to one that was asked for with them. */
  renew(relayed: boolean): void {
    if (relayed) this.#restart();
    else void this.#reconfigure();
  }

  networkChanged(): void {
    this.#link.networkChanged();
  }

  /** How both sides have described themselves; empty while they have not. */
  descriptions(): readonly [own: string, theirs: string] {
    return [this.#connection.localDescription?.sdp ?? '', this.#connection.remoteDescription?.sdp ?? ''];
  }

  stats(): Promise<RTCStatsReport> {
    return this.#connection.getStats();
  }

  endCall(): void {
    this.#stopRepeat?.();
    this.#link.close();
    this.#connection.onicecandidate = null;
    this.#connection.onconnectionstatechange = null;
    this.#connection.onnegotiationneeded = null;
    this.#connection.ontrack = null;
    this.#connection.close();
  }

  get #closed(): boolean {
    return this.#connection.signalingState === 'closed';
  }

  // W3C WebRTC 1.0, section 10.7; `handleDescription` is its other half.
  async #negotiate(): Promise<void> {
    if (this.#closed) return;
    try {
      this.#makingOffer = true;
      await this.#connection.setLocalDescription();
      this.#sendOffer();
    } finally {
      this.#makingOffer = false;
    }
  }

  #sendOffer(): void {
    this.#options.sendDescription(this.#description());
    this.#stopRepeat?.();
    this.#stopRepeat = this.#options.clock.after(UNANSWERED_FOR, () => this.repeat());
  }

  #restart(): void {
    if (this.#closed) return;
    this.#candidates.forget();
    void this.#reconfigure().finally(() => {
      if (!this.#closed) this.#connection.restartIce();
    });
  }

  // Without the server the old ones, or none, must do.
  async #reconfigure(): Promise<void> {
    try {
      const ice = await this.#options.freshIce();
      if (!this.#closed) this.#connection.setConfiguration(configurationOf(ice));
    } catch (error) {
      this.#options.onError(error);
    }
  }

  #description(): SessionDescription {
    const { localDescription } = this.#connection;
    if (!localDescription) throw new Error('The connection has no description');
    return { type: localDescription.type, sdp: askForThrift(localDescription.sdp) };
  }
}
