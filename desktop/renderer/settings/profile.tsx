// One's own name and picture, and the way out.
import { LogOut } from 'lucide-react';
import { type FormEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { checkDisplayName, countIn } from '../auth/form.ts';
import { useAccount, useApp, useReplica } from '../context.ts';
import { AvatarEdit } from '../imaging/avatarEdit.tsx';
import { SignOutDialog } from '../rail.tsx';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/TextField.tsx';
import { type AccountActions, createAccountActions } from './account.ts';
import { Group } from './group.tsx';
import styles from './settings.module.css';

/** Name, picture, sign out. */
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
