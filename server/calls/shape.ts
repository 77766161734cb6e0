// What may be relayed: the peers understand the inside, but size and shape are checked before it reaches anybody.
import type { IceCandidate, SessionDescription } from '../../common/calls/signal.ts';
import { AppError } from '../../common/errors.ts';

type DescriptionType = SessionDescription['type'];

/** Real descriptions have 3 to 20 KB; a frame has 64. */
const sdpCharacters = 48 * 1024;
/** Real candidates have 100 to 300 characters. */
const candidateCharacters = 2 * 1024;
const nameCharacters = 256;

const first: Record<'offer' | 'answer', readonly DescriptionType[]> = {
  offer: ['offer'],
  answer: ['answer', 'pranswer'],
};
const any: readonly DescriptionType[] = ['offer', 'answer', 'pranswer', 'rollback'];

/** [CSHAPE1] An RTCSessionDescriptionInit of the kind that belongs here. Errors: `bad_request`, `too_large`. */
export function checkDescription(value: SessionDescription, kind: 'offer' | 'answer' | 'any'): void {
  const { type, sdp, ...rest } = value;
  const allowed = kind === 'any' ? any : first[kind];
  if (type !== undefined && !allowed.includes(type)) {
    throw new AppError('bad_request', `The description is not of the kind ${allowed.join(' or ')}`);
  }
  if (Object.keys(rest).length > 0) throw new AppError('bad_request', 'The description has unknown parts');
  if (type === 'rollback') {
    if (sdp !== undefined && sdp !== '') throw new AppError('bad_request', 'A rollback describes nothing');
    return;
  }
  if (typeof sdp !== 'string' || sdp === '') throw new AppError('bad_request', 'The description has no SDP');
  if (sdp.length > sdpCharacters) throw new AppError('too_large', 'The SDP is too long');
}

/** [CSHAPE2] An RTCIceCandidateInit, or null for the end of them. Errors: `bad_request`, `too_large`. */
export function checkCandidate(value: IceCandidate | null): void {
  if (value === null) return;
  const { candidate, sdpMid, sdpMLineIndex, usernameFragment, ...rest } = value;
  if (Object.keys(rest).length > 0) throw new AppError('bad_request', 'The candidate has unknown parts');
  if (candidate !== undefined && typeof candidate !== 'string') {
    throw new AppError('bad_request', 'The candidate is not a text');
  }
  if (candidate !== undefined && candidate.length > candidateCharacters) {
    throw new AppError('too_large', 'The candidate is too long');
  }
  for (const name of [sdpMid, usernameFragment]) {
    if (name === undefined || name === null) continue;
    if (typeof name !== 'string' || name.length > nameCharacters) {
      throw new AppError('bad_request', 'The candidate names its media oddly');
    }
  }
  if (sdpMLineIndex === undefined || sdpMLineIndex === null) return;
  if (!Number.isInteger(sdpMLineIndex) || sdpMLineIndex < 0 || sdpMLineIndex > 65_535) {
    throw new AppError('bad_request', 'The candidate numbers its media oddly');
  }
}
