// Tracks on screen and in the ear.
import clsx from 'clsx';
import { type ComponentProps, type RefObject, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { useCalls } from './context.ts';
import { chosenOf } from './devices.ts';
import styles from './video.module.css';

interface VideoProps extends Omit<ComponentProps<'video'>, 'ref'> {
  track: MediaStreamTrack | null;
  /** One's own face is shown as in a mirror. */
  mirrored?: boolean;
  /** `contain` shows all of a shared screen. */
  fit?: 'cover' | 'contain';
}

/** A silent picture of a track; sound comes from Sound. */
export function Video({ track, mirrored, fit = 'cover', className, ...rest }: VideoProps) {
  const ref = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (ref.current) ref.current.srcObject = track && new MediaStream([track]);
  }, [track]);
  return (
    <video
      {...rest}
      ref={ref}
      autoPlay
      playsInline
      muted
      className={clsx(
        styles.video,
        fit === 'contain' && styles.whole,
        mirrored && styles.mirrored,
        className,
      )}
    />
  );
}

/** Plays a track of the other person where they are to be heard. */
export function Sound({ track }: { track: MediaStreamTrack | null }) {
  const ref = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    if (ref.current) ref.current.srcObject = track && new MediaStream([track]);
  }, [track]);
  useSpeaker(ref);
  // biome-ignore lint/a11y/useMediaCaption: live speech has no captions
  return <audio ref={ref} autoPlay hidden />;
}

// The chosen speaker, while it is there; the system's own else.
function useSpeaker(ref: RefObject<HTMLAudioElement | null>): void {
  const { list, preferences, report } = useCalls();
  const choice = useStore(preferences, ({ speaker }) => speaker);
  const sink = useStore(list, devices => chosenOf(devices, 'audiooutput', choice)?.deviceId ?? '');
  useEffect(() => {
    const element = ref.current;
    if (!element || !('setSinkId' in element) || element.sinkId === sink) return;
    element.setSinkId(sink).catch((error: unknown) => report('The speaker could not be used', error));
  }, [ref, sink, report]);
}
