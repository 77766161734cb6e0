// The list of one's calls.
import clsx from 'clsx';
import { Phone, PhoneIncoming, PhoneMissed, PhoneOff, PhoneOutgoing, Star, Video } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallRecord } from '../../../common/calls/signal.ts';
import { isLive } from '../../../common/calls/state.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { ListSkeleton } from '../ui/Skeleton.tsx';
import { Time } from '../ui/Time.tsx';
import { formatDuration } from '../ui/timeFormat.ts';
import type { Calls } from './compose.ts';
import { CallsContext, useCalls, useCallsState, usePerson } from './context.ts';
import styles from './historyView.module.css';
import { outcomeWords } from './words.ts';

interface CallHistoryProps {
  calls: Calls;
  /** Skew-corrected milliseconds, moving on; for "today" and "yesterday". */
  now: number;
}

/** Fills its pane; loads when first shown and after each call. */
export function CallHistory({ calls, now }: CallHistoryProps) {
  useEffect(() => calls.actions.loadHistory(), [calls]);
  return (
    <CallsContext value={calls}>
      <Pages now={now} />
    </CallsContext>
  );
}

function Pages({ now }: { now: number }) {
  const { t } = useTranslation();
  const { actions } = useCalls();
  const history = useCallsState(state => state.history);
  if (history.kind === 'failed') {
    const again = <Button onClick={actions.loadHistory}>{t('common.retry')}</Button>;
    return <EmptyState alert drawing="error" title={t('calls.loadFailed')} action={again} />;
  }
  if (history.kind !== 'ready') return <ListSkeleton />;
  if (history.calls.length === 0) {
    return (
      <EmptyState drawing="calls" title={t('calls.emptyTitle')}>
        {t('calls.emptyText')}
      </EmptyState>
    );
  }
  return (
    <div className={styles.scroll}>
      <ul aria-label={t('calls.title')} className={styles.list}>
        {history.calls.map(record => (
          <Row key={record.callId} record={record} now={now} />
        ))}
      </ul>
      {history.next !== null && (
        <div className={styles.more}>
          <Button size="sm" busy={history.more === 'loading'} onClick={actions.loadMoreHistory}>
            {history.more === 'failed' ? t('common.retry') : t('calls.showEarlier')}
          </Button>
        </div>
      )}
    </div>
  );
}

function Row({ record, now }: { record: CallRecord; now: number }) {
  const { t } = useTranslation();
  const { actions } = useCalls();
  const busy = useCallsState(({ call }) => isLive(call));
  const { name } = usePerson(record.peerId);
  const { outcome, direction, callType, startedAt, duration, quality } = record;
  const missed = direction === 'incoming' && ['missed', 'cancelled', 'busy'].includes(outcome);
  const Sign = signOf(record, missed);
  const back = `${t('calls.callBack')}: ${name}`;
  return (
    <li
      className={styles.row}
      data-testid="call-history-row"
      data-outcome={outcome}
      data-direction={direction}
    >
      <Avatar id={record.peerId} name={name} size={40} />
      <div className={styles.words}>
        <span className={clsx(styles.name, missed && styles.missed)}>{name}</span>
        <span className={styles.detail}>
          <Sign size={14} strokeWidth={2} aria-hidden="true" className={clsx(missed && styles.missed)} />
          <span className={styles.outcome}>{outcomeWords(t, record)}</span>
          {duration > 0 && <span>{formatDuration(duration)}</span>}
          {quality?.rating !== undefined && (
            <span
              role="img"
              aria-label={t('calls.rateStars', { count: quality.rating })}
              className={styles.stars}
            >
              {quality.rating}
              <Star size={12} strokeWidth={2} aria-hidden="true" />
            </span>
          )}
        </span>
        {quality?.note !== undefined && <span className={styles.note}>{quality.note}</span>}
      </div>
      <span className={styles.time}>
        <Time at={startedAt} now={now} />
      </span>
      <IconButton
        icon={callType === 'video' ? Video : Phone}
        label={back}
        disabled={busy}
        onClick={() => actions.callBack(record)}
        data-testid="call-back"
      />
    </li>
  );
}

function signOf({ outcome, direction }: CallRecord, missed: boolean) {
  if (missed) return PhoneMissed;
  if (outcome === 'declined' || outcome === 'failed') return PhoneOff;
  return direction === 'incoming' ? PhoneIncoming : PhoneOutgoing;
}
