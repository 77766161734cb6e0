// What the screens of calls show, as one immutable state.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { QualityLevel } from '../../../common/calls/quality.ts';
import type { CallEmoji, CallRecord, MediaState } from '../../../common/calls/signal.ts';
import { type CallState, idle } from '../../../common/calls/state.ts';
import type { Verdict } from '../../../common/calls/verdict.ts';
import type { CaptureRequest } from '../../ipc/payloads.ts';
import type { MediaTrouble } from './constraints.ts';
import type { Reading } from './reading.ts';
import { noTracks, type Tracks } from './slots.ts';
import { type Held, nothingHeld } from './steering.ts';

export interface Trouble {
  readonly device: 'audio' | 'camera' | 'screen';
  readonly trouble: MediaTrouble;
}

export type History =
  | { readonly kind: 'unloaded' | 'loading' | 'failed' }
  | {
      readonly kind: 'ready';
      readonly calls: readonly CallRecord[];
      readonly next: string | null;
      readonly more: 'idle' | 'loading' | 'failed';
    };

export interface CallsState {
  readonly call: CallState;
  /** What this device sends. */
  readonly own: MediaState;
  /** What the other person says to send. */
  readonly peer: MediaState;
  readonly local: Tracks;
  readonly remote: Tracks;
  /** What could not be opened last, with its remedy in the view. */
  readonly trouble: Trouble | null;
  readonly level: QualityLevel;
  /** The last second of the connection, for those who want to know. */
  readonly reading: Reading | null;
  /** Pictures that the connection is too weak for. */
  readonly held: Held;
  /** The figures of the connection are shown. */
  readonly details: boolean;
  readonly feedback: Feedback;
  readonly reactions: readonly Floating[];
  /** What is to be said about the call that ended last. */
  readonly verdict: Verdict;
  /** Four emoji that both see alike when nobody sits in between; null until both sides are known. */
  readonly safetyCode: readonly string[] | null;
  /** The call is a banner, so that the rest of the app can be used. */
  readonly minimised: boolean;
  /** The desktop asks what to share. */
  readonly capture: CaptureRequest | null;
  readonly history: History;
}

/** An emoji on its way up over the stage. */
export interface Floating {
  readonly id: number;
  readonly emoji: CallEmoji;
  readonly from: 'self' | 'peer';
}

/** How the person says that the call was, 1 to 5, and what they wrote to it. */
export type Feedback =
  | { readonly kind: 'none' }
  | { readonly kind: 'rated' | 'writing' | 'noted'; readonly rating: number };

export type CallsStore = StoreApi<CallsState>;

/** What every call begins with. */
export const freshCall = {
  own: { audio: false, video: false, screen: false, hold: false },
  peer: { audio: true, video: false, screen: false },
  local: noTracks,
  remote: noTracks,
  level: 'good',
  safetyCode: null,
  reading: null,
  held: nothingHeld,
  verdict: { kind: 'unknown' },
  details: false,
  feedback: { kind: 'none' },
  reactions: [],
  capture: null,
} as const satisfies Partial<CallsState>;

export function createCallsStore(): CallsStore {
  return createStore<CallsState>(() => ({
    ...freshCall,
    call: idle,
    trouble: null,
    minimised: false,
    history: { kind: 'unloaded' },
  }));
}
