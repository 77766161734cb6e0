// One's own name and password, and the way out.
import { LogOut } from 'lucide-react';
import { type FormEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../common/errors.ts';
import { limits } from '../../../common/limits.ts';
import { checkDisplayName, countIn } from '../auth/form.ts';
import { useAccount, useApp, useReplica } from '../context.ts';
import { errorKey } from '../errors.ts';
import { AvatarEdit } from '../imaging/avatarEdit.tsx';
import { SignOutDialog } from '../rail.tsx';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/TextField.tsx';
import { type AccountActions, createAccountActions } from './account.ts';
import { Group } from './group.tsx';
import styles from './settings.module.css';

/** Name, password, sign out. */
export function AccountSection() {
  const { t } = useTranslation();
  const { session } = useApp();
  const account = useAccount();
  const actions = useMemo(() => createAccountActions(account, session), [account, session]);
  const user = useReplica(replica => replica.users[account.self]);
  const [leaving, setLeaving] = useState(false);
  if (!user) return null;
  return (
    <>
      <div className={styles.profile}>
        <AvatarEdit
          id={user.id}
          name={user.displayName}
          held={user.avatar !== undefined}
          onChange={actions.setAvatar}
        />
        <div className={styles.names}>
          <p className={styles.bigName}>{user.displayName}</p>
          <p className={styles.username}>@{user.username}</p>
        </div>
      </div>
      <Group>
        <NameForm key={user.displayName} displayName={user.displayName} actions={actions} />
      </Group>
      <Group title={t('settings.changePassword')}>
        <PasswordForm actions={actions} />
      </Group>
      <div className={styles.foot}>
        <Button icon={LogOut} onClick={() => setLeaving(true)} data-testid="sign-out">
          {t('auth.signOut')}
        </Button>
      </div>
      <SignOutDialog open={leaving} onClose={() => setLeaving(false)} />
    </>
  );
}

function NameForm({ displayName, actions }: { displayName: string; actions: AccountActions }) {
  const { t } = useTranslation();
  const { complain, toasts } = useApp();
  const [name, setName] = useState(displayName);
  const [busy, setBusy] = useState(false);
  const problem = checkDisplayName(name);
  const changed = name.trim() !== displayName && problem === undefined;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!changed || busy) return;
    setBusy(true);
    try {
      await actions.rename(name.trim());
      toasts.show({ kind: 'success', text: t('common.saved') });
    } catch (error) {
      complain(error);
    }
    setBusy(false);
  };
  return (
    <form className={styles.form} onSubmit={event => void submit(event)}>
      <TextField
        label={t('settings.displayName')}
        hint={t('auth.displayNameHint')}
        value={name}
        error={problem && t(problem, { count: countIn(problem) })}
        autoComplete="name"
        onChange={event => setName(event.target.value)}
      />
      <Button type="submit" variant="primary" disabled={!changed} busy={busy}>
        {t('common.save')}
      </Button>
    </form>
  );
}

function PasswordForm({ actions }: { actions: AccountActions }) {
  const { t } = useTranslation();
  const { toasts } = useApp();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const ready = current !== '' && next.length >= limits.passwordMin;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready || busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await actions.changePassword(current, next);
      setCurrent('');
      setNext('');
      toasts.show({ kind: 'success', text: t('settings.passwordChanged') });
    } catch (error) {
      const wrong =
        error instanceof AppError && (error.code === 'unauthorized' || error.code === 'forbidden');
      setProblem(t(wrong ? 'settings.wrongPassword' : errorKey(error)));
    }
    setBusy(false);
  };
  return (
    <form className={styles.form} onSubmit={event => void submit(event)}>
      <TextField
        label={t('settings.currentPassword')}
        type="password"
        autoComplete="current-password"
        value={current}
        error={problem}
        onChange={event => {
          setCurrent(event.target.value);
          setProblem(undefined);
        }}
      />
      <TextField
        label={t('settings.newPassword')}
        type="password"
        autoComplete="new-password"
        hint={t('auth.passwordHint', { count: limits.passwordMin })}
        value={next}
        maxLength={limits.passwordMax}
        onChange={event => setNext(event.target.value)}
      />
      <Button type="submit" variant="primary" disabled={!ready} busy={busy}>
        {t('settings.changePassword')}
      </Button>
    </form>
  );
}
