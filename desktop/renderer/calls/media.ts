// The one place with getUserMedia and getDisplayMedia: opens microphone, camera and screen, and lets go of them.
import type { Disposer } from '../../ipc/channels.ts';
import {
  choiceOf,
  constraintsFor,
  kindOf,
  type MediaTrouble,
  type Own,
  troubleOf,
  withAnyDevice,
} from './constraints.ts';
import { type DevicesStore, shouldMove } from './devices.ts';
import type { CallPreferences, PreferencesStore } from './preferences.ts';
import { noTracks, type Slot, slots, type Tracks } from './slots.ts';

export type Opened = { readonly ok: true } | { readonly ok: false; readonly trouble: MediaTrouble };

interface OpenedAll {
  readonly audio: Opened;
  readonly camera: Opened | null;
}

interface MediaOptions {
  readonly devices: MediaDevices | undefined;
  readonly list: DevicesStore;
  readonly preferences: PreferencesStore;
  /** A track came or went, by will or because a device did. */
  onTrack(slot: Slot, track: MediaStreamTrack | null): void;
  /** A device is gone and no other can stand in. */
  onLost(slot: Own, trouble: MediaTrouble): void;
}

/** Whether devices of these kinds may be opened without a question; false where an engine can not tell. */
export async function isAllowed(kinds: readonly ('microphone' | 'camera')[]): Promise<boolean> {
  try {
    const asked = kinds.map(name => navigator.permissions.query({ name: name as PermissionName }));
    return (await Promise.all(asked)).every(({ state }) => state === 'granted');
  } catch {
    return false;
  }
}

/** Opens one device outside of a call, to try it. */
export async function openOne(
  slot: Own,
  { devices, list, preferences }: Pick<MediaOptions, 'devices' | 'list' | 'preferences'>,
): Promise<MediaStreamTrack | MediaTrouble> {
  if (!devices?.getUserMedia) return 'insecure';
  const constraints = constraintsFor(slot, preferences.getState(), list.getState());
  try {
    const stream = await ask(devices, { [slot === 'audio' ? 'audio' : 'video']: constraints });
    return stream.getTracks()[0] ?? 'failed';
  } catch (error) {
    return troubleOf(error);
  }
}

/** Holds the tracks of one call. */
export class Media {
  readonly #options: MediaOptions;
  readonly #stopWatching: readonly Disposer[];
  readonly #lost = new Set<Own>();
  #tracks: Tracks = noTracks;
  #muted = false;
  #held = false;
  #disposed = false;
  #opening: Promise<unknown> = Promise.resolve();

  constructor(options: MediaOptions) {
    this.#options = options;
    this.#stopWatching = [
      options.list.subscribe(() => this.#follow()),
      options.preferences.subscribe((now, before) => this.#chosen(now, before)),
    ];
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
    return this.#ask({ video: this.#wanted('camera') });
  }

  /** `denied` also when the person chose nothing. */
  async openScreen(): Promise<Opened> {
    const { devices } = this.#options;
    if (!devices?.getDisplayMedia) return { ok: false, trouble: 'insecure' };
    try {
      const motion = this.#options.preferences.getState().shareFor === 'motion';
      const frameRate = motion ? { ideal: 30 } : { ideal: 15, max: 30 };
      const stream = await devices.getDisplayMedia({ video: { frameRate }, audio: true });
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
    this.#enable();
  }

  /** On hold nothing goes out; the devices stay open, so that all is back at once. */
  setHeld(held: boolean): void {
    this.#held = held;
    this.#enable();
  }

  dispose(): void {
    this.#disposed = true;
    for (const stop of this.#stopWatching) stop();
    for (const track of Object.values(this.#tracks)) track?.stop();
    this.#tracks = noTracks;
  }

  async #openAll(video: boolean): Promise<OpenedAll> {
    const held = this.#tracks;
    const [audio, camera] = [this.#wanted('audio'), this.#wanted('camera')];
    if (!video) return { audio: held.audio ? { ok: true } : await this.#listen(audio), camera: null };
    if (!held.audio && !held.camera && (await this.#ask({ audio, video: camera })).ok) {
      return { audio: { ok: true }, camera: { ok: true } };
    }
    // One at a time tells which of the two is missing.
    const microphone: Opened = held.audio ? { ok: true } : await this.#listen(audio);
    if (!microphone.ok && microphone.trouble !== 'missing') return { audio: microphone, camera: null };
    return { audio: microphone, camera: held.camera ? { ok: true } : await this.#ask({ video: camera }) };
  }

  // Where there is none it is taken as soon as it is plugged in.
  async #listen(audio: MediaTrackConstraints): Promise<Opened> {
    const opened = await this.#ask({ audio });
    if (!opened.ok && opened.trouble === 'missing') this.#lost.add('audio');
    return opened;
  }

  async #ask(constraints: MediaStreamConstraints): Promise<Opened> {
    const { devices } = this.#options;
    if (!devices?.getUserMedia) return { ok: false, trouble: 'insecure' };
    try {
      const stream = await ask(devices, constraints);
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
    this.#enable();
    if (slot === 'screen') track.contentHint = this.#options.preferences.getState().shareFor;
    track.addEventListener('ended', () => this.#ended(slot, track));
    this.#options.onTrack(slot, track);
  }

  #enable(): void {
    for (const slot of slots) {
      const track = this.#tracks[slot];
      if (track) track.enabled = !this.#held && !(slot === 'audio' && this.#muted);
    }
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

  #wanted(slot: Own): MediaTrackConstraints {
    return constraintsFor(slot, this.#options.preferences.getState(), this.#options.list.getState());
  }

  #follow(): void {
    for (const slot of ['audio', 'camera'] as const) {
      const choice = this.#options.preferences.getState()[choiceOf[slot]];
      const track = this.#tracks[slot];
      const moves =
        track && shouldMove(this.#options.list.getState(), kindOf[slot], choice, track.getSettings());
      if (this.#lost.has(slot) || moves) void this.#reopen(slot);
    }
  }

  #chosen(now: CallPreferences, before: CallPreferences): void {
    const { screen } = this.#tracks;
    if (screen && now.shareFor !== before.shareFor) screen.contentHint = now.shareFor;
    const treatment = ['echoCancellation', 'noiseSuppression', 'autoGainControl'] as const;
    const treated = treatment.some(name => now[name] !== before[name]);
    if (this.#tracks.audio && (treated || now.microphone !== before.microphone)) void this.#reopen('audio');
    if (this.#tracks.camera && now.camera !== before.camera) void this.#reopen('camera');
  }

  async #reopen(slot: Own): Promise<void> {
    const wanted = this.#wanted(slot);
    const opened = await this.#ask(slot === 'audio' ? { audio: wanted } : { video: wanted });
    if (opened.ok || this.#disposed) {
      this.#lost.delete(slot);
      return;
    }
    // A switch that did not work leaves what was there.
    if (this.#tracks[slot]) return;
    this.#lost.add(slot);
    this.#options.onLost(slot, opened.trouble);
  }
}

async function ask(devices: MediaDevices, constraints: MediaStreamConstraints): Promise<MediaStream> {
  try {
    return await devices.getUserMedia(constraints);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'OverconstrainedError') throw error;
    return devices.getUserMedia(withAnyDevice(constraints));
  }
}
