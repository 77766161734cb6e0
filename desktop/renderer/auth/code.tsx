// The second step of signing in: a code of the authenticator app, or one that was kept for when it is gone.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/TextField.tsx';
import styles from './auth.module.css';
import { type Credentials, useCode } from './credentials.ts';
import { AuthFrame } from './frame.tsx';

/** Asks for the code; the way back leads to the password. */
export function CodeView({ credentials, server }: { credentials: Credentials; server: string }) {
  const { t } = useTranslation();
  const [recovery, setRecovery] = useState(false);
  return (
    <AuthFrame
      title={t('auth.codeTitle')}
      hint={t(recovery ? 'auth.recoveryHint' : 'auth.codeHint')}
      foot={
        <>
          <button
            type="button"
            className={styles.link}
            data-testid="switch-code"
            onClick={() => setRecovery(!recovery)}
          >
            {t(recovery ? 'auth.useCode' : 'auth.useRecovery')}
          </button>
          <button
            type="button"
            className={styles.link}
            data-testid="without-code"
            onClick={() => credentials.withoutCode(null)}
          >
            {t('common.back')}
          </button>
          <span className={styles.server}>{t('auth.onServer', { server: new URL(server).host })}</span>
        </>
      }
    >
      <CodeForm key={String(recovery)} recovery={recovery} credentials={credentials} />
    </AuthFrame>
  );
}

function CodeForm({ recovery, credentials }: { recovery: boolean; credentials: Credentials }) {
  const { t } = useTranslation();
  const { code, problem, busy, change, submit } = useCode(credentials);
  return (
    <form className={styles.form} onSubmit={event => void submit(event)} noValidate>
      <TextField
        label={t(recovery ? 'auth.recoveryCode' : 'auth.totp')}
        hint={t(recovery ? 'auth.recoveryFormat' : 'auth.totpHint')}
        value={code}
        onChange={event => change(event.target.value)}
        error={problem ? t(problem) : undefined}
        inputMode={recovery ? 'text' : 'numeric'}
        autoComplete={recovery ? 'off' : 'one-time-code'}
        autoCapitalize="none"
        spellCheck={false}
        maxLength={32}
        autoFocus
        data-testid="code"
      />
      <Button type="submit" variant="primary" wide busy={busy} data-testid="submit">
        {t('auth.signIn')}
      </Button>
    </form>
  );
}
