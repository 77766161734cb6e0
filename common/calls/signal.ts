// What the two sides of a call tell each other, and how a call is remembered.
import { type Static, Type } from 'typebox';
import { CallId, UserId } from '../ids.ts';
import { limits } from '../limits.ts';

export const CallType = Type.Union([Type.Literal('voice'), Type.Literal('video')]);
export type CallType = Static<typeof CallType>;

export interface SessionDescription {
  type: 'offer' | 'answer' | 'pranswer' | 'rollback';
  sdp?: string;
}
export interface IceCandidate {
  candidate?: string;
  sdpMid?: string | null;
  sdpMLineIndex?: number | null;
  usernameFragment?: string | null;
}
// Relayed as they are: what is inside is between the two peers; the frame's size bounds them.
const relayed = Type.Object({}, { additionalProperties: true });
/** RTCSessionDescriptionInit (W3C WebRTC, section 4.6.2). */
export const SessionDescription = Type.Unsafe<SessionDescription>(relayed);
/** RTCIceCandidateInit (W3C WebRTC, section 4.8.1); null ends the candidates. */
export const IceCandidate = Type.Unsafe<IceCandidate | null>(Type.Union([relayed, Type.Null()]));

export const MediaState = Type.Object({
  audio: Type.Boolean(),
  video: Type.Boolean(),
  screen: Type.Boolean(),
  /** Nothing is sent or heard until it is taken up again. */
  hold: Type.Optional(Type.Boolean()),
});
export type MediaState = Static<typeof MediaState>;

/** What a person throws in for a moment while they talk; nothing of it is kept. */
export const CallEmoji = Type.Union([
  Type.Literal('👍'),
  Type.Literal('❤️'),
  Type.Literal('😂'),
  Type.Literal('👏'),
  Type.Literal('🎉'),
  Type.Literal('😮'),
]);
export type CallEmoji = Static<typeof CallEmoji>;

/** True when two of them say the same. */
export function sameMedia(one: MediaState, other: MediaState): boolean {
  const { audio, video, screen, hold = false } = one;
  return (
    audio === other.audio &&
    video === other.video &&
    screen === other.screen &&
    hold === (other.hold ?? false)
  );
}

export const CallOutcome = Type.Union([
  Type.Literal('completed'),
  Type.Literal('declined'),
  Type.Literal('missed'),
  Type.Literal('busy'),
  Type.Literal('failed'),
  Type.Literal('cancelled'),
]);
export type CallOutcome = Static<typeof CallOutcome>;

export const CallQuality = Type.Object({
  /** Milliseconds. */
  rtt: Type.Optional(Type.Number({ minimum: 0 })),
  /** Share of packets lost, 0 to 1. */
  loss: Type.Optional(Type.Number({ minimum: 0 })),
  /** Bits per second. */
  bitrate: Type.Optional(Type.Number({ minimum: 0 })),
  /** Milliseconds. */
  jitter: Type.Optional(Type.Number({ minimum: 0 })),
  /** Milliseconds from answer to connected. */
  setup: Type.Optional(Type.Number({ minimum: 0 })),
  relayed: Type.Optional(Type.Boolean()),
  rating: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
  /** In the person's own words, beside the rating. */
  note: Type.Optional(Type.String({ minLength: 1, maxLength: limits.callNoteCharacters })),
});
export type CallQuality = Static<typeof CallQuality>;

/** A call in one participant's history. */
export const CallRecord = Type.Object({
  callId: CallId,
  direction: Type.Union([Type.Literal('outgoing'), Type.Literal('incoming')]),
  peerId: UserId,
  callType: CallType,
  startedAt: Type.String(),
  answeredAt: Type.Optional(Type.String()),
  endedAt: Type.String(),
  /** Seconds from answer to end; 0 when not answered. */
  duration: Type.Integer({ minimum: 0 }),
  outcome: CallOutcome,
  quality: Type.Optional(CallQuality),
});
export type CallRecord = Static<typeof CallRecord>;

export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}
export const IceServers = Type.Object({
  iceServers: Type.Array(
    Type.Object({
      urls: Type.Array(Type.String()),
      username: Type.Optional(Type.String()),
      credential: Type.Optional(Type.String()),
    }),
  ),
  /** Seconds for which the credentials hold. */
  ttl: Type.Integer(),
});
export type IceServers = Static<typeof IceServers>;
