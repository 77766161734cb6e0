// The client's side of a call as one pure function: state and event give the next state.
import { assertNever } from '../assert.ts';
import type { ErrorCode } from '../errors.ts';
import type { CallId } from '../ids.ts';
import {
  type Call,
  type CallEvent,
  type CallState,
  callOf,
  type DeviceEvent,
  type EndReason,
  isActive,
  isLive,
  type LocalEvent,
  type Offer,
  type RemoteEvent,
} from './state.ts';

const REMEMBERED = 16;

/** The next state; the same object when the event changes nothing. */
export function transition(state: CallState, event: CallEvent): CallState {
  switch (event.type) {
    case 'local:start':
    case 'local:answer':
    case 'local:decline':
    case 'local:hang_up':
    case 'local:dismiss':
      return local(state, event);
    case 'remote:offer':
      return offered(state, event);
    case 'device:ready':
    case 'device:unable':
    case 'device:expired':
    case 'link:up':
    case 'link:down':
    case 'link:lost':
      return callOf(state)?.callId === event.callId ? device(state, event) : state;
    case 'remote:ended':
    case 'remote:taken':
    case 'remote:accepted':
    case 'remote:refused':
    case 'remote:answered':
    case 'remote:gone':
      return remote(state, event);
    default:
      return assertNever(event);
  }
}

function local(state: CallState, event: LocalEvent): CallState {
  if (event.type === 'local:start') {
    if (isLive(state)) throw illegal(state, event);
    const { callId, peerId, callType } = event;
    const call: Call = { callId, peerId, callType, direction: 'outgoing' };
    return { kind: 'preparing', call, offer: null, over: state.over };
  }
  if (event.type === 'local:dismiss') {
    if (state.kind !== 'ended') throw illegal(state, event);
    return { kind: 'idle', over: state.over };
  }
  if (callOf(state)?.callId !== event.callId) throw illegal(state, event);
  if (event.type === 'local:hang_up') {
    if (!isLive(state) || state.kind === 'incoming') throw illegal(state, event);
    if (state.kind === 'outgoing' && state.rival && state.rival.from !== state.call.peerId) {
      return incoming(state.rival, remember(state.over, state.call.callId));
    }
    return end(state, isActive(state) ? 'completed' : 'cancelled', durationAt(state, event.at));
  }
  if (state.kind !== 'incoming') throw illegal(state, event);
  if (event.type === 'local:decline') return end(state, 'declined');
  return { kind: 'preparing', call: state.call, offer: state.offer, over: state.over };
}

function device(state: CallState, event: DeviceEvent): CallState {
  switch (event.type) {
    case 'device:ready':
      return state.kind === 'preparing' ? prepared(state) : state;
    case 'device:unable':
      if (state.kind !== 'preparing') return state;
      return state.offer ? incoming(state.offer, state.over) : end(state, 'no_media');
    case 'device:expired':
      if (state.kind === 'incoming') return end(state, 'missed');
      if (state.kind !== 'outgoing') return state;
      return end(state, state.reachable === null ? 'failed' : 'missed');
    case 'link:up':
      if (state.kind === 'connecting') {
        return { kind: 'connected', call: state.call, since: event.at, over: state.over };
      }
      return state.kind === 'reconnecting' ? { ...state, kind: 'connected' } : state;
    case 'link:down':
      return state.kind === 'connected' ? { ...state, kind: 'reconnecting' } : state;
    case 'link:lost':
      return isActive(state) ? end(state, 'failed', durationAt(state, event.at)) : state;
    default:
      return assertNever(event);
  }
}

function remote(state: CallState, event: Exclude<RemoteEvent, { type: 'remote:offer' }>): CallState {
  if (state.kind === 'outgoing') return remoteToOutgoing(state, event);
  if (!isLive(state) || callOf(state)?.callId !== event.callId) return state;
  if (event.type === 'remote:ended') return end(state, event.reason, event.duration);
  if (event.type === 'remote:taken') {
    const undecided = state.kind === 'incoming' || state.kind === 'preparing' || state.kind === 'connecting';
    return undecided && callOf(state)?.direction === 'incoming' ? end(state, 'taken') : state;
  }
  if (event.type === 'remote:gone') {
    const reason = isActive(state) && state.kind !== 'connecting' ? 'completed' : 'missed';
    return end(state, reason, durationAt(state, event.at));
  }
  return state;
}

type Outgoing = Extract<CallState, { kind: 'outgoing' }>;

