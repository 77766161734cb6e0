// A moment in words, in the language of the moment.
import { useTranslation } from 'react-i18next';
import styles from './Time.module.css';
import { styleOf, type TimeStyle } from './timeFormat.ts';

interface TimeProps {
  /** ISO 8601, as the server sends it. */
  at: string;
  /** Milliseconds since the epoch, skew-corrected; the caller re-renders as it moves on. */
  now: number;
  /** `list`: now, 14:05, Yesterday, Monday, 3 Mar. `clock`: 14:05. `day`: Today, Yesterday, Monday 3 March. `full`: everything. */
  kind?: TimeStyle;
}

/** Tabular figures and the exact moment in `datetime`. */
export function Time({ at, now, kind = 'list' }: TimeProps) {
  const { t, i18n } = useTranslation();
  return (
    <time dateTime={at} className={styles.time}>
      {styleOf[kind](new Date(at), new Date(now), i18n.language, t)}
    </time>
  );
}
