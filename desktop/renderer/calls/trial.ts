// Devices tried outside of a call: a microphone that is heard and recorded, a camera that is seen.
import { useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Calls } from './compose.ts';
import type { MediaTrouble } from './constraints.ts';
import { useCalls } from './context.ts';
import { openOne } from './media.ts';

export type Trial =
  | { readonly kind: 'off' | 'opening' }
  | { readonly kind: 'on'; readonly track: MediaStreamTrack }
  | { readonly kind: 'failed'; readonly trouble: MediaTrouble };

/** Holds a device open while wanted, with the choices that hold at the moment. */
export function useTrial(slot: 'audio' | 'camera', wanted: boolean): Trial {
  const calls = useCalls();
  const [trial, setTrial] = useState<Trial>({ kind: 'off' });
  const { microphone, camera, echoCancellation, noiseSuppression, autoGainControl } = useStore(
    calls.preferences,
  );
  const choice =
    slot === 'camera'
      ? camera?.id
      : [microphone?.id, echoCancellation, noiseSuppression, autoGainControl].join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice opens another device
  useEffect(() => (wanted ? hold(calls, slot, setTrial) : undefined), [calls, slot, wanted, choice]);
  return trial;
}

function hold(calls: Calls, slot: 'audio' | 'camera', tell: (trial: Trial) => void): () => void {
  let track: MediaStreamTrack | null = null;
  let over = false;
  tell({ kind: 'opening' });
  void openOne(slot, calls).then(opened => {
    if (typeof opened === 'string') {
      if (!over) tell({ kind: 'failed', trouble: opened });
    } else if (over) opened.stop();
    else {
      track = opened;
      calls.refreshDevices();
      tell({ kind: 'on', track });
    }
  });
  return () => {
    over = true;
    track?.stop();
    tell({ kind: 'off' });
  };
}

export type Sample = 'idle' | 'recording' | 'playing' | 'failed';
const RECORD_FOR = 5_000;

/** Records a track for five seconds and plays it back to this person only. */
export function useSample(track: MediaStreamTrack | null, sink: string): [Sample, () => void] {
  const { clock, report } = useCalls();
  const [sample, setSample] = useState<Sample>('idle');
  const [end, setEnd] = useState<() => void>(() => () => undefined);
  useEffect(() => end, [end]);
  const start = useCallback(() => {
    if (!track) return;
    const recorder = new MediaRecorder(new MediaStream([track]));
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => {
      setSample('playing');
      play(new Blob(parts, { type: recorder.mimeType }), sink, setEnd).then(
        () => setSample('idle'),
        (error: unknown) => {
          report('The recording did not play', error);
          setSample('failed');
        },
      );
    };
    recorder.start();
    setSample('recording');
    const stopTimer = clock.after(RECORD_FOR, () => recorder.state === 'recording' && recorder.stop());
    setEnd(() => () => {
      stopTimer();
      recorder.onstop = null;
      if (recorder.state === 'recording') recorder.stop();
    });
  }, [track, sink, clock, report]);
  return [sample, start];
}

async function play(recorded: Blob, sink: string, setEnd: (end: () => () => void) => void): Promise<void> {
  const element = new Audio(URL.createObjectURL(recorded));
  const free = () => {
    element.pause();
    URL.revokeObjectURL(element.src);
  };
  setEnd(() => free);
  if (sink !== '' && 'setSinkId' in element) await element.setSinkId(sink);
  const done = new Promise<void>((resolve, reject) => {
    element.onended = () => resolve();
    element.onerror = () => reject(new Error('The recording is not playable'));
  });
  await element.play();
  await done;
  free();
}
