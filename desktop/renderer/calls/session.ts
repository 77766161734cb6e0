// The live parts of one call: its connection, its signals, its statistics, and what they steer.
import type { ScreenKind } from '../../../common/calls/adapt.ts';
import type {
  CallQuality,
  IceCandidate,
  MediaState,
  SessionDescription,
} from '../../../common/calls/signal.ts';
import type { Call } from '../../../common/calls/state.ts';
import { addEntry, type FlightEntry, type Verdict, verdictOf } from '../../../common/calls/verdict.ts';
import type { CallsDeps } from './deps.ts';
import { type IceSettings, renewIn } from './ice.ts';
import type { LinkState } from './link.ts';
import { WebRtcService } from './peer.ts';
import type { Reading } from './reading.ts';
import { safetyCode } from './safetyCode.ts';
import { createSignals } from './signals.ts';
import type { Slot, Tracks } from './slots.ts';
import type { CallsState } from './state.ts';
import { createStats } from './stats.ts';
import { createSteering, nothingHeld } from './steering.ts';

interface SessionOptions {
  readonly call: Call;
  readonly deps: CallsDeps;
  readonly ice: IceSettings;
  freshIce(): Promise<IceSettings>;
  /** What this device shares, null while nothing. */
  screen(): ScreenKind | null;
  onLink(state: LinkState): void;
  onTrack(slot: Slot, track: MediaStreamTrack): void;
  /** What the screens of the call show of it. */
  tell(news: Partial<Pick<CallsState, 'level' | 'safetyCode' | 'reading' | 'held'>>): void;
  onGone(): void;
}

/** What is left of a call that was connected. */
interface Outcome {
  readonly quality: CallQuality;
  readonly verdict: Verdict;
}

export interface Session {
  readonly call: Call;
  offer(tracks: Tracks): Promise<SessionDescription>;
  /** Makes ready to answer while it rings. */
  prepare(offer: SessionDescription): void;
  /** What is open by then is sent; the rest follows when it is. */
  answer(offer: SessionDescription, tracks: () => Tracks): Promise<SessionDescription>;
  answered(answer: SessionDescription): void;
  renegotiated(description: SessionDescription): void;
  candidate(candidate: IceCandidate | null): void;
  setTrack(slot: Slot, track: MediaStreamTrack | null): void;
  sendMedia(media: MediaState): void;
  /** The server knows the call: signals may go. */
  open(): void;
  socketBack(): void;
  networkChanged(): void;
  /** What is shared is to be seen another way. */
  retune(): void;
  /** Ends everything; null when it never connected. */
  close(): Outcome | null;
}

/** Makes the parts for one call and ties them together. */
export function createSession(options: SessionOptions): Session {
  const { call, deps, tell } = options;
  const { callId } = call;
  const { clock } = deps;
  const onError = (error: unknown) => deps.report(`Call ${callId}: negotiation failed`, error);
  const signals = createSignals({
    callId,
    request: deps.request,
    report: deps.report,
    onGone: options.onGone,
  });
  let answeredAt: number | null = null;
  let link: LinkState = 'new';
  let held = nothingHeld;
  let media: MediaState | null = null;
  let flight: readonly FlightEntry[] = [];
  let relayed = false;
  let stopRenewal = renewAfter(options.ice);
  // Descriptions are applied one after the other, as they came.
  let chain: Promise<void> = Promise.resolve();
  const inOrder = (work: () => Promise<void>) => {
    chain = chain.then(work).catch(onError);
  };

  function renewAfter(ice: IceSettings) {
    return clock.after(renewIn(ice), () => peer.renew(relayed));
  }

  function sendMedia() {
    if (!media) return;
    const { video, screen } = media;
    const data = { ...media, video: video && !held.camera, screen: screen && !held.screen };
    signals.send({ type: 'call_media', data });
  }

  async function described() {
    tell({ safetyCode: await safetyCode(peer.descriptions()) });
  }

  const peer = WebRtcService.initializeCall({
    polite: call.direction === 'incoming',
    ice: options.ice,
    async freshIce() {
      const ice = await options.freshIce();
      stopRenewal();
      stopRenewal = renewAfter(ice);
      return ice;
    },
    clock,
    sendCandidate: candidate => signals.send({ type: 'ice_candidate', data: { candidate } }),
    sendDescription: description => signals.send({ type: 'call_renegotiate', data: { description } }),
    onState(state) {
      link = state;
      if (state === 'connected' && answeredAt !== null) stats.start(clock.now() - answeredAt);
      if (state === 'connected') steering.refresh();
      options.onLink(state);
    },
    onTrack: options.onTrack,
    onError,
  });
  const steering = createSteering({
    apply: (plan, screen) => peer.tune(plan, screen),
    screen: options.screen,
    onHeld(next) {
      held = next;
      tell({ held });
      sendMedia();
    },
    onError,
  });
  const stats = createStats({
    clock,
    read: () => peer.stats(),
    onSecond(reading, level) {
      relayed = reading.route.local === 'relay';
      flight = addEntry(flight, entryOf(reading, clock.now(), link === 'connected', held.camera));
      steering.second(reading);
      tell({ level, reading });
    },
    onReport: quality => {
      deps.request('call_quality', { callId, ...quality }).catch((error: unknown) => {
        deps.report('The quality of a call was not kept', error);
      });
    },
    onError,
  });

  return {
    call,
    offer: tracks => peer.createOffer(tracks),
    prepare: offer => inOrder(() => peer.prepareOffer(offer)),
    answer(offer, tracks) {
      answeredAt = clock.now();
      const answered = chain.then(() => peer.handleOffer(offer, tracks()));
      inOrder(() => answered.then(described));
      return answered;
    },
    answered(answer) {
      answeredAt ??= clock.now();
      inOrder(() => peer.handleAnswer(answer).then(described));
    },
    renegotiated: description => inOrder(() => peer.handleDescription(description).then(described)),
    candidate: candidate => inOrder(() => peer.addIceCandidate(candidate)),
    setTrack: (slot, track) =>
      inOrder(async () => {
        await peer.setTrack(slot, track);
        if (link === 'connected') steering.refresh();
      }),
    sendMedia(next) {
      media = next;
      inOrder(() => peer.toggleAudio(next.audio && !next.hold));
      inOrder(() => peer.toggleVideo(!next.hold));
      sendMedia();
    },
    open: signals.open,
    socketBack() {
      signals.resend();
      peer.repeat();
      if (link === 'disconnected' || link === 'reconnecting') peer.networkChanged();
    },
    networkChanged: () => peer.networkChanged(),
    retune: () => steering.refresh(),
    close() {
      stopRenewal();
      stats.stop();
      signals.close();
      peer.endCall();
      const quality = stats.summary();
      return quality && { quality, verdict: verdictOf(flight) };
    },
  };
}

function entryOf(reading: Reading, at: number, connected: boolean, voiceOnly: boolean): FlightEntry {
  const { loss: lossOut, lossIn, rtt, limitedBy } = reading;
  return { at, connected, lossIn, lossOut, rtt, limitedBy, voiceOnly };
}
