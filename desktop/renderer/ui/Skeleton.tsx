// Placeholders of the final shape.
import clsx from 'clsx';
import { useTranslation } from 'react-i18next';
import styles from './Skeleton.module.css';
import { VisuallyHidden } from './VisuallyHidden.tsx';

const rows = [
  { key: 'a', name: 'w40', text: 'w80' },
  { key: 'b', name: 'w55', text: 'w65' },
  { key: 'c', name: 'w30', text: 'w90' },
  { key: 'd', name: 'w45', text: 'w50' },
  { key: 'e', name: 'w55', text: 'w80' },
  { key: 'f', name: 'w40', text: 'w65' },
  { key: 'g', name: 'w30', text: 'w50' },
] as const;

const bubbles = [
  { key: 'a', own: false, size: 'w45', tall: false },
  { key: 'b', own: false, size: 'w30', tall: true },
  { key: 'c', own: true, size: 'w40', tall: false },
  { key: 'd', own: false, size: 'w55', tall: true },
  { key: 'e', own: true, size: 'w30', tall: false },
  { key: 'f', own: true, size: 'w45', tall: false },
] as const;

/** Rows as in the chat list (and of people and calls), while they load. */
export function ListSkeleton({ count = 7 }: { count?: number }) {
  const { t } = useTranslation();
  return (
    <div role="status" className={styles.list}>
      <VisuallyHidden>{t('common.loading')}</VisuallyHidden>
      {rows.slice(0, count).map(row => (
        <div key={row.key} className={styles.row}>
          <span className={clsx(styles.bone, styles.face)} />
          <span className={styles.lines}>
            <span className={clsx(styles.bone, styles.line, styles[row.name])} />
            <span className={clsx(styles.bone, styles.line, styles.thin, styles[row.text])} />
          </span>
        </div>
      ))}
    </div>
  );
}

/** Bubbles as in a conversation, while it loads. */
export function MessagesSkeleton() {
  const { t } = useTranslation();
  return (
    <div role="status" className={styles.messages}>
      <VisuallyHidden>{t('common.loading')}</VisuallyHidden>
      {bubbles.map(bubble => (
        <span
          key={bubble.key}
          className={clsx(
            styles.bone,
            styles.bubble,
            bubble.own && styles.own,
            bubble.tall && styles.tall,
            styles[bubble.size],
          )}
        />
      ))}
    </div>
  );
}