// Where two calls cross: the rule is the server's (the smaller callId wins), and nobody notices.
function remoteToOutgoing(state: Outgoing, event: Exclude<RemoteEvent, { type: 'remote:offer' }>): CallState {
  const { call, rival, yieldTo, over } = state;
  if (event.type === 'remote:ended' && event.callId === rival?.callId) {
    return { ...state, rival: null };
  }
  if (event.type === 'remote:ended' && event.callId === yieldTo) {
    return end(state, event.reason, event.duration);
  }
  if (event.callId !== call.callId) return state;
  switch (event.type) {
    case 'remote:accepted': {
      const { winner, reachable } = event;
      if (winner === call.callId) {
        return state.reachable === reachable && !rival ? state : { ...state, reachable, rival: null };
      }
      if (rival?.callId === winner) return yieldToOffer(state, rival);
      return yieldTo === winner ? state : { ...state, yieldTo: winner };
    }
    case 'remote:refused':
      if (rival) {
        return rival.from === call.peerId
          ? yieldToOffer(state, rival)
          : incoming(rival, remember(over, call.callId));
      }
      return end(state, refusal(event.code));
    case 'remote:answered':
      return { kind: 'connecting', call, over };
    case 'remote:ended':
      return yieldTo === null ? end(state, event.reason, event.duration) : state;
    // A call that gave way is unknown to the server a moment before its winner is heard of here.
    case 'remote:gone':
    case 'remote:taken':
      return state;
    default:
      return assertNever(event);
  }
}

function offered(state: CallState, offer: Offer): CallState {
  if (state.over.includes(offer.callId) || callOf(state)?.callId === offer.callId) return state;
  const { callId, from, callType, expiresAt } = offer;
  const fresh: Offer = { callId, from, callType, expiresAt };
  switch (state.kind) {
    case 'idle':
    case 'ended':
      return incoming(fresh, state.over);
    // The server lets only one call ring, so the older one has ended unheard.
    case 'incoming':
      return incoming(fresh, remember(state.over, state.call.callId));
    case 'preparing':
      if (state.call.direction === 'incoming') return state;
      return state.call.peerId === from
        ? yieldToOffer(state, fresh)
        : incoming(fresh, remember(state.over, state.call.callId));
    case 'outgoing':
      if (state.rival?.callId === callId) return state;
      return state.call.peerId === from && (callId < state.call.callId || callId === state.yieldTo)
        ? yieldToOffer(state, fresh)
        : { ...state, rival: fresh };
    case 'connecting':
    case 'connected':
    case 'reconnecting':
      return state;
    default:
      return assertNever(state);
  }
}

function incoming(offer: Offer, over: readonly CallId[]): CallState {
  return { kind: 'incoming', call: callFrom(offer), offer, over };
}

// Both wanted this call, so it is answered without a ring.
function yieldToOffer(state: Extract<CallState, { call: Call }>, offer: Offer): CallState {
  return { kind: 'preparing', call: callFrom(offer), offer, over: remember(state.over, state.call.callId) };
}

function prepared({ call, over }: Extract<CallState, { kind: 'preparing' }>): CallState {
  return call.direction === 'incoming'
    ? { kind: 'connecting', call, over }
    : { kind: 'outgoing', call, reachable: null, rival: null, yieldTo: null, over };
}

function end(state: CallState, why: EndReason, duration = 0): CallState {
  if (state.kind === 'idle') throw new Error('No call to end');
  const reason = why === 'failed' && 'since' in state ? 'lost' : why;
  return { kind: 'ended', call: state.call, reason, duration, over: remember(state.over, state.call.callId) };
}

function callFrom({ callId, from, callType }: Offer): Call {
  return { callId, peerId: from, callType, direction: 'incoming' };
}

function remember(over: readonly CallId[], callId: CallId): readonly CallId[] {
  return [...over, callId].slice(-REMEMBERED);
}

function durationAt(state: CallState, at: number): number {
  return 'since' in state ? Math.max(0, Math.round((at - state.since) / 1000)) : 0;
}

function refusal(code: ErrorCode): EndReason {
  // Asked for again after the socket was away: it has ended meanwhile.
  if (code === 'conflict') return 'missed';
  return code === 'busy' || code === 'forbidden' ? code : 'failed';
}

function illegal(state: CallState, event: LocalEvent): Error {
  return new Error(`The call cannot take ${event.type} while ${state.kind}`);
}
