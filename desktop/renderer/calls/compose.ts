// Puts the parts of calls together: what comes from the server and the desktop goes to the engine.
import { sameMedia } from '../../../common/calls/signal.ts';
import type { CallId } from '../../../common/ids.ts';
import type { Disposer } from '../../ipc/channels.ts';
import { type CallActions, createActions } from './actions.ts';
import { Courier } from './courier.ts';
import type { CallsDeps } from './deps.ts';
import { type DevicesStore, watchDevices } from './devices.ts';
import { Effects } from './effects.ts';
import { Engine } from './engine.ts';
import { ringOutside } from './hiddenRing.ts';
import { CallHistoryPages } from './history.ts';
import { watchLeaving } from './leaving.ts';
import { createMuteKey, type MuteKey } from './muteKey.ts';
import { openPreferences, type PreferencesStore } from './preferences.ts';
import { createReactions } from './reactions.ts';
import { type CallsStore, createCallsStore } from './state.ts';

export interface Calls {
  readonly store: CallsStore;
  readonly preferences: PreferencesStore;
  /** The machine's devices; `refresh` after a permission was given, which gives them names. */
  readonly list: DevicesStore;
  readonly devices: CallsDeps['devices'];
  refreshDevices(): void;
  readonly iceServers: CallsDeps['iceServers'];
  readonly shortcut: Pick<MuteKey, 'tryOut'>;
  /** Where an error goes that no one can act on. */
  readonly report: CallsDeps['report'];
  readonly actions: CallActions;
  readonly self: CallsDeps['self'];
  readonly people: CallsDeps['people'];
  readonly clock: CallsDeps['clock'];
  readonly inBrowser: boolean;
  dispose(): void;
}

const REPEAT_AFTER = 5_000;

/** Calls of one signed-in person on this device. */
export function createCalls(deps: CallsDeps): Calls {
  const store = createCallsStore();
  const courier = new Courier(deps);
  const preferences = openPreferences(globalThis.localStorage);
  const watch = watchDevices(deps.devices, error => deps.report('The devices are not known', error));
  const list = watch.store;
  const engine = new Engine({ deps, store, courier, preferences, list });
  const history = new CallHistoryPages(deps, store);
  const effects = new Effects({ deps, store, engine, courier, preferences, list });
  const reactions = createReactions(deps, store);
  const actions = createActions({ deps, store, engine, courier, history, reactions });
  const shortcut = createMuteKey(deps, store, preferences);
  const disposers = [
    shortcut.dispose,
    reactions.dispose,
    ringOutside(deps, store, actions),
    ...serverEvents(deps, store, engine, history),
    ...desktopEvents(deps, store, actions),
    networkChanges(engine),
    watchLeaving({ page: window, store, courier, hangUp: actions.hangUp, asks: deps.inBrowser }),
    preferences.subscribe((now, before) => {
      if (now.shareFor !== before.shareFor) engine.session?.retune();
    }),
    courier.dispose,
    watch.dispose,
    // Devices have names once one of them was opened.
    store.subscribe((now, before) => {
      if (now.local.audio && !before.local.audio) watch.refresh();
    }),
  ];
  return {
    store,
    preferences,
    list,
    devices: deps.devices,
    refreshDevices: watch.refresh,
    iceServers: deps.iceServers,
    shortcut,
    report: deps.report,
    actions,
    self: deps.self,
    people: deps.people,
    clock: deps.clock,
    inBrowser: deps.inBrowser,
    dispose() {
      for (const dispose of disposers) dispose();
      effects.dispose();
      engine.dispose();
    },
  };
}

function serverEvents(
  { onEvent, clock }: CallsDeps,
  store: CallsStore,
  engine: Engine,
  history: CallHistoryPages,
): Disposer[] {
  let repeatAt = 0;
  const sessionOf = (callId: CallId) => (engine.session?.call.callId === callId ? engine.session : null);
  return [
    onEvent('call_offer', data => engine.offered(data)),
    onEvent('call_answer', ({ callId, answer }) => {
      const session = sessionOf(callId);
      // First of all: drawing the call takes longer than connecting it.
      session?.answered(answer);
      engine.dispatch({ type: 'remote:answered', callId });
      // The device that answered has not heard of it yet.
      session?.sendMedia(store.getState().own);
    }),
    onEvent('call_ended', ({ callId, reason, duration }) => {
      engine.dispatch({ type: 'remote:ended', callId, reason, duration });
      history.refresh();
    }),
    onEvent('call_taken', ({ callId }) => {
      engine.dispatch({ type: 'remote:taken', callId });
      history.refresh();
    }),
    onEvent('ice_candidate', ({ callId, candidate }) => engine.candidate(callId, candidate)),
    onEvent('call_renegotiate', ({ callId, description }) => sessionOf(callId)?.renegotiated(description)),
    onEvent('call_media', ({ callId, audio, video, screen, hold = false }) => {
      const session = sessionOf(callId);
      if (!session) return;
      const { peer, own, call } = store.getState();
      const said = { audio, video, screen, hold };
      const known = sameMedia(said, peer);
      // Said again: its socket was away, and it may have missed what was said here meanwhile.
      const settled = call.kind === 'connected' && clock.now() >= call.since + REPEAT_AFTER;
      if (known && settled && clock.now() >= repeatAt) {
        repeatAt = clock.now() + REPEAT_AFTER;
        session.sendMedia(own);
      }
      if (!known) store.setState({ peer: said });
    }),
    onOwnEnd(store, () => clock.after(500, () => history.refresh())),
  ];
}

// The server tells only the other side of one's own hang-up.
function onOwnEnd(store: CallsStore, listener: () => void): Disposer {
  return store.subscribe((now, before) => {
    if (now.call !== before.call && now.call.kind === 'ended') listener();
  });
}

function desktopEvents({ bridge }: CallsDeps, store: CallsStore, actions: CallActions): Disposer[] {
  return [
    bridge.onCaptureRequest(capture => store.setState({ capture })),
    bridge.onCaptureEnded(({ requestId }) => {
      if (store.getState().capture?.requestId === requestId) store.setState({ capture: null });
    }),
    bridge.onTrayCommand(command => {
      if (command.kind === 'mute') actions.toggleMute();
      if (command.kind === 'hang_up') actions.hangUp();
    }),
  ];
}

function networkChanges(engine: Engine): Disposer {
  const changed = () => engine.session?.networkChanged();
  globalThis.addEventListener('online', changed);
  return () => globalThis.removeEventListener('online', changed);
}
