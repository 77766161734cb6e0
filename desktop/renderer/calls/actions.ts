// What a person can do with calls.
import type { CallEmoji, CallRecord, CallType } from '../../../common/calls/signal.ts';
import { callOf, isLive } from '../../../common/calls/state.ts';
import type { CallId, UserId } from '../../../common/ids.ts';
import { limits } from '../../../common/limits.ts';
import type { Courier } from './courier.ts';
import type { CallsDeps } from './deps.ts';
import type { Engine } from './engine.ts';
import type { CallHistoryPages } from './history.ts';
import type { Reactions } from './reactions.ts';
import type { CallsStore } from './state.ts';

export interface CallActions {
  /** Does nothing while another call lives; then false. */
  start(peerId: UserId, callType: CallType): boolean;
  answer(choice: { readonly video: boolean }): void;
  decline(): void;
  hangUp(): void;
  toggleMute(): void;
  /** For push to talk. */
  setMuted(muted: boolean): void;
  toggleHold(): void;
  /** Shows or hides the figures of the connection. */
  toggleDetails(): void;
  /** How the call that ended was, 1 to 5. */
  rate(rating: number): void;
  /** The person writes to the rating: the card stays meanwhile. */
  beginNote(): void;
  /** What they wrote; empty words end the writing only. */
  note(words: string): void;
  /** Shows an emoji on both sides for a moment. */
  react(emoji: CallEmoji): void;
  toggleCamera(): void;
  toggleScreen(): void;
  callBack(record: CallRecord): boolean;
  /** Answers the desktop's question what to share. */
  chooseCapture(choice: { readonly sourceId: string; readonly audio: boolean } | null): void;
  minimise(): void;
  restore(): void;
  /** Takes the card of an ended call, or a notice, away. */
  dismiss(): void;
  dismissTrouble(): void;
  loadHistory(): void;
  loadMoreHistory(): void;
}

interface Parts {
  readonly deps: CallsDeps;
  readonly store: CallsStore;
  readonly engine: Engine;
  readonly courier: Courier;
  readonly history: CallHistoryPages;
  readonly reactions: Pick<Reactions, 'throwIn'>;
}

/** Each action looks at the state first: a click may come just after the other person hung up. */
export function createActions(parts: Parts): CallActions {
  const { store, history, engine, courier } = parts;
  const start = (peerId: UserId, callType: CallType) => startCall(parts, peerId, callType);
  return {
    start,
    callBack: record => start(record.peerId, record.callType),
    answer: ({ video }) => answer(parts, video),
    decline: () => decline(parts),
    hangUp: () => hangUp(parts),
    toggleMute: () => engine.media.toggleMute(),
    setMuted: muted => engine.media.setMuted(muted),
    toggleHold: () => engine.media.toggleHold(),
    toggleDetails: () => store.setState(({ details }) => ({ details: !details })),
    rate(rating) {
      const { call } = store.getState();
      if (call.kind !== 'ended') return;
      store.setState({ feedback: { kind: 'rated', rating } });
      courier.send('call_quality', { callId: call.call.callId, rating });
    },
    beginNote() {
      const { feedback } = store.getState();
      if (feedback.kind === 'rated') store.setState({ feedback: { ...feedback, kind: 'writing' } });
    },
    note: words => note(parts, words),
    react: parts.reactions.throwIn,
    toggleCamera: () => engine.media.toggleCamera(),
    toggleScreen: () => engine.media.toggleScreen(),
    chooseCapture: choice => chooseCapture(parts, choice),
    minimise: () => store.setState({ minimised: true }),
    restore: () => store.setState({ minimised: false }),
    dismiss() {
      if (store.getState().call.kind === 'ended') engine.dispatch({ type: 'local:dismiss' });
    },
    dismissTrouble: () => store.setState({ trouble: null }),
    loadHistory: () => void history.load(),
    loadMoreHistory: () => void history.more(),
  };
}

function note({ store, courier }: Parts, words: string): void {
  const { call, feedback } = store.getState();
  if (call.kind !== 'ended' || feedback.kind === 'none' || feedback.kind === 'noted') return;
  const text = words.trim().slice(0, limits.callNoteCharacters);
  store.setState({ feedback: { ...feedback, kind: 'noted' } });
  if (text !== '') courier.send('call_quality', { callId: call.call.callId, note: text });
}

function startCall(parts: Parts, peerId: UserId, callType: CallType): boolean {
  const { deps, store, engine } = parts;
  const { call } = store.getState();
  // Calling someone who is calling is answering.
  if (call.kind === 'incoming' && call.call.peerId === peerId) {
    answer(parts, callType === 'video');
    return true;
  }
  if (isLive(call)) return false;
  const callId = deps.newId() as CallId;
  store.setState({ minimised: false });
  engine.dispatch({ type: 'local:start', callId, peerId, callType });
  engine.place({ callId, peerId, callType, direction: 'outgoing' });
  return true;
}

function answer({ store, engine }: Parts, video: boolean): void {
  const { call } = store.getState();
  if (call.kind !== 'incoming') return;
  store.setState({ minimised: false });
  engine.dispatch({ type: 'local:answer', callId: call.call.callId });
  engine.answer(call.call, video);
}

function decline({ store, engine, courier }: Parts): void {
  const { call } = store.getState();
  if (call.kind !== 'incoming') return;
  const { callId } = call.call;
  engine.dispatch({ type: 'local:decline', callId });
  courier.send('call_decline', { callId });
}

function hangUp(parts: Parts): void {
  const { deps, store, engine, courier } = parts;
  const { call } = store.getState();
  if (!isLive(call)) return;
  if (call.kind === 'incoming') {
    decline(parts);
    return;
  }
  const present = callOf(call);
  if (!present) return;
  const { callId, direction } = present;
  engine.dispatch({ type: 'local:hang_up', callId, at: deps.clock.now() });
  // Not offered yet: the server has never heard of it.
  if (call.kind === 'preparing' && direction === 'outgoing') return;
  courier.send(call.kind === 'preparing' ? 'call_decline' : 'call_end', { callId });
}

function chooseCapture({ deps, store }: Parts, choice: Parameters<CallActions['chooseCapture']>[0]): void {
  const { capture } = store.getState();
  if (!capture) return;
  const { requestId } = capture;
  store.setState({ capture: null });
  deps.bridge
    .chooseCapture(choice ? { requestId, ...choice } : { requestId, sourceId: null })
    .catch((error: unknown) => deps.report('The choice of what to share did not arrive', error));
}
