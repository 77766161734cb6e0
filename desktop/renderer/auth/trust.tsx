// Asks whether a server's own certificate is the right one: its fingerprint is compared by a person, or it is not taken.
import { ShieldAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { UntrustedCertificate } from '../../ipc/payloads.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import styles from './trust.module.css';

interface TrustDialogProps {
  certificate: UntrustedCertificate;
  onTrust: () => void;
  onClose: () => void;
}

/** Warns loudly where an earlier certificate of the same server was another one. */
export function TrustDialog({ certificate, onTrust, onClose }: TrustDialogProps) {
  const { t, i18n } = useTranslation();
  const { hostname, fingerprint, issuer, validTo, earlier } = certificate;
  const changed = earlier !== null;
  const until = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'long' }).format(new Date(validTo));
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(changed ? 'trust.changedTitle' : 'trust.title', { host: hostname })}
      actions={
        <>
          <Button onClick={onClose} autoFocus data-testid="refuse-certificate">
            {t('trust.refuse')}
          </Button>
          <Button variant={changed ? 'danger' : 'primary'} onClick={onTrust} data-testid="trust-certificate">
            {t(changed ? 'trust.acceptChanged' : 'trust.accept')}
          </Button>
        </>
      }
    >
      {changed && (
        <p role="alert" className={styles.warning} data-testid="certificate-changed">
          <ShieldAlert size={20} strokeWidth={1.75} aria-hidden="true" />
          {t('trust.changedText')}
        </p>
      )}
      <p className={styles.text}>{t('trust.text')}</p>
      <dl className={styles.facts}>
        <dt>{t('trust.fingerprint')}</dt>
        <dd className={styles.fingerprint} data-testid="fingerprint">
          {fingerprint}
        </dd>
        {changed && (
          <>
            <dt>{t('trust.earlier')}</dt>
            <dd className={styles.fingerprint}>{earlier}</dd>
          </>
        )}
        <dt>{t('trust.issuer')}</dt>
        <dd>{issuer}</dd>
        <dt>{t('trust.validTo')}</dt>
        <dd>{until}</dd>
      </dl>
    </Dialog>
  );
}
