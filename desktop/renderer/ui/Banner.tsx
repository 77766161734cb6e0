// A thin line about the state of things; never a modal.
import clsx from 'clsx';
import { CircleAlert, CloudOff, Info } from 'lucide-react';
import styles from './Banner.module.css';
import { Button } from './Button.tsx';
import { Spinner } from './Spinner.tsx';

interface BannerProps {
  kind: 'reconnecting' | 'offline' | 'error' | 'info';
  children: string;
  action?: { readonly label: string; readonly onAction: () => void; readonly busy?: boolean };
}

const icons = { offline: CloudOff, error: CircleAlert, info: Info } as const;

/** Polite for states that pass, assertive for errors. */
export function Banner({ kind, children, action }: BannerProps) {
  const Icon = kind === 'reconnecting' ? null : icons[kind];
  return (
    <div role={kind === 'error' ? 'alert' : 'status'} className={clsx(styles.banner, styles[kind])}>
      {Icon ? <Icon size={16} strokeWidth={1.75} aria-hidden="true" /> : <Spinner size={16} />}
      <span className={styles.words}>{children}</span>
      {action && (
        <Button size="sm" busy={action.busy} onClick={action.onAction}>
          {action.label}
        </Button>
      )}
    </div>
  );
}
