// What this device sends in the present call: opened for it, told to the other side, closed with it.
import { type MediaState, sameMedia } from '../../../common/calls/signal.ts';
import type { DevicesStore } from './devices.ts';
import { isAllowed, Media, type Opened } from './media.ts';
import type { PreferencesStore } from './preferences.ts';
import type { Slot } from './slots.ts';
import { type CallsStore, freshCall } from './state.ts';

interface Sources {
  readonly devices: MediaDevices | undefined;
  readonly list: DevicesStore;
  readonly preferences: PreferencesStore;
}

/** Where changes go while a call is connected. */
interface Tell {
  track(slot: Slot, track: MediaStreamTrack | null): void;
  state(media: MediaState): void;
}

export class OwnMedia {
  readonly #sources: Sources;
  readonly #store: CallsStore;
  readonly #tell: Tell;
  #media: Media | null = null;
  #muted = false;
  #held = false;

  constructor(sources: Sources, store: CallsStore, tell: Tell) {
    this.#sources = sources;
    this.#store = store;
    this.#tell = tell;
  }

  /** False when there is a microphone that does not open. Without any one can listen; a camera is a notice only. */
  async open(video: boolean): Promise<boolean> {
    this.#store.setState({ trouble: null });
    this.#media ??= new Media({
      ...this.#sources,
      onTrack: (slot, track) => this.#changed(slot, track),
      onLost: (device, trouble) => this.#store.setState({ trouble: { device, trouble } }),
    });
    const { audio, camera } = await this.#media.open(video);
    if (camera) this.#note('camera', camera);
    this.#note('audio', audio);
    return audio.ok || audio.trouble === 'missing';
  }

  /** Whether the person has allowed it before: then opening asks nothing. */
  isAllowed(video: boolean): Promise<boolean> {
    return isAllowed(video ? ['microphone', 'camera'] : ['microphone']);
  }

  toggleMute(): void {
    this.setMuted(!this.#muted);
  }

  setMuted(muted: boolean): void {
    if (!this.#media || muted === this.#muted) return;
    this.#muted = muted;
    this.#media.setMuted(muted);
    this.#changedState();
  }

  toggleHold(): void {
    if (!this.#media) return;
    this.#held = !this.#held;
    this.#media.setHeld(this.#held);
    this.#changedState();
  }

  toggleCamera(): void {
    const media = this.#media;
    if (media?.tracks.camera) media.close('camera');
    else void media?.openCamera().then(opened => this.#note('camera', opened));
  }

  toggleScreen(): void {
    const media = this.#media;
    if (media?.tracks.screen) {
      media.close('screen');
      media.close('screenAudio');
      return;
    }
    void media?.openScreen().then(opened => {
      this.#store.setState({ capture: null });
      // Denied is also what a cancelled picker says: the person knows.
      if (opened.ok || opened.trouble !== 'denied') this.#note('screen', opened);
    });
  }

  /** Lets go of all devices. */
  letGo(): void {
    this.#media?.dispose();
    this.#media = null;
    this.#muted = false;
    this.#held = false;
    // What is said of the call afterwards stays.
    const { verdict: _, peer: __, ...fresh } = freshCall;
    this.#store.setState(fresh);
  }

  #note(device: 'audio' | 'camera' | 'screen', opened: Opened): void {
    if (!opened.ok) this.#store.setState({ trouble: { device, trouble: opened.trouble } });
    else if (this.#store.getState().trouble?.device === device) this.#store.setState({ trouble: null });
  }

  #changed(slot: Slot, track: MediaStreamTrack | null): void {
    this.#store.setState(({ local }) => ({ local: { ...local, [slot]: track } }));
    this.#tell.track(slot, track);
    this.#changedState();
  }

  #changedState(): void {
    const { local, own } = this.#store.getState();
    const next: MediaState = {
      audio: local.audio !== null && !this.#muted,
      video: local.camera !== null,
      screen: local.screen !== null,
      hold: this.#held,
    };
    if (sameMedia(next, own)) return;
    this.#store.setState({ own: next });
    this.#tell.state(next);
  }
}
