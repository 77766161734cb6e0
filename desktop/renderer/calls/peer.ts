// The one place with RTCPeerConnection: perfect negotiation, trickled candidates, ICE restarts.
import type { IceCandidate, IceServer, SessionDescription } from '../../../common/calls/signal.ts';
import type { Disposer } from '../../ipc/channels.ts';
import type { Clock } from './deps.ts';
import { createLink, type LinkState } from './link.ts';
import { placeOf, type Slot, slotKind, slotOf, slots, type Tracks } from './slots.ts';

export interface PeerOptions {
  /** The callee is polite: when both negotiate at once, its offer gives way. */
  readonly polite: boolean;
  readonly iceServers: readonly IceServer[];
  /** Credentials may have run out since the call began. */
  freshIceServers(): Promise<readonly IceServer[]>;
  readonly clock: Clock;
  sendCandidate(candidate: IceCandidate): void;
  sendDescription(description: SessionDescription): void;
  onState(state: LinkState): void;
  onTrack(slot: Slot, track: MediaStreamTrack): void;
  onError(error: unknown): void;
}

export interface Peer {
  /** The caller's first description. */
  offer(tracks: Tracks): Promise<SessionDescription>;
  /** The callee's answer to it. */
  answer(offer: SessionDescription, tracks: Tracks): Promise<SessionDescription>;
  answered(answer: SessionDescription): Promise<void>;
  /** Anything later. */
  receive(description: SessionDescription): Promise<void>;
  addCandidate(candidate: IceCandidate | null): Promise<void>;
  setTrack(slot: Slot, track: MediaStreamTrack | null): Promise<void>;
  restart(): void;
  /** Says again what the other side has not answered: it may have been away. */
  repeat(): void;
  networkChanged(): void;
  stats(): Promise<RTCStatsReport>;
  close(): void;
}

const UNANSWERED_FOR = 5_000;

function configurationOf(iceServers: readonly IceServer[]): RTCConfiguration {
  return { iceServers: [...iceServers], bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' };
}

/** Connects to one other person once. */
export function createPeer(options: PeerOptions): Peer {
  const { polite, clock, onError } = options;
  const pc = new globalThis.RTCPeerConnection(configurationOf(options.iceServers));
  const link = createLink({ clock, restart, onState: options.onState });
  let gathered: IceCandidate[] = [];
  let waiting: (IceCandidate | null)[] = [];
  // The first offer and answer travel by call_offer and call_answer; negotiation begins after them.
  let live = false;
  let makingOffer = false;
  let ignoringOffer = false;
  let settingAnswer = false;
  let stopRepeat: Disposer | null = null;

  pc.onicecandidate = ({ candidate }) => {
    if (!candidate?.candidate) return;
    const plain = candidate.toJSON();
    gathered.push(plain);
    options.sendCandidate(plain);
  };
  pc.onconnectionstatechange = () => link.update(pc.connectionState);
  pc.ontrack = ({ transceiver, track }) => {
    const slot = slotOf(pc.getTransceivers(), transceiver);
    if (slot) options.onTrack(slot, track);
  };
  pc.onnegotiationneeded = () => {
    if (live) negotiate().catch(onError);
  };

  // W3C WebRTC 1.0, section 10.7.
  async function negotiate() {
    if (pc.signalingState === 'closed') return;
    try {
      makingOffer = true;
      await pc.setLocalDescription();
      sendLocal();
    } finally {
      makingOffer = false;
    }
  }

  function sendLocal() {
    if (pc.localDescription) options.sendDescription(plainDescription(pc.localDescription));
    stopRepeat?.();
    stopRepeat = clock.after(UNANSWERED_FOR, repeat);
  }

  function repeat() {
    stopRepeat?.();
    stopRepeat = null;
    if (live && pc.signalingState === 'have-local-offer') sendLocal();
  }

  async function receive(description: SessionDescription) {
    const stable =
      pc.signalingState === 'stable' || (pc.signalingState === 'have-local-offer' && settingAnswer);
    const collision = description.type === 'offer' && (makingOffer || !stable);
    ignoringOffer = !polite && collision;
    // An answer to an offer that was said twice.
    const surplus = description.type === 'answer' && pc.signalingState === 'stable';
    if (ignoringOffer || surplus) return;
    settingAnswer = description.type === 'answer';
    try {
      await pc.setRemoteDescription(description);
    } finally {
      settingAnswer = false;
    }
    await releaseCandidates();
    if (description.type !== 'offer') return;
    await pc.setLocalDescription();
    if (pc.localDescription) options.sendDescription(plainDescription(pc.localDescription));
  }

  async function addCandidate(candidate: IceCandidate | null) {
    if (!pc.remoteDescription) {
      waiting.push(candidate);
      return;
    }
    try {
      await pc.addIceCandidate(candidate ?? undefined);
    } catch (error) {
      // A candidate of an offer that was passed over, or of gathering that a restart has replaced.
      const foreign =
        candidate?.usernameFragment && !pc.remoteDescription.sdp.includes(candidate.usernameFragment);
      if (!ignoringOffer && !foreign) throw error;
    }
  }

  async function releaseCandidates() {
    const candidates = waiting;
    waiting = [];
    for (const candidate of candidates) await addCandidate(candidate);
  }

  function restart() {
    if (pc.signalingState === 'closed') return;
    gathered = [];
    options
      .freshIceServers()
      .then(servers => {
        if (pc.signalingState !== 'closed') pc.setConfiguration(configurationOf(servers));
      })
      // Without the server the old servers, or none, must do.
      .catch(onError)
      .finally(() => {
        if (pc.signalingState !== 'closed') pc.restartIce();
      });
  }

  async function fill(tracks: Tracks) {
    const places = pc.getTransceivers();
    for (const slot of slots) {
      const place = placeOf(places, slot);
      if (!place) continue;
      place.direction = 'sendrecv';
      await place.sender.replaceTrack(tracks[slot]);
    }
  }

  return {
    async offer(tracks) {
      for (const slot of slots) pc.addTransceiver(slotKind[slot], { direction: 'sendrecv' });
      await fill(tracks);
      await pc.setLocalDescription();
      return plainDescription(pc.localDescription);
    },
    async answer(offer, tracks) {
      await pc.setRemoteDescription(offer);
      await fill(tracks);
      await pc.setLocalDescription();
      live = true;
      await releaseCandidates();
      return plainDescription(pc.localDescription);
    },
    async answered(answer) {
      if (live || pc.signalingState !== 'have-local-offer') return;
      live = true;
      await pc.setRemoteDescription(answer);
      await releaseCandidates();
      // The device that answered may have come after the first of them.
      for (const candidate of [...gathered]) options.sendCandidate(candidate);
    },
    receive,
    addCandidate,
    async setTrack(slot, track) {
      const place = placeOf(pc.getTransceivers(), slot);
      if (place) await place.sender.replaceTrack(track);
      else if (track) pc.addTransceiver(track, { direction: 'sendrecv' });
    },
    restart,
    repeat,
    networkChanged: link.networkChanged,
    stats: () => pc.getStats(),
    close() {
      stopRepeat?.();
      link.close();
      pc.onicecandidate = null;
      pc.onconnectionstatechange = null;
      pc.ontrack = null;
      pc.onnegotiationneeded = null;
      pc.close();
    },
  };
}

function plainDescription(description: RTCSessionDescription | null): SessionDescription {
  if (!description) throw new Error('The connection has no description');
  return { type: description.type, sdp: description.sdp };
}
