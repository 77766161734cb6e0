// The top of a call: who, how long, how well; and the thin line while the connection comes back.
import { Minimize2, SignalHigh, SignalLow, SignalMedium } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ActiveState } from '../../../common/calls/state.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { formatDuration } from '../ui/timeFormat.ts';
import { useCalls, useCallsState, usePerson } from './context.ts';
import styles from './head.module.css';
import { useLevel, useSeconds } from './hooks.ts';
import { SafetyCode } from './safety.tsx';

const signs = {
  good: { icon: SignalHigh, words: 'calls.qualityGood' },
  fair: { icon: SignalMedium, words: 'calls.qualityFair' },
  poor: { icon: SignalLow, words: 'calls.qualityPoor' },
} as const;

/** Without pictures the name and the time stand in the middle. */
export function StageHead({ state, pictures }: { state: ActiveState; pictures: boolean }) {
  const { t } = useTranslation();
  const { actions } = useCalls();
  const level = useCallsState(calls => calls.level);
  const { name } = usePerson(state.call.peerId);
  const { icon: Sign, words } = signs[level];
  const troubled = state.kind === 'reconnecting' ? 'reconnecting' : level;
  return (
    <>
      <div className={styles.line} data-line={troubled} />
      <div className={styles.head}>
        {pictures && (
          <>
            <Speaking />
            <span className={styles.headName}>{name}</span>
            <Progress state={state} />
          </>
        )}
        {state.kind === 'connected' && (
          <Tooltip label={t(words)} side="bottom">
            <span role="img" aria-label={t(words)} className={styles.sign} data-level={level}>
              <Sign size={18} strokeWidth={2} aria-hidden="true" />
            </span>
          </Tooltip>
        )}
        <span className={styles.headEnd}>
          <SafetyCode name={name} />
          <IconButton
            icon={Minimize2}
            variant="stage"
            label={t('calls.minimise')}
            side="bottom"
            onClick={actions.minimise}
            className={styles.glass}
            data-testid="call-minimise"
          />
        </span>
      </div>
    </>
  );
}

// Three bars that move with the other person's voice; beside a picture one does not always see who speaks.
function Speaking() {
  const level = useLevel(useCallsState(({ remote }) => remote.audio));
  return (
    <div ref={level} aria-hidden="true" className={styles.speaking}>
      <i />
      <i />
      <i />
    </div>
  );
}

/** How long, or what is under way instead. */
export function Progress({ state }: { state: ActiveState }) {
  const { t } = useTranslation();
  if (state.kind === 'connected') return <Duration since={state.since} />;
  return (
    <span role="status" className={styles.headStatus}>
      {t(state.kind === 'connecting' ? 'calls.connecting' : 'calls.reconnecting')}
    </span>
  );
}

/** Counts while it is shown. */
function Duration({ since }: { since: number }) {
  const { t } = useTranslation();
  const { clock } = useCalls();
  const duration = formatDuration(useSeconds(since, clock.now));
  return (
    <span className={styles.headStatus} data-testid="call-duration">
      <span className={styles.spoken}>{t('calls.duration', { duration: '' })}</span>
      {duration}
    </span>
  );
}
