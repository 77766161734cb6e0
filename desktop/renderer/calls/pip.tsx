// The other person's picture in a small window above all others, with mute and hang-up on it.
import { useEffect } from 'react';
import type { MediaState } from '../../../common/calls/signal.ts';
import { useCalls, useCallsState } from './context.ts';
import styles from './pip.module.css';
import type { Tracks } from './slots.ts';
import { Video } from './video.tsx';

/** What is seen of the other person: the shared screen first. */
export function pictureOf(peer: MediaState, remote: Tracks): MediaStreamTrack | null {
  if (peer.hold) return null;
  return (peer.screen && remote.screen) || (peer.video && remote.camera) || null;
}

const ID = 'call-picture-outside';

/** Takes the picture out of the app, or back in. */
export async function popOut(): Promise<void> {
  const element = document.getElementById(ID);
  if (document.pictureInPictureElement) await document.exitPictureInPicture();
  else if (element instanceof HTMLVideoElement) await element.requestPictureInPicture();
}

/** Stays while the call does, so that the window above does not close when the stage does. */
export function PictureOutside() {
  const track = useCallsState(({ peer, remote }) => pictureOf(peer, remote));
  useMediaKeys();
  useEffect(() => {
    if (!track && document.pictureInPictureElement?.id === ID) void document.exitPictureInPicture();
  }, [track]);
  return track && <Video track={track} id={ID} className={styles.outside} aria-hidden="true" tabIndex={-1} />;
}

// The buttons on that window, and those of headsets and keyboards.
function useMediaKeys(): void {
  const { actions } = useCalls();
  const own = useCallsState(state => state.own);
  useEffect(() => {
    const session = navigator.mediaSession;
    const keys = [
      ['togglemicrophone', actions.toggleMute],
      ['togglecamera', actions.toggleCamera],
      ['hangup', actions.hangUp],
    ] as const;
    for (const [key, act] of keys) set(session, key, act);
    return () => {
      for (const [key] of keys) set(session, key, null);
    };
  }, [actions]);
  useEffect(() => {
    navigator.mediaSession.setMicrophoneActive?.(own.audio);
    navigator.mediaSession.setCameraActive?.(own.video);
  }, [own.audio, own.video]);
}

function set(session: MediaSession, key: string, act: (() => void) | null): void {
  try {
    session.setActionHandler(key as MediaSessionAction, act);
  } catch {
    // An engine that does not know this key.
  }
}
