// Calls in the main window: the history in its place, and a running call over everything.
import { useTranslation } from 'react-i18next';
import { CallHistory } from './calls/historyView.tsx';
import { CallLayer } from './calls/view.tsx';
import { useNow, useSigned } from './context.ts';
import styles from './people/people.module.css';
import { PaneHeader } from './ui/PaneHeader.tsx';

/** The list pane of the place "calls". */
export function CallsPlace() {
  const { t } = useTranslation();
  const { calls } = useSigned();
  const now = useNow();
  return (
    <section className={styles.pane} aria-label={t('calls.title')}>
      <PaneHeader title={t('calls.title')} />
      <div className={styles.scroll}>
        <CallHistory calls={calls} now={now} />
      </div>
    </section>
  );
}

/** What lies over the app during a call. */
export function Calling() {
  const { calls } = useSigned();
  return <CallLayer calls={calls} />;
}
