// The mark: a veranda roof over two speech marks.
import styles from './BarazaMark.module.css';

interface BarazaMarkProps {
  size?: number;
  /** Leave out where the name stands beside it. */
  label?: string;
}

/** The mark in the accent; it scales from the rail to the sign-in page. */
export function BarazaMark({ size = 32, label }: BarazaMarkProps) {
  const named = label ? { role: 'img', 'aria-label': label } : {};
  return (
    <span {...named} className={styles.mark}>
      <svg aria-hidden="true" width={size} height={size} viewBox="0 0 32 32" fill="none">
        <path
          d="M3.2 12.6 14.7 4.7a2.3 2.3 0 0 1 2.6 0l11.5 7.9"
          className={styles.roof}
          strokeWidth="2.8"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
        <path
          d="M8.6 14.4h3.8a3.1 3.1 0 0 1 3.1 3.1v3.2c0 3.6-2.3 6.2-5.6 6.9-.7.2-1.2-.7-.7-1.3.9-.9 1.5-1.9 1.6-3.1H8.6a3.1 3.1 0 0 1-3.1-3.1v-2.6a3.1 3.1 0 0 1 3.1-3.1Z"
          className={styles.near}
        />
        <path
          d="M19.6 14.4h3.8a3.1 3.1 0 0 1 3.1 3.1v3.2c0 3.6-2.3 6.2-5.6 6.9-.7.2-1.2-.7-.7-1.3.9-.9 1.5-1.9 1.6-3.1h-2.2a3.1 3.1 0 0 1-3.1-3.1v-2.6a3.1 3.1 0 0 1 3.1-3.1Z"
          className={styles.far}
        />
      </svg>
    </span>
  );
}
