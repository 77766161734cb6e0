// The call itself: while it rings at the other end, and while two people talk.
import { MicOff, MonitorUp, Pause, SignalLow, VideoOff } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActiveState, CallState } from '../../../common/calls/state.ts';
import { useCalls, useCallsState, usePerson } from './context.ts';
import { Controls } from './controls.tsx';
import { Details } from './details.tsx';
import { Face } from './face.tsx';
import { Progress, StageHead } from './head.tsx';
import { useIdle, useMutedSpeech } from './hooks.ts';
import { Notice } from './notice.tsx';
import { OwnPreview } from './preview.tsx';
import { FloatingReactions } from './reactionViews.tsx';
import styles from './stage.module.css';
import { Video } from './video.tsx';

type OutgoingState = Extract<CallState, { kind: 'preparing' | 'outgoing' }>;

/** Waiting for the other person; one's own camera lies behind. */
export function OutgoingStage({ state }: { state: OutgoingState }) {
  const { t } = useTranslation();
  const camera = useCallsState(({ local }) => local.camera);
  const { name } = usePerson(state.call.peerId);
  const stage = useStageFocus();
  return (
    <section
      ref={stage}
      tabIndex={-1}
      aria-label={t('calls.call', { name })}
      className={styles.stage}
      data-testid="call-outgoing"
    >
      {camera && (
        <div className={styles.backdrop}>
          <Video track={camera} mirrored data-testid="call-local-video" />
        </div>
      )}
      <div className={styles.faces}>
        <Face id={state.call.peerId} track={null} size={112} waiting />
        <h2 className={styles.name}>{name}</h2>
        <p role="status" className={styles.status}>
          {t(waitingKey(state))}
        </p>
      </div>
      <Notice />
      <Controls phase="waiting" />
    </section>
  );
}

function waitingKey(state: OutgoingState) {
  if (state.kind === 'preparing') {
    return state.call.direction === 'incoming' ? 'calls.connecting' : 'calls.calling';
  }
  if (state.reachable === null) return 'calls.calling';
  return state.reachable ? 'calls.ringing' : 'calls.unreachable';
}

/** Two people talk: the shared screen first, else the other's picture, else their face. */
export function ActiveStage({ state }: { state: ActiveState }) {
  const { t } = useTranslation();
  const { peerId } = state.call;
  const { name } = usePerson(peerId);
  const peer = useCallsState(calls => calls.peer);
  const remote = useCallsState(calls => calls.remote);
  const stage = useStageFocus();
  const held = useCallsState(({ own }) => own.hold === true) || peer.hold === true;
  const screen = peer.screen && !held ? remote.screen : null;
  const camera = peer.video && !held ? remote.camera : null;
  const idle = useIdle(stage, screen !== null || camera !== null);
  const pictures = screen !== null || camera !== null;
  return (
    <section
      ref={stage}
      tabIndex={-1}
      aria-label={t('calls.inCall', { name })}
      className={styles.stage}
      data-testid="call-active"
      data-state={state.kind}
      data-idle={idle}
      data-pictures={pictures}
    >
      {screen && (
        <Video
          track={screen}
          fit="contain"
          aria-label={t('calls.theyShare', { name })}
          data-testid="call-screen-video"
        />
      )}
      {camera && (
        <div className={screen ? styles.tile : styles.full}>
          <Video
            track={camera}
            aria-label={t('calls.remoteVideo', { name })}
            data-testid="call-remote-video"
          />
        </div>
      )}
      {!pictures && <Faces state={state} />}
      <StageHead state={state} pictures={pictures} />
      <Says />
      <FloatingReactions name={name} />
      {pictures ? null : <OwnFace />}
      <OwnPreview />
      <Notice />
      <Details />
      <Controls phase="talking" />
    </section>
  );
}

// Where one's own picture would be, one sees that one is heard.
function OwnFace() {
  const { self } = useCalls();
  const { audio, camera } = useCallsState(({ local }) => local);
  const sent = useCallsState(({ own }) => own.audio);
  if (camera) return null;
  return (
    <div className={styles.ownFace} data-testid="call-own-face">
      <Face id={self} track={sent ? audio : null} size={40} />
    </div>
  );
}

function Faces({ state }: { state: ActiveState }) {
  const { peerId } = state.call;
  const { name } = usePerson(peerId);
  const audio = useCallsState(({ remote }) => remote.audio);
  return (
    <div className={styles.faces}>
      <Face id={peerId} track={audio} size={112} />
      <h2 className={styles.name}>{name}</h2>
      <Progress state={state} />
    </div>
  );
}

// What the other person has switched off, and what one shows them oneself.
function Says() {
  const { t } = useTranslation();
  const { call } = useCallsState(state => state.call) as ActiveState;
  const peer = useCallsState(state => state.peer);
  const own = useCallsState(state => state.own);
  const held = useCallsState(state => state.held);
  const microphone = useCallsState(({ local }) => local.audio);
  const unheard = useMutedSpeech(microphone, microphone !== null && !own.audio);
  const { name } = usePerson(call.peerId);
  const says = [
    unheard && { key: 'unheard', icon: MicOff, words: t('calls.mutedSpeaking') },
    own.hold === true && { key: 'hold', icon: Pause, words: t('calls.youHold') },
    peer.hold === true && { key: 'held-by', icon: Pause, words: t('calls.theyHold', { name }) },
    !peer.audio && { key: 'muted', icon: MicOff, words: t('calls.peerMuted', { name }) },
    !peer.video &&
      call.callType === 'video' && {
        key: 'camera',
        icon: VideoOff,
        words: t('calls.peerCameraOff', { name }),
      },
    peer.screen && { key: 'screen', icon: MonitorUp, words: t('calls.theyShare', { name }) },
    own.screen && { key: 'own', icon: MonitorUp, words: t('calls.youShare') },
    ((own.video && held.camera) || (own.screen && held.screen)) && {
      key: 'held',
      icon: SignalLow,
      words: t('calls.picturesHeld'),
    },
  ].filter(each => each !== false);
  return (
    <ul className={styles.says} aria-live="polite">
      {says.map(({ key, icon: Icon, words }) => (
        <li key={key} className={styles.say} data-says={key}>
          <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
          {words}
        </li>
      ))}
    </ul>
  );
}

// The stage covers the app, so the keyboard goes with it and comes back after.
function useStageFocus() {
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  return ref;
}
