// Choosing a server: asked once, before anything else. In the desktop only.
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { UntrustedCertificate } from '../../ipc/payloads.ts';
import { BackToAccounts } from '../accounts/switcher.tsx';
import { useApp } from '../context.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/TextField.tsx';
import styles from './auth.module.css';
import { AuthFrame } from './frame.tsx';
import { useInvitationLinks } from './invitation.ts';
import type { ServerProblem } from './session.ts';
import { TrustDialog } from './trust.tsx';

const words = {
  invalid: 'auth.serverInvalid',
  unreachable: 'auth.serverUnreachable',
  not_baraza: 'auth.serverNotBaraza',
} as const satisfies Record<Extract<ServerProblem, string>, string>;

/** Takes an address and looks whether Baraza answers there. */
export function ServerView() {
  const { t } = useTranslation();
  const { session, bridge, complain, invitation } = useApp();
  useInvitationLinks(bridge, invitation);
  const invited = useStore(invitation.store);
  const [certificate, setCertificate] = useState<UntrustedCertificate | null>(null);
  const [typed, setAddress] = useState<string | null>(null);
  const address = typed ?? invited?.server ?? '';
  const [problem, setProblem] = useState<ServerProblem | null>(null);
  const [busy, setBusy] = useState(false);
  const [restart, setRestart] = useState(false);
  const look = async (trusted = false) => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const found = await session.chooseServer(address);
      if (found !== null && typeof found === 'object') {
        // Some engines remember their refusal until they end.
        if (trusted) setRestart(true);
        else setCertificate(await bridge.refusedCertificate(found.origin));
      }
      setProblem(found);
    } catch {
      setProblem('invalid');
    }
    setBusy(false);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void look();
  };
  const trust = async ({ hostname, fingerprint }: UntrustedCertificate) => {
    setCertificate(null);
    await bridge.trustCertificate(hostname, fingerprint);
    await look(true);
  };
  return (
    <AuthFrame title={t('auth.chooseServer')} hint={t('auth.chooseServerHint')} foot={<BackToAccounts />}>
      <form className={styles.form} onSubmit={submit} noValidate>
        <TextField
          label={t('auth.serverAddress')}
          placeholder={t('auth.serverPlaceholder')}
          value={address}
          onChange={event => {
            setAddress(event.target.value);
            setProblem(null);
          }}
          error={
            problem
              ? t(
                  typeof problem === 'string'
                    ? words[problem]
                    : restart
                      ? 'trust.restart'
                      : 'trust.untrusted',
                )
              : undefined
          }
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
      {certificate && (
        <TrustDialog
          certificate={certificate}
          onTrust={() => void trust(certificate).catch(complain)}
          onClose={() => setCertificate(null)}
        />
      )}
    </AuthFrame>
  );
}
