// Nothing here, drawn: a picture, one sentence, one action.
import type { ReactNode } from 'react';
import { drawings } from './drawings.tsx';
import styles from './EmptyState.module.css';

interface EmptyStateProps {
  drawing: keyof typeof drawings;
  title: string;
  /** One sentence at most. */
  children?: string;
  /** One Button. */
  action?: ReactNode;
  /** Errors are read out as they appear. */
  alert?: boolean;
}

/** Fills its pane and stands in the middle of it. */
export function EmptyState({ drawing, title, children, action, alert }: EmptyStateProps) {
  const Drawing = drawings[drawing];
  return (
    <div role={alert ? 'alert' : undefined} className={styles.state}>
      <svg viewBox="0 0 160 120" fill="none" aria-hidden="true" className={styles.drawing}>
        <Drawing />
      </svg>
      <p className={styles.title}>{title}</p>
      {children && <p className={styles.sentence}>{children}</p>}
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}
