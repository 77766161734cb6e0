// What a change of the call does around it: rings, notifications, and the clocks that end things.
import { type CallState, isActive, isLive } from '../../../common/calls/state.ts';
import { times } from '../../../common/limits.ts';
import type { Disposer } from '../../ipc/channels.ts';
import type { Courier } from './courier.ts';
import type { CallsDeps } from './deps.ts';
import { chosenOf, type DevicesStore } from './devices.ts';
import type { Engine } from './engine.ts';
import type { PreferencesStore } from './preferences.ts';
import { type Outlet, playTone, type Tone } from './ring.ts';
import type { CallsStore, Feedback } from './state.ts';
import { isRated } from './words.ts';

// The server ends the ringing; this is for when it cannot say so.
const RINGING_SLACK = 5_000;
const STILL_RINGS_WITHIN = 5_000;
const ENDED_SHOWN = 5_000;
const OWN_END_SHOWN = 1_600;
// Time to read the verdict and to rate, and then to begin a note; while one writes it stays.
const RATING_SHOWN = 20_000;
const NOTED_SHOWN = 1_600;

interface EffectsParts {
  readonly deps: CallsDeps;
  readonly store: CallsStore;
  readonly engine: Engine;
  readonly courier: Courier;
  readonly preferences: PreferencesStore;
  readonly list: DevicesStore;
}

export class Effects {
  readonly #deps: CallsDeps;
  readonly #store: CallsStore;
  readonly #engine: Engine;
  readonly #courier: Courier;
  readonly #preferences: PreferencesStore;
  readonly #list: DevicesStore;
  readonly #disposers: Disposer[];
  #tone: Tone | null = null;
  #stopTone: Disposer | null = null;
  #stopTimer: Disposer | null = null;
  #notified: string | null = null;
  #inView = true;
  #offers = 0;

  constructor({ deps, store, engine, courier, preferences, list }: EffectsParts) {
    this.#deps = deps;
    this.#store = store;
    this.#engine = engine;
    this.#courier = courier;
    this.#preferences = preferences;
    this.#list = list;
    engine.onChange((before, after) => this.#changed(before, after));
    this.#disposers = [
      deps.bridge.onWindowAttention(({ visible, focused }) => {
        this.#inView = visible && focused;
        this.#notify(store.getState().call);
      }),
      deps.bridge.onNotificationActivated(({ id, kind }) => {
        if (kind === 'call' && id === this.#notified) this.#tell(deps.bridge.showWindow());
      }),
      deps.onEvent('call_offer', () => {
        this.#offers += 1;
      }),
      deps.onReady(() => this.#socketBack()),
      store.subscribe((now, before) => {
        if (now.feedback !== before.feedback) this.#heard(now.feedback, now.call);
      }),
    ];
  }

  dispose(): void {
    for (const dispose of this.#disposers) dispose();
    this.#stopTimer?.();
    this.#sound(null);
    this.#closeNotification();
  }

  #changed(before: CallState, after: CallState): void {
    this.#sound(toneOf(after));
    this.#notify(after);
    if (before.kind !== after.kind || before.kind === 'incoming') this.#setTimer(before, after);
  }

  #sound(tone: Tone | null): void {
    if (tone === this.#tone) return;
    this.#tone = tone;
    this.#stopTone?.();
    const quiet = !this.#deps.settings().sounds || (tone === 'ringtone' && this.#deps.doNotDisturb());
    this.#stopTone = tone && !quiet ? playTone(tone, this.#deps.clock, this.#outlet(tone)) : null;
  }

  // It rings where a person hears it without a headset on; what a caller hears comes from where people speak.
  #outlet(tone: Tone): Outlet {
    const { ringer, speaker, ringVolume } = this.#preferences.getState();
    const ringing = tone === 'ringtone';
    const device = chosenOf(this.#list.getState(), 'audiooutput', ringing ? ringer : speaker);
    return { sink: device?.deviceId ?? '', volume: ringing ? ringVolume : 100 };
  }

  #setTimer(before: CallState, after: CallState): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    const { clock } = this.#deps;
    if (after.kind === 'incoming' || after.kind === 'outgoing') {
      const { callId } = after.call;
      this.#stopTimer = clock.after(times.ringing + RINGING_SLACK, () => {
        if (after.kind === 'outgoing') this.#courier.send('call_end', { callId });
        this.#engine.dispatch({ type: 'device:expired', callId });
      });
    } else if (after.kind === 'ended' && after.reason !== 'no_media') {
      const own = after.reason === 'cancelled' || (after.reason === 'declined' && before.kind === 'incoming');
      const shown = isRated(after) ? RATING_SHOWN : ENDED_SHOWN;
      this.#dismissAfter(own ? OWN_END_SHOWN : shown, after);
    }
  }

  #dismissAfter(milliseconds: number, ended: CallState): void {
    this.#stopTimer?.();
    this.#stopTimer = this.#deps.clock.after(milliseconds, () => {
      if (this.#store.getState().call === ended) this.#engine.dispatch({ type: 'local:dismiss' });
    });
  }

  #heard(feedback: Feedback, call: CallState): void {
    if (feedback.kind === 'rated') this.#dismissAfter(RATING_SHOWN, call);
    if (feedback.kind === 'noted') this.#dismissAfter(NOTED_SHOWN, call);
    if (feedback.kind === 'writing') this.#stopTimer?.();
  }

  // The server rings again after a reconnect; when it does not, the call ended while this device was away.
  #socketBack(): void {
    const { call, own } = this.#store.getState();
    this.#engine.session?.socketBack();
    if (isActive(call)) this.#engine.session?.sendMedia(own);
    if (call.kind === 'outgoing') this.#engine.offerAgain();
    if (call.kind !== 'incoming') return;
    const seen = this.#offers;
    this.#deps.clock.after(STILL_RINGS_WITHIN, () => {
      if (this.#offers === seen) this.#engine.dispatch({ type: 'device:expired', callId: call.call.callId });
    });
  }

  #notify(state: CallState): void {
    if (state.kind !== 'incoming') {
      this.#closeNotification();
      return;
    }
    const { callId, peerId, callType } = state.call;
    const { notifications, notificationPreview } = this.#deps.settings();
    if (this.#inView || !notifications || this.#notified === callId) return;
    this.#closeNotification();
    this.#notified = callId;
    const { translate: t, people, bridge } = this.#deps;
    const name = notificationPreview === 'none' ? undefined : people.get(peerId)?.name;
    const body = t(callType === 'video' ? 'calls.incomingVideo' : 'calls.incomingVoice');
    const title = name ? t('calls.incomingFrom', { name }) : t('notifications.incomingCall');
    // The ringtone is the sound.
    this.#tell(bridge.showNotification({ id: callId, kind: 'call', title, body }));
  }

  #closeNotification(): void {
    if (this.#notified === null) return;
    this.#tell(this.#deps.bridge.closeNotification(this.#notified));
    this.#notified = null;
  }

  #tell(done: Promise<unknown>): void {
    done.catch((error: unknown) => this.#deps.report('The desktop did not do as asked', error));
  }
}

function toneOf(state: CallState): Tone | null {
  if (!isLive(state)) return null;
  if (state.kind === 'incoming') return 'ringtone';
  return state.kind === 'outgoing' && state.reachable !== null && state.yieldTo === null ? 'ringback' : null;
}
