// Something that is shown this once: a new password, or the link of an invitation.
import { Copy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../context.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import styles from './admin.module.css';

interface SecretProps {
  title: string;
  hint: string;
  secret: string;
  onClose: () => void;
}

/** With a button that copies it. */
export function SecretDialog({ title, hint, secret, onClose }: SecretProps) {
  const { t } = useTranslation();
  const { toasts, complain } = useApp();
  const copy = () =>
    navigator.clipboard
      .writeText(secret)
      .then(() => toasts.show({ kind: 'success', text: t('common.copied') }), complain);
  return (
    <Dialog
      open
      size="sm"
      title={title}
      description={hint}
      onClose={onClose}
      actions={
        <>
          <Button icon={Copy} onClick={() => void copy()}>
            {t('common.copy')}
          </Button>
          <Button variant="primary" onClick={onClose}>
            {t('common.done')}
          </Button>
        </>
      }
    >
      <code className={styles.secret} data-testid="secret">
        {secret}
      </code>
    </Dialog>
  );
}
