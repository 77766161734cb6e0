// Signing in and registering: one card, two forms.
import { CircleAlert } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../common/errors.ts';
import { limits } from '../../../common/limits.ts';
import { BackToAccounts } from '../accounts/switcher.tsx';
import { useApp } from '../context.ts';
import { type ErrorKey, errorKey } from '../errors.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/TextField.tsx';
import styles from './auth.module.css';
import {
  type AuthForm,
  type AuthMode,
  checkDisplayName,
  checkForm,
  countIn,
  explainRefusal,
  type FieldProblems,
} from './form.ts';
import { AuthFrame } from './frame.tsx';

const blank: AuthForm = { username: '', displayName: '', password: '' };
type Problem = ErrorKey | 'auth.wrongCredentials' | 'auth.registrationClosed';

interface SignInViewProps {
  server: string;
  ended: boolean;
  /** Whose session ended; empty where no one's did. */
  username: string;
}

/** For someone who is not signed in; `ended` tells that they were, until a moment ago. */
export function SignInView({ server, ended, username }: SignInViewProps) {
  const { t } = useTranslation();
  const { bridge, session } = useApp();
  const [mode, setMode] = useState<AuthMode>('sign_in');
  const registering = mode === 'register';
  return (
    <AuthFrame
      title={t(registering ? 'auth.registerTitle' : 'auth.signInTitle')}
      hint={t(registering ? 'auth.registerHint' : 'auth.signInHint')}
      foot={
        <>
          <button
            type="button"
            className={styles.link}
            data-testid="switch-mode"
            onClick={() => setMode(registering ? 'sign_in' : 'register')}
          >
            {t(registering ? 'auth.haveAccount' : 'auth.noAccount')}
          </button>
          <span className={styles.server}>{t('auth.onServer', { server: new URL(server).host })}</span>
          {bridge.choosesServer && (
            <button type="button" className={styles.link} onClick={() => void session.forgetServer()}>
              {t('auth.changeServer')}
            </button>
          )}
        </>
      }
    >
      {ended && !registering && (
        <p role="status" className={styles.note}>
          {t('auth.sessionEnded')}
        </p>
      )}
      <BackToAccounts />
      <Credentials key={mode} mode={mode} username={registering ? '' : username} />
    </AuthFrame>
  );
}

function useCredentials(mode: AuthMode, username: string) {
  const { session } = useApp();
  const [form, setForm] = useState<AuthForm>({ ...blank, username });
  const [fields, setFields] = useState<FieldProblems>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const change = (part: Partial<AuthForm>) => {
    setForm({ ...form, ...part });
    setFields({});
    setProblem(null);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const wrong = checkForm(mode, form);
    setFields(wrong);
    if (Object.keys(wrong).length > 0) return;
    setBusy(true);
    setProblem(null);
    const username = form.username.trim();
    try {
      if (mode === 'sign_in') await session.signIn({ username, password: form.password });
      else
        await session.register({ username, displayName: form.displayName.trim(), password: form.password });
    } catch (error) {
      setBusy(false);
      const refusal = error instanceof AppError ? explainRefusal(mode, error) : null;
      if (refusal !== null && 'fields' in refusal) setFields(refusal.fields);
      else setProblem(refusal?.key ?? errorKey(error));
    }
  };
  return { form, fields, problem, busy, change, submit };
}

function Credentials({ mode, username }: { mode: AuthMode; username: string }) {
  const { t } = useTranslation();
  const { form, fields, problem, busy, change, submit } = useCredentials(mode, username);
  const registering = mode === 'register';
  const nameProblem = checkDisplayName(form.displayName);
  // An empty field is no mistake before it was sent.
  const tooLong = nameProblem === 'auth.displayNameTooLong' ? nameProblem : undefined;
  const words = (key: FieldProblems[keyof FieldProblems]) => key && t(key, { count: countIn(key) });
  return (
    <form className={styles.form} onSubmit={event => void submit(event)} noValidate>
      <TextField
        label={t('auth.username')}
        value={form.username}
        onChange={event => change({ username: event.target.value })}
        error={words(fields.username)}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={limits.usernameMax}
        autoFocus={username === ''}
        data-testid="username"
      />
      {registering && (
        <TextField
          label={t('auth.displayName')}
          hint={t('auth.displayNameHint')}
          value={form.displayName}
          onChange={event => change({ displayName: event.target.value })}
          error={words(fields.displayName ?? tooLong)}
          autoComplete="name"
          data-testid="display-name"
        />
      )}
      <TextField
        label={t('auth.password')}
        type="password"
        hint={registering ? t('auth.passwordHint', { count: limits.passwordMin }) : undefined}
        value={form.password}
        onChange={event => change({ password: event.target.value })}
        error={words(fields.password)}
        autoComplete={registering ? 'new-password' : 'current-password'}
        maxLength={limits.passwordMax}
        autoFocus={username !== ''}
        data-testid="password"
      />
      {problem && (
        <p role="alert" className={styles.problem} data-testid="form-error">
          <CircleAlert size={16} strokeWidth={1.75} aria-hidden="true" />
          {t(problem)}
        </p>
      )}
      <Button type="submit" variant="primary" wide busy={busy} data-testid="submit">
        {t(registering ? 'auth.register' : 'auth.signIn')}
      </Button>
    </form>
  );
}
