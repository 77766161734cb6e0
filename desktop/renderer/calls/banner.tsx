// The call as a small pill over the app, so that chat can be used beside it.
import { Maximize2, Mic, MicOff, PhoneOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type ActiveState, type CallState, isActive } from '../../../common/calls/state.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx';
import styles from './banner.module.css';
import { useCalls, useCallsState, usePerson } from './context.ts';
import { Face } from './face.tsx';
import { Progress } from './head.tsx';
import { Video } from './video.tsx';

type Shown = Extract<CallState, { kind: 'preparing' | 'outgoing' }> | ActiveState;

/** Shown instead of the stage while the call is minimised. */
export function CallBanner({ call }: { call: Shown }) {
  const { t } = useTranslation();
  const { actions } = useCalls();
  const own = useCallsState(state => state.own);
  const peer = useCallsState(state => state.peer);
  const remote = useCallsState(state => state.remote);
  const { peerId } = call.call;
  const { name } = usePerson(peerId);
  const picture = (peer.screen && remote.screen) || (peer.video && remote.camera) || null;
  return (
    <section aria-label={t('calls.inCall', { name })} className={styles.strip} data-testid="call-banner">
      <button type="button" className={styles.open} onClick={actions.restore}>
        <VisuallyHidden>{t('calls.returnToCall')}</VisuallyHidden>
        {picture && isActive(call) ? (
          <span className={styles.picture}>
            <Video track={picture} />
          </span>
        ) : (
          <Face id={peerId} track={remote.audio} size={40} />
        )}
        <span className={styles.words}>
          <span className={styles.name}>{name}</span>
          {isActive(call) ? (
            <Progress state={call} />
          ) : (
            <span className={styles.progress}>{t('calls.calling')}</span>
          )}
        </span>
      </button>
      <IconButton
        variant="stage"
        icon={own.audio ? Mic : MicOff}
        label={t('calls.mute')}
        pressed={!own.audio}
        side="bottom"
        onClick={actions.toggleMute}
        className={styles.round}
      />
      <IconButton
        variant="stage"
        icon={Maximize2}
        label={t('calls.returnToCall')}
        side="bottom"
        onClick={actions.restore}
        className={styles.round}
        data-testid="call-restore"
      />
      <IconButton
        variant="danger"
        icon={PhoneOff}
        label={t('calls.hangUp')}
        side="bottom"
        onClick={actions.hangUp}
        className={styles.round}
      />
    </section>
  );
}
