// The figures of a connection, in words and ready to be copied.
import { Copy, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { useCalls, useCallsState } from './context.ts';
import styles from './details.module.css';
import { detailRows } from './detailWords.ts';

/** A panel beside the picture, while it is wanted. */
export function Details() {
  const { t, i18n } = useTranslation();
  const { actions, report } = useCalls();
  const shown = useCallsState(state => state.details);
  const reading = useCallsState(state => (state.details ? state.reading : null));
  if (!shown) return null;
  const rows = reading ? detailRows(t, i18n.language, reading) : [];
  const copy = () => {
    const text = rows.map(({ label, value }) => `${label}: ${value}`).join('\n');
    navigator.clipboard.writeText(text).catch((error: unknown) => report('Nothing was copied', error));
  };
  return (
    <section aria-label={t('calls.details')} className={styles.panel} data-testid="call-details">
      <div className={styles.head}>
        <h3 className={styles.title}>{t('calls.details')}</h3>
        <IconButton
          size="sm"
          variant="stage"
          icon={X}
          label={t('common.close')}
          onClick={actions.toggleDetails}
        />
      </div>
      {rows.length === 0 && <p className={styles.none}>{t('calls.detailsNone')}</p>}
      <dl className={styles.rows}>
        {rows.map(({ label, value }) => (
          <div key={label} className={styles.row}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Button size="sm" icon={Copy} disabled={rows.length === 0} onClick={copy} data-testid="copy-details">
        {t('common.copy')}
      </Button>
    </section>
  );
}
