// One's own password: asked for again before anything grave, and changed.
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../common/errors.ts';
import { limits } from '../../../common/limits.ts';
import { useAccount, useApp } from '../context.ts';
import { type ErrorKey, errorKey } from '../errors.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/TextField.tsx';
import styles from './settings.module.css';

type PasswordProblem = ErrorKey | 'settings.wrongPassword';

/** What to say where a password was sent along: refusing means that it is wrong. */
export function passwordProblem(error: unknown): PasswordProblem {
  return error instanceof AppError && error.code === 'forbidden' ? 'settings.wrongPassword' : errorKey(error);
}

interface PasswordDialogProps {
  title: string;
  text: string;
  /** What the main button does, as a verb. */
  confirmLabel: string;
  danger?: boolean;
  onClose: () => void;
  /** What is refused is said below the field. */
  onConfirm: (password: string) => Promise<unknown>;
  /** In words of its own, where the usual ones do not fit. */
  explain?: (error: unknown) => string | null;
}

/** Asks for the password, and does something with it. */
export function PasswordDialog(props: PasswordDialogProps) {
  const { title, text, confirmLabel, danger, onClose, onConfirm, explain } = props;
  const { t } = useTranslation();
  const id = useId();
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (password === '') return setProblem(t('auth.passwordRequired'));
    setBusy(true);
    try {
      await onConfirm(password);
    } catch (error) {
      setProblem(explain?.(error) ?? t(passwordProblem(error)));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      size="sm"
      title={title}
      description={text}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose} disabled={busy}>
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            form={id}
            variant={danger ? 'danger' : 'primary'}
            busy={busy}
            data-testid="confirm-password"
          >
            {confirmLabel}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={event => void submit(event)} noValidate>
        <TextField
          label={t('auth.password')}
          type="password"
          autoComplete="current-password"
          value={password}
          error={problem}
          maxLength={limits.passwordMax}
          onChange={event => {
            setPassword(event.target.value);
            setProblem(undefined);
          }}
          data-testid="ask-password"
        />
      </form>
    </Dialog>
  );
}

/** The current password and the next one. */
export function PasswordForm() {
  const { t } = useTranslation();
  const { toasts } = useApp();
  const { api } = useAccount();
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
      await api.changePassword({ currentPassword: current, newPassword: next });
      setCurrent('');
      setNext('');
      toasts.show({ kind: 'success', text: t('settings.passwordChanged') });
    } catch (error) {
      setProblem(t(passwordProblem(error)));
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
        data-testid="current-password"
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
        data-testid="new-password"
        maxLength={limits.passwordMax}
        onChange={event => setNext(event.target.value)}
      />
      <Button type="submit" variant="primary" disabled={!ready} busy={busy} data-testid="change-password">
        {t('settings.changePassword')}
      </Button>
    </form>
  );
}
