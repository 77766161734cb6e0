// Turning the second factor on: the password, the square and a first code, and the recovery codes.
import { Check, Copy } from 'lucide-react';
import { type FormEvent, lazy, Suspense, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../common/errors.ts';
import type { http, Reply } from '../../../common/wire/http.ts';
import { useAccount, useApp } from '../context.ts';
import { errorKey } from '../errors.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { TextField } from '../ui/TextField.tsx';
import { PasswordDialog } from './password.tsx';
import { RecoveryCodes } from './recovery.tsx';
import styles from './security.module.css';

// What draws it is needed once in a lifetime.
const QrSquare = lazy(async () => ({ default: (await import('./qr.tsx')).QrSquare }));

type Pending = Reply<typeof http.beginTotp>;
type Step =
  | { readonly name: 'password' }
  | { readonly name: 'code'; readonly pending: Pending }
  | { readonly name: 'codes'; readonly codes: readonly string[] };

interface SetupProps {
  onClose: () => void;
  onDone: () => void;
  /** Another device was first: what is shown behind is old. */
  onLost: () => void;
}

/** Three steps in dialogs, one after the other. */
export function SecondFactorSetup({ onClose, onDone, onLost }: SetupProps) {
  const { t } = useTranslation();
  const { api } = useAccount();
  const [step, setStep] = useState<Step>({ name: 'password' });
  if (step.name === 'codes') return <RecoveryCodes codes={step.codes} onDone={onDone} />;
  if (step.name === 'code') {
    return (
      <CodeStep
        pending={step.pending}
        onClose={onClose}
        onConfirmed={codes => setStep({ name: 'codes', codes })}
      />
    );
  }
  return (
    <PasswordDialog
      title={t('settings.setupTitle')}
      text={t('settings.setupPassword')}
      confirmLabel={t('common.continue')}
      onClose={onClose}
      onConfirm={async password => {
        try {
          setStep({ name: 'code', pending: await api.beginTotp(password) });
        } catch (error) {
          if (error instanceof AppError && error.code === 'conflict') onLost();
          throw error;
        }
      }}
    />
  );
}

interface CodeStepProps {
  pending: Pending;
  onClose: () => void;
  onConfirmed: (codes: readonly string[]) => void;
}

function CodeStep({ pending, onClose, onConfirmed }: CodeStepProps) {
  const { t } = useTranslation();
  const { api } = useAccount();
  const id = useId();
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (code.trim() === '') return setProblem(t('auth.codeRequired'));
    setBusy(true);
    try {
      const { recoveryCodes } = await api.confirmTotp(code.trim());
      onConfirmed(recoveryCodes);
    } catch (error) {
      setProblem(t(codeProblem(error)));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      title={t('settings.setupTitle')}
      description={t('settings.setupScan')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose} disabled={busy}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" form={id} variant="primary" busy={busy} data-testid="confirm-code">
            {t('settings.turnOn')}
          </Button>
        </>
      }
    >
      <div className={styles.scan}>
        <Suspense fallback={<Spinner label={t('common.loading')} />}>
          <QrSquare text={pending.uri} label={t('settings.setupSquare')} />
        </Suspense>
        <Secret secret={pending.secret} />
      </div>
      <form id={id} onSubmit={event => void submit(event)} noValidate>
        <TextField
          label={t('settings.setupCode')}
          value={code}
          error={problem}
          inputMode="numeric"
          autoComplete="one-time-code"
          spellCheck={false}
          maxLength={16}
          onChange={event => {
            setCode(event.target.value);
            setProblem(undefined);
          }}
          data-testid="setup-code"
        />
      </form>
    </Dialog>
  );
}

function codeProblem(error: unknown) {
  if (!(error instanceof AppError)) return errorKey(error);
  if (error.code === 'forbidden') return 'settings.setupWrong';
  return error.code === 'conflict' ? 'settings.setupAnew' : errorKey(error);
}

function Secret({ secret }: { secret: string }) {
  const { t } = useTranslation();
  const { complain, timers, page } = useApp();
  const [copied, setCopied] = useState(false);
  const copy = () => {
    page.navigator.clipboard.writeText(secret).then(() => {
      setCopied(true);
      timers.after(2_000, () => setCopied(false));
    }, complain);
  };
  return (
    <div className={styles.secret}>
      <p>{t('settings.setupSecret')}</p>
      <div className={styles.key}>
        <code data-testid="totp-secret">{secret.match(/.{1,4}/g)?.join(' ')}</code>
        <IconButton
          size="sm"
          icon={copied ? Check : Copy}
          label={t(copied ? 'common.copied' : 'settings.copySecret')}
          onClick={copy}
        />
      </div>
    </div>
  );
}
