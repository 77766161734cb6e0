// A quiet sign that something is under way.
import clsx from 'clsx';
import styles from './Spinner.module.css';

interface SpinnerProps {
  /** What is under way; leave out where the surroundings say it already. */
  label?: string;
  size?: 16 | 20 | 32;
}

/** A turning arc; with reduced motion it stands still. */
export function Spinner({ label, size = 20 }: SpinnerProps) {
  const named = label ? { role: 'status', 'aria-label': label } : { 'aria-hidden': true };
  return (
    <span {...named} className={clsx(styles.spinner, styles[`s${size}`])}>
      <svg viewBox="0 0 20 20" fill="none" aria-hidden="true">
        <circle cx="10" cy="10" r="8" className={styles.track} />
        <path d="M10 2a8 8 0 0 1 8 8" className={styles.arc} />
      </svg>
    </span>
  );
}
