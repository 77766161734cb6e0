// Recovery codes, shown this once: to copy, to save, and to say that one has kept them.
import { Check, Copy, Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount, useApp, useReplica } from '../context.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import styles from './security.module.css';

/** No click beside it closes it: they are not shown again. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation();
  const { complain, timers, page, settings } = useApp();
  const account = useAccount();
  const username = useReplica(replica => replica.users[account.self]?.username ?? '');
  const [copied, setCopied] = useState(false);
  const copy = () => {
    page.navigator.clipboard.writeText(codes.join('\n')).then(() => {
      setCopied(true);
      timers.after(2_000, () => setCopied(false));
    }, complain);
  };
  const save = () => {
    const { serverUrl } = settings.store.getState();
    const server = serverUrl === null ? '' : new URL(serverUrl).host;
    const text = `${t('settings.codesFile', { username, server })}\n\n${codes.join('\n')}\n`;
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    const link = page.document.createElement('a');
    Object.assign(link, { href: url, download: `baraza-${username}.txt` }).click();
    // The download has begun by then.
    timers.after(60_000, () => URL.revokeObjectURL(url));
  };
  return (
    <Dialog
      open
      alert
      title={t('settings.codesTitle')}
      description={t('settings.codesText')}
      onClose={onDone}
      actions={
        <Button variant="primary" onClick={onDone} data-testid="codes-kept">
          {t('settings.codesKept')}
        </Button>
      }
    >
      <ul className={styles.codes} dir="ltr">
        {codes.map(code => (
          <li key={code} data-testid="recovery-code">
            {code}
          </li>
        ))}
      </ul>
      <div className={styles.codeActs}>
        <Button size="sm" icon={copied ? Check : Copy} onClick={copy} autoFocus data-testid="copy-codes">
          {t(copied ? 'common.copied' : 'common.copy')}
        </Button>
        <Button size="sm" icon={Download} onClick={save} data-testid="save-codes">
          {t('settings.codesSave')}
        </Button>
      </div>
    </Dialog>
  );
}
