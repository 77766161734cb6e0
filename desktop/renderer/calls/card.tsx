// The cards over the app: who rings, and how a call ended.
import { Mic, Phone, PhoneOff, Video, X } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call, EndReason } from '../../../common/calls/state.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { formatDuration } from '../ui/timeFormat.ts';
import styles from './card.module.css';
import { useCalls, useCallsState, usePerson } from './context.ts';
import { useShortcuts } from './hooks.ts';
import { Feedback, VerdictLine } from './rating.tsx';
import { endedWords, isRated, remedyWords } from './words.ts';

/** Someone is calling. It does not take the focus from what one is writing. */
export function IncomingCard({ call }: { call: Call }) {
  const { t } = useTranslation();
  const { actions } = useCalls();
  const { name } = usePerson(call.peerId);
  const id = useId();
  const answer = () => actions.answer({ video: false });
  const answerVideo = () => actions.answer({ video: true });
  useShortcuts({ 'Mod+Shift+A': answer, 'Mod+Shift+V': answerVideo, 'Mod+Shift+X': actions.decline });
  const video = call.callType === 'video';
  return (
    <section
      role="alertdialog"
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-kind`}
      aria-live="assertive"
      className={styles.card}
      data-testid="call-incoming"
    >
      <div className={styles.who}>
        <span className={styles.ringing}>
          <Avatar id={call.peerId} name={name} size={48} />
        </span>
        <div className={styles.words}>
          <p id={`${id}-name`} className={styles.name}>
            {name}
          </p>
          <p id={`${id}-kind`} className={styles.detail}>
            {t(video ? 'calls.incomingVideo' : 'calls.incomingVoice')}
          </p>
        </div>
      </div>
      <Remedy device="audio" />
      <div className={styles.actions}>
        <span className={styles.action}>
          <IconButton
            icon={PhoneOff}
            variant="danger"
            size="lg"
            label={t('calls.decline')}
            shortcut="Mod+Shift+X"
            onClick={actions.decline}
            data-testid="call-decline"
          />
          <span aria-hidden="true">{t('calls.decline')}</span>
        </span>
        <span className={styles.action}>
          <IconButton
            icon={Video}
            variant={video ? 'positive' : 'plain'}
            size="lg"
            label={t('calls.answerVideo')}
            shortcut="Mod+Shift+V"
            onClick={answerVideo}
            className={video ? undefined : styles.second}
            data-testid="call-answer-video"
          />
          <span aria-hidden="true">{t('calls.video')}</span>
        </span>
        <span className={styles.action}>
          <IconButton
            icon={Phone}
            variant={video ? 'plain' : 'positive'}
            size="lg"
            label={video ? t('calls.answerVoice') : t('calls.answer')}
            shortcut="Mod+Shift+A"
            onClick={answer}
            className={video ? styles.second : undefined}
            data-testid="call-answer"
          />
          <span aria-hidden="true">{video ? t('calls.voice') : t('calls.answer')}</span>
        </span>
      </div>
    </section>
  );
}

interface EndedProps {
  call: Call;
  reason: EndReason;
  duration: number;
}

/** How it ended, for a moment; a missing microphone stays until it is read. */
export function EndedCard({ call, reason, duration }: EndedProps) {
  const { t } = useTranslation();
  const { actions } = useCalls();
  const { name } = usePerson(call.peerId);
  const again = reason !== 'completed' && reason !== 'taken' && reason !== 'forbidden';
  const rated = useCallsState(state => isRated(state.call));
  const denied = useCallsState(state => state.trouble?.trouble === 'denied');
  const noMediaTitle = denied ? 'calls.permissionTitle' : 'calls.endedFailed';
  const quick = () => actions.start(call.peerId, call.callType);
  return (
    <section role="status" className={styles.card} data-testid="call-ended" data-reason={reason}>
      <div className={styles.who}>
        {reason === 'no_media' ? (
          <span className={styles.sign}>
            <Mic size={22} strokeWidth={1.75} aria-hidden="true" />
          </span>
        ) : (
          <Avatar id={call.peerId} name={name} size={48} />
        )}
        <div className={styles.words}>
          <p className={styles.name}>{reason === 'no_media' ? t(noMediaTitle) : name}</p>
          {reason !== 'no_media' && (
            <p className={styles.detail}>
              {endedWords(t, reason, call, name)}
              {duration > 0 && ` · ${formatDuration(duration)}`}
            </p>
          )}
        </div>
        <IconButton icon={X} size="sm" label={t('common.dismiss')} onClick={actions.dismiss} />
      </div>
      <Remedy device="audio" />
      <VerdictLine name={name} />
      {rated && <Feedback />}
      {again && (
        <div className={styles.foot}>
          <Button size="sm" icon={call.callType === 'video' ? Video : Phone} onClick={quick}>
            {reason === 'no_media' ? t('common.retry') : t('calls.callBack')}
          </Button>
        </div>
      )}
    </section>
  );
}

function Remedy({ device }: { device: 'audio' }) {
  const { t } = useTranslation();
  const { inBrowser } = useCalls();
  const trouble = useCallsState(state => state.trouble);
  if (trouble?.device !== device) return null;
  return (
    <p role="alert" className={styles.remedy}>
      {remedyWords(t, trouble, inBrowser)}
    </p>
  );
}
