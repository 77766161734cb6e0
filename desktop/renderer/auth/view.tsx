// Signing in and registering: one card, two forms, and a second step where an account asks for a code.
import { CircleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { limits } from '../../../common/limits.ts';
import { BackToAccounts } from '../accounts/switcher.tsx';
import { useApp } from '../context.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/TextField.tsx';
import styles from './auth.module.css';
import { CodeView } from './code.tsx';
import { type Credentials, type Registration, useCredentials, useRegistration } from './credentials.ts';
import { type AuthMode, checkDisplayName, countIn, type FieldProblems } from './form.ts';
import { AuthFrame } from './frame.tsx';
import { useInvitationLinks } from './invitation.ts';
import type { SessionState } from './session.ts';

type SignedOut = SessionState & { name: 'signed_out' };

/** For someone who is not signed in; the state tells whether they were, until a moment ago. */
export function SignInView({ state }: { state: SignedOut }) {
  const { bridge, invitation } = useApp();
  useInvitationLinks(bridge, invitation);
  const invited = useStore(invitation.store);
  const token = invited?.server === state.server ? invited.token : '';
  const [mode, setMode] = useState<AuthMode>(token === '' ? 'sign_in' : 'register');
  const held = useRef(token);
  useEffect(() => {
    // A link that comes while one looks at the form.
    if (token !== '' && token !== held.current) setMode('register');
    held.current = token;
  }, [token]);
  const registration = useRegistration(mode === 'register', token);
  return (
    <Entrance
      key={`${mode} ${token}`}
      state={state}
      mode={mode}
      token={token}
      registration={registration}
      onMode={setMode}
    />
  );
}

interface EntranceProps {
  state: SignedOut;
  mode: AuthMode;
  token: string;
  registration: Registration | null;
  onMode: (mode: AuthMode) => void;
}

function Entrance({ state, mode, token, registration, onMode }: EntranceProps) {
  const { t } = useTranslation();
  const { bridge, session } = useApp();
  const { server, username } = state;
  const registering = mode === 'register';
  const invites = registration?.mode === 'invite' || (token !== '' && registration?.mode !== 'open');
  const start = { username: registering ? '' : username, invite: token };
  const credentials = useCredentials(mode, start, invites);
  const closed = registering && registration?.mode === 'closed' && token === '';
  if (credentials.asksCode) return <CodeView credentials={credentials} server={server} />;
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
            onClick={() => onMode(registering ? 'sign_in' : 'register')}
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
      {!registering && <Ending state={state} />}
      <BackToAccounts />
      {closed ? (
        <Trouble>{t('auth.registrationClosed')}</Trouble>
      ) : (
        <Form
          mode={mode}
          credentials={credentials}
          focusPassword={start.username !== ''}
          invites={invites}
          spent={registration?.invite === false}
        />
      )}
    </AuthFrame>
  );
}

/** Why one is not signed in any more. */
function Ending({ state: { ended, deleteAt } }: { state: SignedOut }) {
  const { t, i18n } = useTranslation();
  if (deleteAt === undefined && !ended) return null;
  const date =
    deleteAt && new Intl.DateTimeFormat(i18n.language, { dateStyle: 'long' }).format(new Date(deleteAt));
  return (
    <p role="status" className={styles.note} data-testid="ending">
      {date ? t('auth.accountLeft', { date }) : t('auth.sessionEnded')}
    </p>
  );
}

function Trouble({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className={styles.problem} data-testid="form-error">
      <CircleAlert size={16} strokeWidth={1.75} aria-hidden="true" />
      {children}
    </p>
  );
}

interface FormProps {
  mode: AuthMode;
  credentials: Credentials;
  focusPassword: boolean;
  invites: boolean;
  /** The invitation that one came with holds no more. */
  spent: boolean;
}

function Form({ mode, credentials, focusPassword, invites, spent }: FormProps) {
  const { t } = useTranslation();
  const { form, fields, problem, busy, change, submit } = credentials;
  const [touched, setTouched] = useState(false);
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
        autoFocus={!focusPassword}
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
        autoFocus={focusPassword}
        data-testid="password"
      />
      {registering && invites && (
        <TextField
          label={t('auth.invite')}
          hint={t('auth.inviteHint')}
          value={form.invite}
          onChange={event => {
            setTouched(true);
            change({ invite: event.target.value });
          }}
          error={words(fields.invite ?? (spent && !touched ? 'auth.inviteInvalid' : undefined))}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={2048}
          data-testid="invite"
        />
      )}
      {problem && <Trouble>{t(problem)}</Trouble>}
      <Button type="submit" variant="primary" wide busy={busy} data-testid="submit">
        {t(registering ? 'auth.register' : 'auth.signIn')}
      </Button>
    </form>
  );
}
