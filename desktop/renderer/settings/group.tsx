// A card of settings that belong together.
import type { ReactNode } from 'react';
import styles from './settings.module.css';

interface GroupProps {
  title?: string;
  hint?: string;
  children: ReactNode;
}

/** A titled card; its children are rows. */
export function Group({ title, hint, children }: GroupProps) {
  return (
    <section className={styles.group}>
      {title && <h3 className={styles.groupTitle}>{title}</h3>}
      <div className={styles.card}>{children}</div>
      {hint && <p className={styles.groupHint}>{hint}</p>}
    </section>
  );
}

/** A row with words and a control. */
export function SettingRow({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.row}>
      <span className={styles.rowLabel}>{label}</span>
      {children}
    </div>
  );
}
