// The other person in a small window above all others, with mute and hang-up on it; a drawing where there is no picture.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MediaState } from '../../../common/calls/signal.ts';
import type { ActiveState } from '../../../common/calls/state.ts';
import { formatDuration } from '../ui/timeFormat.ts';
import { useCalls, useCallsState, usePerson } from './context.ts';
import { type DrawnFace, drawFace } from './drawnFace.ts';
import styles from './pip.module.css';
import type { Tracks } from './slots.ts';
import { Video } from './video.tsx';

/** What is seen of the other person: the shared screen first. */
function pictureOf(peer: MediaState, remote: Tracks): MediaStreamTrack | null {
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
export function PictureOutside({ state }: { state: ActiveState }) {
  const { report } = useCalls();
  const picture = useCallsState(({ peer, remote }) => pictureOf(peer, remote));
  const drawn = useDrawnFace(state, picture === null);
  useMediaKeys();
  // The engine would leave the last frame standing there.
  useEffect(
    () => () => {
      if (document.pictureInPictureElement?.id !== ID) return;
      document.exitPictureInPicture().catch((error: unknown) => report('The picture did not go in', error));
    },
    [report],
  );
  const track = picture ?? drawn;
  return track && <Video track={track} id={ID} className={styles.outside} aria-hidden="true" tabIndex={-1} />;
}

const SECOND = 1_000;

function useDrawnFace(state: ActiveState, wanted: boolean): MediaStreamTrack | null {
  const { t } = useTranslation();
  const { clock } = useCalls();
  const { name } = usePerson(state.call.peerId);
  const [face, setFace] = useState<DrawnFace | null>(null);
  useEffect(() => {
    if (!wanted) return;
    const made = drawFace();
    setFace(made);
    return () => {
      setFace(null);
      made?.stop();
    };
  }, [wanted]);
  useEffect(() => {
    if (!face) return;
    const line = () => {
      if (state.kind === 'connected') {
        return formatDuration(Math.max(0, Math.floor((clock.now() - state.since) / SECOND)));
      }
      return t(state.kind === 'connecting' ? 'calls.connecting' : 'calls.reconnecting');
    };
    // Once, so that the window can open; then only while someone looks.
    const frame = requestAnimationFrame(() => face.draw(name, line()));
    const timer = window.setInterval(() => {
      if (document.pictureInPictureElement?.id === ID) face.draw(name, line());
    }, SECOND);
    return () => {
      cancelAnimationFrame(frame);
      window.clearInterval(timer);
    };
  }, [face, name, state, clock, t]);
  return face?.track ?? null;
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
