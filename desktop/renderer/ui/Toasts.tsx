// The toasts on screen, read out as they come.
import clsx from 'clsx';
import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';
import styles from './Toasts.module.css';
import type { Toast, ToastQueue } from './toastQueue.ts';

const icons = { info: Info, success: CircleCheck, error: CircleAlert } as const;

/** Mount once, near the root, with the app's queue. */
export function Toasts({ queue }: { queue: ToastQueue }) {
  const { t } = useTranslation();
  const toasts = useSyncExternalStore(queue.subscribe, queue.shown);
  return (
    <section
      aria-label={t('common.notices')}
      aria-live="polite"
      aria-relevant="additions"
      className={styles.stack}
      onMouseEnter={queue.hold}
      onMouseLeave={queue.release}
      onFocus={queue.hold}
      onBlur={queue.release}
    >
      {toasts.map(toast => (
        <ToastSlip key={toast.id} toast={toast} onDismiss={() => queue.dismiss(toast.id)} />
      ))}
    </section>
  );
}

function ToastSlip({ toast, onDismiss }: { toast: Toast; onDismiss: () => void }) {
  const { t } = useTranslation();
  const Icon = icons[toast.kind];
  const { action } = toast;
  return (
    <div className={clsx(styles.toast, styles[toast.kind])}>
      <Icon size={18} strokeWidth={1.75} aria-hidden="true" className={styles.icon} />
      <p className={styles.words}>{toast.text}</p>
      {action && (
        <Button
          size="sm"
          onClick={() => {
            action.onAction();
            onDismiss();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton size="sm" icon={X} label={t('common.dismiss')} onClick={onDismiss} />
    </div>
  );
}
