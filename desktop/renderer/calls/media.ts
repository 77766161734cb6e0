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

export interface Media {
  tracks(): Tracks;
  /** Opens the microphone and, if wanted, the camera with one question to the person. */
  open(video: boolean): Promise<OpenedAll>;
  openCamera(): Promise<Opened>;
  /** `failed` also when the person chose nothing. */
  openScreen(): Promise<Opened>;
  close(slot: Slot): void;
  setMuted(muted: boolean): void;
  dispose(): void;
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
export function createMedia({ devices, onTrack, onLost }: MediaOptions): Media {
  let tracks: Tracks = noTracks;
  let muted = false;
  let disposed = false;
  let opening: Promise<unknown> = Promise.resolve();
  const lost = new Set<'audio' | 'camera'>();

  function hold(slot: Slot, track: MediaStreamTrack) {
    if (disposed) {
      track.stop();
      return;
    }
    tracks[slot]?.stop();
    tracks = { ...tracks, [slot]: track };
    if (slot === 'audio') track.enabled = !muted;
    if (slot === 'screen') track.contentHint = 'detail';
    track.addEventListener('ended', () => ended(slot, track));
    onTrack(slot, track);
  }

  function drop(slot: Slot) {
    const track = tracks[slot];
    if (!track) return;
    tracks = { ...tracks, [slot]: null };
    track.stop();
    onTrack(slot, null);
  }

  // Only the system ends a track with this event: a device was pulled, or the shared window closed.
  function ended(slot: Slot, track: MediaStreamTrack) {
    if (disposed || tracks[slot] !== track) return;
    drop(slot);
    if (slot === 'screen') drop('screenAudio');
    if (slot === 'audio' || slot === 'camera') reopen(slot);
  }

  function reopen(slot: 'audio' | 'camera') {
    void ask(slot === 'audio' ? { audio } : { video: camera }).then(result => {
      if (result.ok || disposed) {
        lost.delete(slot);
        return;
      }
      lost.add(slot);
      onLost(slot, result.trouble);
    });
  }

  async function ask(constraints: MediaStreamConstraints): Promise<Opened> {
    if (!devices?.getUserMedia) return { ok: false, trouble: 'insecure' };
    try {
      const stream = await devices.getUserMedia(constraints);
      for (const track of stream.getTracks()) hold(track.kind === 'audio' ? 'audio' : 'camera', track);
      return { ok: true };
    } catch (error) {
      return { ok: false, trouble: troubleOf(error) };
    }
  }

  async function openAll(video: boolean): Promise<OpenedAll> {
    if (!video) return { audio: tracks.audio ? { ok: true } : await ask({ audio }), camera: null };
    if (!tracks.audio && !tracks.camera && (await ask({ audio, video: camera })).ok) {
      return { audio: { ok: true }, camera: { ok: true } };
    }
    // One at a time tells which of the two is missing.
    const microphone: Opened = tracks.audio ? { ok: true } : await ask({ audio });
    if (!microphone.ok) return { audio: microphone, camera: null };
    return { audio: microphone, camera: tracks.camera ? { ok: true } : await ask({ video: camera }) };
  }

  const stopWatching = watch(devices, () => {
    for (const slot of lost) reopen(slot);
  });

  return {
    tracks: () => tracks,
    open(video) {
      // Two calls that cross open the same microphone: the second waits for the first.
      const opened = opening.then(() => openAll(video));
      opening = opened;
      return opened;
    },
    openCamera: () => ask({ video: camera }),
    async openScreen() {
      if (!devices?.getDisplayMedia) return { ok: false, trouble: 'insecure' };
      try {
        const stream = await devices.getDisplayMedia(screen);
        for (const track of stream.getTracks())
          hold(track.kind === 'audio' ? 'screenAudio' : 'screen', track);
        return { ok: true };
      } catch (error) {
        return { ok: false, trouble: troubleOf(error) };
      }
    },
    close(slot) {
      if (slot === 'audio' || slot === 'camera') lost.delete(slot);
      drop(slot);
    },
    setMuted(next) {
      muted = next;
      if (tracks.audio) tracks.audio.enabled = !next;
    },
    dispose() {
      disposed = true;
      stopWatching();
      for (const track of Object.values(tracks)) track?.stop();
      tracks = noTracks;
    },
  };
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
