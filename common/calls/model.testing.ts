// Two call machines and a model of the server between them, moved step by step by the property tests.
import type { CallId, UserId } from '../ids.ts';
import { transition } from './machine.ts';
import { type CallEvent, type CallState, callOf, idle, isActive, isLive } from './state.ts';

type Side = 0 | 1;
interface ToServer {
  readonly kind: 'offer' | 'answer' | 'decline' | 'end';
  readonly callId: CallId;
}
interface ServerCall {
  readonly callId: CallId;
  readonly caller: Side;
  state: 'ringing' | 'answered' | 'ended';
}

/** A run of two people, each with one machine and ordered lines to and from the server. */
export function modelOf(users: readonly [UserId, UserId], nextId: (n: number) => CallId) {
  const states: [CallState, CallState] = [idle, idle];
  const up: [ToServer[], ToServer[]] = [[], []];
  const down: [CallEvent[], CallEvent[]] = [[], []];
  const calls = new Map<CallId, ServerCall>();
  let made = 0;
  const other = (side: Side): Side => (side === 0 ? 1 : 0);
  const live = () => [...calls.values()].find(call => call.state !== 'ended');

  function apply(side: Side, event: CallEvent) {
    const before = states[side];
    states[side] = transition(before, event);
    const after = states[side];
    const strayed = event.type === 'remote:accepted' && event.winner === event.callId;
    if (strayed && callOf(after)?.callId !== event.callId)
      up[side].push({ kind: 'end', callId: event.callId });
    if (after !== before && after.kind === 'outgoing' && before.kind === 'preparing') {
      up[side].push({ kind: 'offer', callId: after.call.callId });
    }
    if (after !== before && after.kind === 'connecting' && after.call.direction === 'incoming') {
      up[side].push({ kind: 'answer', callId: after.call.callId });
    }
  }

  function start(side: Side) {
    if (isLive(states[side]) || made >= 8) return;
    made += 1;
    apply(side, {
      type: 'local:start',
      callId: nextId(made),
      peerId: users[other(side)],
      callType: 'voice',
    });
  }

  function act(side: Side, type: 'local:answer' | 'local:decline' | 'local:hang_up') {
    const state = states[side];
    const callId = callOf(state)?.callId;
    if (!callId || !isLive(state) || (state.kind === 'incoming') === (type === 'local:hang_up')) return;
    apply(side, type === 'local:hang_up' ? { type, callId, at: 0 } : { type, callId });
    if (type === 'local:hang_up') up[side].push({ kind: 'end', callId });
    if (type === 'local:decline') up[side].push({ kind: 'decline', callId });
  }

  function finish(call: ServerCall, reason: 'cancelled' | 'declined' | 'completed', by?: Side) {
    if (call.state === 'ended') return;
    call.state = 'ended';
    for (const side of [0, 1] as const) {
      if (side !== by) down[side].push({ type: 'remote:ended', callId: call.callId, reason, duration: 0 });
    }
  }

  function offer(side: Side, callId: CallId) {
    const present = live();
    const reply = (winner: CallId): CallEvent => ({
      type: 'remote:accepted',
      callId,
      winner,
      reachable: true,
    });
    if (present && (present.caller === side || present.state === 'answered')) {
      down[side].push({ type: 'remote:refused', callId, code: 'busy' });
      return;
    }
    if (present && present.callId < callId) {
      down[side].push(reply(present.callId));
      return;
    }
    calls.set(callId, { callId, caller: side, state: 'ringing' });
    down[other(side)].push({
      type: 'remote:offer',
      callId,
      from: users[side],
      callType: 'voice',
      expiresAt: '2030-01-01T00:00:00.000Z',
    });
    if (present) finish(present, 'cancelled');
    down[side].push(reply(callId));
  }

  function serve(side: Side, frame: ToServer) {
    if (frame.kind === 'offer') return offer(side, frame.callId);
    const call = calls.get(frame.callId);
    if (!call || call.state === 'ended') {
      if (frame.kind === 'answer') down[side].push({ type: 'remote:gone', callId: frame.callId, at: 0 });
      return;
    }
    if (frame.kind === 'answer') {
      call.state = 'answered';
      down[call.caller].push({ type: 'remote:answered', callId: call.callId });
    } else {
      const reason =
        call.state === 'answered' ? 'completed' : frame.kind === 'decline' ? 'declined' : 'cancelled';
      finish(call, reason, side);
    }
  }

  function deliver(line: number) {
    const side: Side = line % 2 === 0 ? 0 : 1;
    if (line < 2) {
      const frame = up[side].shift();
      if (frame) serve(side, frame);
    } else if (line < 4) {
      const event = down[side].shift();
      if (event) apply(side, event);
    } else {
      const state = states[side];
      if (state.kind === 'preparing') apply(side, { type: 'device:ready', callId: state.call.callId });
    }
  }

  return {
    start,
    deliver,
    states: () => states,
    step(n: number) {
      const side: Side = n % 2 === 0 ? 0 : 1;
      if (n < 6) deliver(n);
      else if (n < 8) start(side);
      else if (n < 10) act(side, 'local:answer');
      else act(side, made % 2 === 0 ? 'local:hang_up' : 'local:decline');
    },
    /** Lets everything that is under way arrive. */
    settle() {
      for (let round = 0; round < 200; round += 1) for (let line = 0; line < 6; line += 1) deliver(line);
    },
    check() {
      const talking = [...calls.values()].filter(call => call.state !== 'ended');
      if (talking.length > 1) throw new Error('Two calls live at once');
    },
    /** True when each machine is in the call that the server holds, or in none when it holds none. */
    consistent(): boolean {
      const call = live();
      return states.every((state, side) => {
        if (!call) return !isLive(state);
        if (!isLive(state) || callOf(state)?.callId !== call.callId) return false;
        if (call.state === 'answered') return isActive(state);
        return state.kind === (call.caller === side ? 'outgoing' : 'incoming');
      });
    },
  };
}
