// Records what is spoken: opens the microphone, follows its loudness, and gives the sound with its waveform.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { MediaTrouble } from '../calls/constraints.ts';
import { watchLevel } from '../calls/levels.ts';
import { encodePeaks, peaksOf } from '../files/peaks.ts';
import { longestVoice, type Recording, type RecordingEvent, updateRecording } from './recording.ts';

export interface RecorderParts {
  readonly store: StoreApi<Recording>;
  start(): Promise<void>;
  pause(): void;
  resume(): void;
  /** Goes to the preview. */
  finish(): void;
  /** Throws away what there is. */
  cancel(): void;
}

const types = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];
const levelEvery = 50;
const bitsPerSecond = 32_000;

/** One recorder; `open` asks for the microphone. */
export function createRecorder(open: () => Promise<MediaStreamTrack | MediaTrouble>): RecorderParts {
  const store = createStore<Recording>(() => ({ name: 'idle' }));
  const apply = (event: RecordingEvent) => store.setState(updateRecording(store.getState(), event), true);
  let release: (() => void) | null = null;
  let recorder: MediaRecorder | null = null;
  const letGo = () => {
    release?.();
    release = null;
    recorder = null;
  };

  const begin = (track: MediaStreamTrack) => {
    const levels: number[] = [];
    // In a window that is not seen the ticks come late.
    let last = performance.now();
    const parts: Blob[] = [];
    const mimeType = types.find(type => MediaRecorder.isTypeSupported(type));
    const own = new MediaRecorder(new MediaStream([track]), {
      audioBitsPerSecond: bitsPerSecond,
      ...(mimeType && { mimeType }),
    });
    const stopLevel = watchLevel(
      track,
      level => {
        const now = performance.now();
        const seconds = (now - last) / 1000;
        last = now;
        const state = store.getState();
        if (state.name !== 'recording') return;
        levels.push(level);
        apply({ type: 'heard', level, seconds });
        if (state.seconds >= longestVoice) own.stop();
      },
      levelEvery,
    );
    own.addEventListener('dataavailable', ({ data }) => parts.push(data));
    own.addEventListener('stop', () => {
      const state = store.getState();
      const seconds = 'seconds' in state ? state.seconds : 0;
      const blob = new Blob(parts, { type: own.mimeType });
      // Another one may have begun since this one was cancelled.
      if (recorder === own) letGo();
      apply({ type: 'finished', spoken: { blob, seconds, waveform: encodePeaks(peaksOf(levels)) } });
    });
    // A microphone that was pulled: what there is can still be sent.
    track.addEventListener('ended', () => own.state !== 'inactive' && own.stop());
    release = () => {
      stopLevel();
      track.stop();
    };
    recorder = own;
    apply({ type: 'opened' });
    own.start();
  };

  return {
    store,
    async start() {
      const { name } = store.getState();
      if (name !== 'idle' && name !== 'refused') return;
      apply({ type: 'asked' });
      const track = await open();
      if (typeof track === 'string') return apply({ type: 'refused', trouble: track });
      if (store.getState().name === 'asking') begin(track);
      else track.stop();
    },
    pause() {
      if (recorder?.state === 'recording') recorder.pause();
      apply({ type: 'paused' });
    },
    resume() {
      if (recorder?.state === 'paused') recorder.resume();
      apply({ type: 'resumed' });
    },
    finish() {
      if (recorder && recorder.state !== 'inactive') recorder.stop();
    },
    cancel() {
      const own = recorder;
      apply({ type: 'ended' });
      if (own && own.state !== 'inactive') own.stop();
      letGo();
    },
  };
}
