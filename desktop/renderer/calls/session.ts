// The live parts of one call: its connection, its signals and its statistics.
import type { QualityLevel } from '../../../common/calls/quality.ts';
import type {
  CallQuality,
  IceCandidate,
  IceServer,
  MediaState,
  SessionDescription,
} from '../../../common/calls/signal.ts';
import type { Call } from '../../../common/calls/state.ts';
import type { CallsDeps } from './deps.ts';
import type { LinkState } from './link.ts';
import { Peer } from './peer.ts';
import { safetyCode } from './safetyCode.ts';
import { createSignals } from './signals.ts';
import type { Slot, Tracks } from './slots.ts';
import { createStats } from './stats.ts';

interface SessionOptions {
  readonly call: Call;
  readonly deps: CallsDeps;
  readonly iceServers: readonly IceServer[];
  onLink(state: LinkState): void;
  onTrack(slot: Slot, track: MediaStreamTrack): void;
  onLevel(level: QualityLevel): void;
  /** The emoji to compare, each time the two sides have described themselves. */
  onSafetyCode(code: readonly string[] | null): void;
  onGone(): void;
}

export interface Session {
  readonly call: Call;
  offer(tracks: Tracks): Promise<SessionDescription>;
  answer(offer: SessionDescription, tracks: Tracks): Promise<SessionDescription>;
  answered(answer: SessionDescription): void;
  renegotiated(description: SessionDescription): void;
  candidate(candidate: IceCandidate | null): void;
  setTrack(slot: Slot, track: MediaStreamTrack | null): void;
  sendMedia(media: MediaState): void;
  /** The server knows the call: signals may go. */
  open(): void;
  socketBack(): void;
  networkChanged(): void;
  /** Ends everything; gives the averages of the call, null when it never connected. */
  close(): CallQuality | null;
}

/** Makes the parts for one call and ties them together. */
export function createSession(options: SessionOptions): Session {
  const { call, deps } = options;
  const { callId } = call;
  const onError = (error: unknown) => deps.report(`Call ${callId}: negotiation failed`, error);
  const signals = createSignals({
    callId,
    request: deps.request,
    report: deps.report,
    onGone: options.onGone,
  });
  let answeredAt: number | null = null;
  let link: LinkState = 'connecting';
  // Descriptions are applied one after the other, as they came.
  let chain: Promise<void> = Promise.resolve();
  const inOrder = (work: () => Promise<void>) => {
    chain = chain.then(work).catch(onError);
  };

  const described = async () => {
    const fingerprints = peer.fingerprints();
    options.onSafetyCode(fingerprints && (await safetyCode(fingerprints)));
  };

  const peer = new Peer({
    polite: call.direction === 'incoming',
    iceServers: options.iceServers,
    freshIceServers: async () => (await deps.iceServers()).iceServers,
    clock: deps.clock,
    sendCandidate: candidate => signals.send({ type: 'ice_candidate', data: { candidate } }),
    sendDescription: description => signals.send({ type: 'call_renegotiate', data: { description } }),
    onState(state) {
      link = state;
      if (state === 'connected' && answeredAt !== null) stats.start(deps.clock.now() - answeredAt);
      options.onLink(state);
    },
    onTrack: options.onTrack,
    onError,
  });
  const stats = createStats({
    clock: deps.clock,
    read: () => peer.stats(),
    onLevel: options.onLevel,
    onReport: quality => {
      deps.request('call_quality', { callId, ...quality }).catch((error: unknown) => {
        deps.report('The quality of a call was not kept', error);
      });
    },
    onError,
  });

  return {
    call,
    offer: tracks => peer.offer(tracks),
    async answer(offer, tracks) {
      answeredAt = deps.clock.now();
      const answer = await peer.answer(offer, tracks);
      await described();
      return answer;
    },
    answered(answer) {
      answeredAt ??= deps.clock.now();
      inOrder(() => peer.answered(answer).then(described));
    },
    renegotiated: description => inOrder(() => peer.receive(description).then(described)),
    candidate: candidate => inOrder(() => peer.addCandidate(candidate)),
    setTrack: (slot, track) => inOrder(() => peer.setTrack(slot, track)),
    sendMedia: media => signals.send({ type: 'call_media', data: media }),
    open: signals.open,
    socketBack() {
      signals.resend();
      peer.repeat();
      if (link === 'reconnecting') peer.networkChanged();
    },
    networkChanged: () => peer.networkChanged(),
    close() {
      stats.stop();
      signals.close();
      peer.close();
      return stats.summary();
    },
  };
}
