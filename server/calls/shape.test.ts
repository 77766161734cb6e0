// What is relayed and what is not.
import { expect, test } from 'vitest';
import type { IceCandidate, SessionDescription } from '../../common/calls/signal.ts';
import { AppError } from '../../common/errors.ts';
import { checkCandidate, checkDescription } from './shape.ts';

function codeOf(work: () => void): string {
  try {
    work();
    return 'ok';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}
const description = (value: unknown, kind: 'offer' | 'answer' | 'any' = 'any') =>
  codeOf(() => checkDescription(value as SessionDescription, kind));
const candidate = (value: unknown) => codeOf(() => checkCandidate(value as IceCandidate | null));

test('[CSHAPE1] a description is of the kind that belongs here, with an SDP that is not too long', () => {
  const sdp = 'v=0';
  expect(description({ type: 'offer', sdp }, 'offer')).toBe('ok');
  expect(description({ sdp }, 'offer')).toBe('ok');
  expect(description({ type: 'answer', sdp }, 'offer')).toBe('bad_request');
  expect(description({ type: 'offer', sdp }, 'answer')).toBe('bad_request');
  for (const type of ['offer', 'answer', 'pranswer']) expect(description({ type, sdp })).toBe('ok');
  expect(description({ type: 'rollback' })).toBe('ok');
  expect(description({ type: 'rollback', sdp })).toBe('bad_request');
  expect(description({ type: 'OFFER', sdp })).toBe('bad_request');
  expect(description({ type: ['offer'], sdp })).toBe('bad_request');
  for (const odd of [undefined, null, '', 7, {}, ['v=0']]) {
    expect(description({ type: 'offer', sdp: odd })).toBe('bad_request');
  }
  expect(description({ type: 'offer', sdp, more: 'x' })).toBe('bad_request');
  expect(description({ type: 'offer', sdp: 'x'.repeat(49_152) })).toBe('ok');
  expect(description({ type: 'offer', sdp: 'x'.repeat(49_153) })).toBe('too_large');
});

test('[CSHAPE2] a candidate is what browsers make, or the end of them', () => {
  expect(candidate(null)).toBe('ok');
  expect(candidate({ candidate: '' })).toBe('ok');
  const usual = { candidate: 'candidate:1 1 udp 1 1.2.3.4 5 typ host', sdpMid: '0', sdpMLineIndex: 0 };
  expect(candidate({ ...usual, usernameFragment: 'abcd' })).toBe('ok');
  expect(candidate({ ...usual, sdpMid: null, sdpMLineIndex: null, usernameFragment: null })).toBe('ok');
  expect(candidate({ ...usual, candidate: 'x'.repeat(2_049) })).toBe('too_large');
  for (const odd of [
    { candidate: 7 },
    { candidate: null },
    { sdpMid: {} },
    { sdpMid: 'x'.repeat(257) },
    { usernameFragment: 3 },
    { sdpMLineIndex: -1 },
    { sdpMLineIndex: 1.5 },
    { sdpMLineIndex: 65_536 },
    { sdpMLineIndex: '0' },
    { more: true },
  ]) {
    expect(candidate({ ...usual, ...odd })).toBe('bad_request');
  }
});
