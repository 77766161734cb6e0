// Tracks on screen and in the ear.
import clsx from 'clsx';
import { type ComponentProps, useEffect, useRef } from 'react';
import styles from './stage.module.css';

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

/** Plays a track of the other person. */
export function Sound({ track }: { track: MediaStreamTrack | null }) {
  const ref = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    if (ref.current) ref.current.srcObject = track && new MediaStream([track]);
  }, [track]);
  // biome-ignore lint/a11y/useMediaCaption: live speech has no captions
  return <audio ref={ref} autoPlay hidden />;
}
