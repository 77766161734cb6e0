// What guards the account: the second factor, the password, and its end.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../common/errors.ts';
import type { http, Reply } from '../../../common/wire/http.ts';
import { useAccount, useApp } from '../context.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ListSkeleton } from '../ui/Skeleton.tsx';
import { Group, SettingRow } from './group.tsx';
import { PasswordDialog, PasswordForm } from './password.tsx';
import { RecoveryCodes } from './recovery.tsx';
import { SecondFactorSetup } from './secondFactor.tsx';
import styles from './settings.module.css';

type Held = Reply<typeof http.security>;

/** Loaded anew whenever it is opened: other devices change it too. */
export function SecuritySection() {
  const { t } = useTranslation();
  const { api } = useAccount();
  const [held, setHeld] = useState<Held | 'loading' | 'failed'>('loading');
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: one more try asks again
  useEffect(() => {
    let current = true;
    api.security().then(
      security => current && setHeld(security),
      () => current && setHeld('failed'),
    );
    return () => {
      current = false;
    };
  }, [api, tries]);
  const again = () => setTries(tries + 1);
  if (held === 'loading') return <ListSkeleton count={3} />;
  if (held === 'failed') {
    const retry = <Button onClick={again}>{t('common.retry')}</Button>;
    return <EmptyState alert drawing="offline" title={t('settings.securityFailed')} action={retry} />;
  }
  return (
    <>
      <SecondFactorGroup held={held} onChange={again} />
      <Group title={t('settings.changePassword')} hint={t('settings.passwordHint')}>
        <PasswordForm />
      </Group>
      <LeaveGroup />
    </>
  );
}

type Asked = 'on' | 'off' | 'renew' | { readonly codes: readonly string[] } | null;

function SecondFactorGroup({ held, onChange }: { held: Held; onChange: () => void }) {
  const { t } = useTranslation();
  const { toasts } = useApp();
  const { api } = useAccount();
  const [asked, setAsked] = useState<Asked>(null);
  const close = () => setAsked(null);
  const changed = (words: string) => {
    close();
    onChange();
    toasts.show({ kind: 'success', text: words });
  };
  const { secondFactor: on, recoveryCodes: count } = held;
  return (
    <Group title={t('settings.secondFactor')} hint={t('settings.secondFactorHint')}>
      <SettingRow label={t(on ? 'settings.secondFactorOn' : 'settings.secondFactorOff')}>
        <Button
          size="sm"
          variant={on ? 'quiet' : 'primary'}
          onClick={() => setAsked(on ? 'off' : 'on')}
          data-testid="second-factor"
          data-on={on}
        >
          {t(on ? 'settings.turnOff' : 'settings.turnOn')}
        </Button>
      </SettingRow>
      {on && (
        <SettingRow label={t('settings.recoveryCodes')}>
          <span className={styles.value} data-testid="recovery-left">
            {t('settings.recoveryLeft', { count })}
          </span>
          <Button size="sm" onClick={() => setAsked('renew')} data-testid="renew-codes">
            {t('settings.renewCodes')}
          </Button>
        </SettingRow>
      )}
      {asked === 'on' && (
        <SecondFactorSetup onClose={close} onDone={() => changed(t('settings.turnedOn'))} onLost={onChange} />
      )}
      {asked === 'off' && (
        <PasswordDialog
          danger
          title={t('settings.turnOffTitle')}
          text={t('settings.turnOffText')}
          confirmLabel={t('settings.turnOff')}
          onClose={close}
          onConfirm={async password => {
            await api.removeTotp(password);
            changed(t('settings.turnedOff'));
          }}
        />
      )}
      {asked === 'renew' && (
        <PasswordDialog
          title={t('settings.renewTitle')}
          text={t('settings.renewText')}
          confirmLabel={t('settings.renewCodes')}
          onClose={close}
          onConfirm={async password => {
            const { recoveryCodes } = await api.renewRecovery(password);
            setAsked({ codes: recoveryCodes });
          }}
        />
      )}
      {asked !== null && typeof asked === 'object' && (
        <RecoveryCodes codes={asked.codes} onDone={() => changed(t('common.saved'))} />
      )}
    </Group>
  );
}

function LeaveGroup() {
  const { t } = useTranslation();
  const { bridge, complain } = useApp();
  const account = useAccount();
  const [asked, setAsked] = useState(false);
  return (
    <Group title={t('settings.leave')} hint={t('settings.leaveHint')}>
      <div className={styles.row}>
        <Button variant="danger" onClick={() => setAsked(true)} data-testid="leave">
          {t('settings.leave')}
        </Button>
      </div>
      {asked && (
        <PasswordDialog
          danger
          title={t('settings.leaveTitle')}
          text={t('settings.leaveText')}
          confirmLabel={t('settings.leave')}
          onClose={() => setAsked(false)}
          onConfirm={async password => {
            await account.leave(password);
            // Where there are other accounts, one of them comes to the front.
            bridge.leaveAccount().catch(complain);
          }}
          explain={error =>
            error instanceof AppError && error.code === 'conflict' ? t('settings.leaveLast') : null
          }
        />
      )}
    </Group>
  );
}
