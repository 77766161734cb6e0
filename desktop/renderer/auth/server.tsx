// Choosing a server: asked once, before anything else. In the desktop only.
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BackToAccounts } from '../accounts/switcher.tsx';
import { useApp } from '../context.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/TextField.tsx';
import styles from './auth.module.css';
import { AuthFrame } from './frame.tsx';
import type { ServerProblem } from './session.ts';

const words = {
  invalid: 'auth.serverInvalid',
  unreachable: 'auth.serverUnreachable',
  not_baraza: 'auth.serverNotBaraza',
} as const satisfies Record<ServerProblem, string>;

/** Takes an address and looks whether Baraza answers there. */
export function ServerView() {
  const { t } = useTranslation();
  const { session } = useApp();
  const [address, setAddress] = useState('');
  const [problem, setProblem] = useState<ServerProblem | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      setProblem(await session.chooseServer(address));
    } catch {
      setProblem('invalid');
    }
    setBusy(false);
  };
  return (
    <AuthFrame title={t('auth.chooseServer')} hint={t('auth.chooseServerHint')} foot={<BackToAccounts />}>
      <form className={styles.form} onSubmit={event => void submit(event)} noValidate>
        <TextField
          label={t('auth.serverAddress')}
          placeholder={t('auth.serverPlaceholder')}
          value={address}
          onChange={event => {
            setAddress(event.target.value);
            setProblem(null);
          }}
          error={problem ? t(words[problem]) : undefined}
          hint={busy ? t('auth.checkingServer') : undefined}
          inputMode="url"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          data-testid="server-url"
        />
        <Button type="submit" variant="primary" wide busy={busy} data-testid="submit">
          {t('common.continue')}
        </Button>
      </form>
    </AuthFrame>
  );
}
