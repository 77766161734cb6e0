// The states of a call on one device, and the events that move it.
import type { ErrorCode } from '../errors.ts';
import type { CallId, UserId } from '../ids.ts';
import type { CallOutcome, CallType } from './signal.ts';

export interface Call {
  readonly callId: CallId;
  readonly peerId: UserId;
  readonly callType: CallType;
  readonly direction: 'outgoing' | 'incoming';
}

/** A call of another person that rings here. */
export interface Offer {
  readonly callId: CallId;
  readonly from: UserId;
  readonly callType: CallType;
  readonly expiresAt: string;
}

/**
 * `taken`: another device of the same person has it. `no_media`: no microphone could be opened. `lost`: it was connected
 * and the connection broke.
 */
export type EndReason = CallOutcome | 'taken' | 'forbidden' | 'no_media' | 'lost';

type Phase =
  | { readonly kind: 'idle' }
  /** Microphone and camera are being opened; incoming: the person has answered already. */
  | { readonly kind: 'preparing'; readonly call: Call; readonly offer: Offer | null }
  /**
   * `reachable` is null until the server has taken the offer. `rival`: an offer that came in meanwhile. `yieldTo`:
   * the server says that the peer's own call wins, and its offer is on the way.
   */
  | {
      readonly kind: 'outgoing';
      readonly call: Call;
      readonly reachable: boolean | null;
      readonly rival: Offer | null;
      readonly yieldTo: CallId | null;
    }
  | { readonly kind: 'incoming'; readonly call: Call; readonly offer: Offer }
  | { readonly kind: 'connecting'; readonly call: Call }
  | { readonly kind: 'connected' | 'reconnecting'; readonly call: Call; readonly since: number }
  /** `duration` in seconds. */
  | { readonly kind: 'ended'; readonly call: Call; readonly reason: EndReason; readonly duration: number };

/** `over` remembers the latest calls that have ended, so that nothing late wakes one of them. */
export type CallState = Phase & { readonly over: readonly CallId[] };
export type ActiveState = Extract<CallState, { kind: 'connecting' | 'connected' | 'reconnecting' }>;

/** What the person at this device does. An illegal one is a defect of ours and throws. */
export type LocalEvent =
  | {
      readonly type: 'local:start';
      readonly callId: CallId;
      readonly peerId: UserId;
      readonly callType: CallType;
    }
  | { readonly type: 'local:answer' | 'local:decline'; readonly callId: CallId }
  | { readonly type: 'local:hang_up'; readonly callId: CallId; readonly at: number }
  | { readonly type: 'local:dismiss' };

/** What this device finds out by itself, later than asked: for another call than the present one it is stale. */
export type DeviceEvent =
  | { readonly type: 'device:ready' | 'device:unable' | 'device:expired'; readonly callId: CallId }
  | { readonly type: 'link:up' | 'link:down' | 'link:lost'; readonly callId: CallId; readonly at: number };

/** What comes from the server: may be late or doubled. */
export type RemoteEvent =
  | ({ readonly type: 'remote:offer' } & Offer)
  | {
      readonly type: 'remote:accepted';
      readonly callId: CallId;
      readonly winner: CallId;
      readonly reachable: boolean;
    }
  | { readonly type: 'remote:refused'; readonly callId: CallId; readonly code: ErrorCode }
  | { readonly type: 'remote:answered' | 'remote:taken'; readonly callId: CallId }
  | {
      readonly type: 'remote:ended';
      readonly callId: CallId;
      readonly reason: CallOutcome;
      readonly duration: number;
    }
  /** The server does not know the call any more: it ended while this device was away. */
  | { readonly type: 'remote:gone'; readonly callId: CallId; readonly at: number };

export type CallEvent = LocalEvent | DeviceEvent | RemoteEvent;

export const idle: CallState = { kind: 'idle', over: [] };

/** The call that a state is about, ended ones included. */
export function callOf(state: CallState): Call | null {
  return state.kind === 'idle' ? null : state.call;
}

/** True from the first click or ring until the end. */
export function isLive(state: CallState): boolean {
  return state.kind !== 'idle' && state.kind !== 'ended';
}

/** True from the answer until the end: media flows or is about to. */
export function isActive(state: CallState): state is ActiveState {
  return state.kind === 'connecting' || state.kind === 'connected' || state.kind === 'reconnecting';
}
