// Making an account for somebody: names in, their first password out.
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../common/errors.ts';
import { limits } from '../../../common/limits.ts';
import { useAccount } from '../context.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/TextField.tsx';
import styles from './admin.module.css';
import { useDeed } from './loaded.tsx';
import { SecretDialog } from './secret.tsx';

/** The password is shown once. */
export function NewPersonDialog({ onClose, reload }: { onClose: () => void; reload: () => void }) {
  const { t } = useTranslation();
  const { admin } = useAccount().api;
  const { busy, run } = useDeed(reload);
  const id = useId();
  const [username, setUsername] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState<string | null>(null);
  const [problem, setProblem] = useState<'auth.usernameTaken' | 'auth.usernameInvalid' | null>(null);
  const ready = username.trim() !== '' && name.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    setProblem(null);
    const body = { username: username.trim(), displayName: name.trim() };
    run(async () => {
      try {
        setPassword((await admin.createUser(body)).password);
      } catch (error) {
        const code = error instanceof AppError ? error.code : null;
        if (code === 'conflict') setProblem('auth.usernameTaken');
        else if (code === 'bad_request') setProblem('auth.usernameInvalid');
        else throw error;
      }
    });
  };
  if (password !== null) {
    return (
      <SecretDialog
        title={t('admin.newPassword', { name: name.trim() })}
        hint={t('admin.secretHint')}
        secret={password}
        onClose={onClose}
      />
    );
  }
  return (
    <Dialog
      open
      size="sm"
      title={t('admin.newPersonTitle')}
      description={t('admin.newPersonText')}
      onClose={onClose}
      actions={
        <Button type="submit" form={id} variant="primary" busy={busy} disabled={!ready}>
          {t('admin.makeAccount')}
        </Button>
      }
    >
      <form id={id} className={styles.fields} onSubmit={submit}>
        <TextField
          label={t('auth.username')}
          value={username}
          maxLength={limits.usernameMax}
          {...(problem ? { error: t(problem) } : { hint: t('auth.usernameHint') })}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          onChange={event => setUsername(event.target.value)}
          data-testid="new-username"
        />
        <TextField
          label={t('admin.newPersonName')}
          value={name}
          maxLength={limits.displayNameMax}
          autoComplete="off"
          onChange={event => setName(event.target.value)}
          data-testid="new-name"
        />
      </form>
    </Dialog>
  );
}
