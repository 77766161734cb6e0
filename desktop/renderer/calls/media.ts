// The one place with getUserMedia and getDisplayMedia: opens microphone, camera and screen, and lets go of them.
import type { Disposer } from '../../ipc/channels.ts';
import { noTracks, type Slot, type Tracks } from './slots.ts';

/** Why something could not be opened; each has its remedy in words. */
export type MediaTrouble = 'denied' | 'missing' | 'in_use' | 'insecure' | 'failed';
export type Opened = { readonly ok: true } | { readonly ok: false; readonly trouble: MediaTrouble };

interface OpenedAll {
  readonly audio: Opened;
  readonly camera: Opened | null;
}

interface MediaOptions {
  readonly devices: MediaDevices | undefined;
  /** A track came or went, by will or because a device did. */
  onTrack(slot: Slot, track: MediaStreamTrack | null): void;
  /** A device is gone and no other can stand in. */
  onLost(slot: 'audio' | 'camera', trouble: MediaTrouble): void;
}

const audio: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};
const camera: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
};
const screen: DisplayMediaStreamOptions = {
  video: { frameRate: { ideal: 15, max: 30 } },
  audio: true,
};

/** Holds the tracks of one call. */
export class Media {
  readonly #options: MediaOptions;
  readonly #stopWatching: Disposer;
  readonly #lost = new Set<'audio' | 'camera'>();
  #tracks: Tracks = noTracks;
  #muted = false;
  #disposed = false;
  #opening: Promise<unknown> = Promise.resolve();

  constructor(options: MediaOptions) {
    this.#options = options;
    // A headset that comes back is used again.
    this.#stopWatching = watch(options.devices, () => {
      for (const slot of this.#lost) void this.#reopen(slot);
    });
  }

  get tracks(): Tracks {
    return this.#tracks;
  }

  /** Opens the microphone and, if wanted, the camera with one question to the person. */
  open(video: boolean): Promise<OpenedAll> {
    // Two calls that cross open the same microphone: the second waits for the first.
    const opened = this.#opening.then(() => this.#openAll(video));
    this.#opening = opened;
    return opened;
  }

  openCamera(): Promise<Opened> {
    return this.#ask({ video: camera });
  }

  /** `denied` also when the person chose nothing. */
  async openScreen(): Promise<Opened> {
    const { devices } = this.#options;
    if (!devices?.getDisplayMedia) return { ok: false, trouble: 'insecure' };
    try {
      const stream = await devices.getDisplayMedia(screen);
      for (const track of stream.getTracks()) {
        this.#hold(track.kind === 'audio' ? 'screenAudio' : 'screen', track);
      }
      return { ok: true };
    } catch (error) {
      return { ok: false, trouble: troubleOf(error) };
    }
  }

  close(slot: Slot): void {
    if (slot === 'audio' || slot === 'camera') this.#lost.delete(slot);
    this.#drop(slot);
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    if (this.#tracks.audio) this.#tracks.audio.enabled = !muted;
  }

  dispose(): void {
    this.#disposed = true;
    this.#stopWatching();
    for (const track of Object.values(this.#tracks)) track?.stop();
    this.#tracks = noTracks;
  }

  async #openAll(video: boolean): Promise<OpenedAll> {
    const held = this.#tracks;
    if (!video) return { audio: held.audio ? { ok: true } : await this.#ask({ audio }), camera: null };
    if (!held.audio && !held.camera && (await this.#ask({ audio, video: camera })).ok) {
      return { audio: { ok: true }, camera: { ok: true } };
    }
    // One at a time tells which of the two is missing.
    const microphone: Opened = held.audio ? { ok: true } : await this.#ask({ audio });
    if (!microphone.ok) return { audio: microphone, camera: null };
    return { audio: microphone, camera: held.camera ? { ok: true } : await this.#ask({ video: camera }) };
  }

  async #ask(constraints: MediaStreamConstraints): Promise<Opened> {
    const { devices } = this.#options;
    if (!devices?.getUserMedia) return { ok: false, trouble: 'insecure' };
    try {
      const stream = await devices.getUserMedia(constraints);
      for (const track of stream.getTracks()) this.#hold(track.kind === 'audio' ? 'audio' : 'camera', track);
      return { ok: true };
    } catch (error) {
      return { ok: false, trouble: troubleOf(error) };
    }
  }

  #hold(slot: Slot, track: MediaStreamTrack): void {
    if (this.#disposed) {
      track.stop();
      return;
    }
    this.#tracks[slot]?.stop();
    this.#tracks = { ...this.#tracks, [slot]: track };
    if (slot === 'audio') track.enabled = !this.#muted;
    // Sharp text matters more than smooth motion.
    if (slot === 'screen') track.contentHint = 'detail';
    track.addEventListener('ended', () => this.#ended(slot, track));
    this.#options.onTrack(slot, track);
  }

  #drop(slot: Slot): void {
    const track = this.#tracks[slot];
    if (!track) return;
    this.#tracks = { ...this.#tracks, [slot]: null };
    track.stop();
    this.#options.onTrack(slot, null);
  }

  // Only the system ends a track with this event: a device was pulled, or the shared window closed.
  #ended(slot: Slot, track: MediaStreamTrack): void {
    if (this.#disposed || this.#tracks[slot] !== track) return;
    this.#drop(slot);
    if (slot === 'screen') this.#drop('screenAudio');
    if (slot === 'audio' || slot === 'camera') void this.#reopen(slot);
  }

  async #reopen(slot: 'audio' | 'camera'): Promise<void> {
    const opened = await this.#ask(slot === 'audio' ? { audio } : { video: camera });
    if (opened.ok || this.#disposed) {
      this.#lost.delete(slot);
      return;
    }
    this.#lost.add(slot);
    this.#options.onLost(slot, opened.trouble);
  }
}

function watch(devices: MediaDevices | undefined, listener: () => void): Disposer {
  devices?.addEventListener('devicechange', listener);
  return () => devices?.removeEventListener('devicechange', listener);
}

/** The names of W3C Media Capture, section 10.3, as reasons that a person can act on. */
export function troubleOf(error: unknown): MediaTrouble {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'in_use';
    case 'SecurityError':
    case 'TypeError':
      return 'insecure';
    default:
      return 'failed';
  }
}
