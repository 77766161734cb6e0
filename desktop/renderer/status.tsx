// The banner about the connection: silent as long as all is well.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAccount, useApp } from './context.ts';
import { noticeOf, useOnline } from './online.ts';
import { Banner } from './ui/Banner.tsx';

// A short break, such as a server's restart, is nobody's business.
const patienceMs = 1_500;

/** Above everything while there is no connection. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const { timers } = useApp();
  const account = useAccount();
  const { state, wasReady } = useStore(account.connection);
  const online = useOnline();
  const away = state.name !== 'ready';
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    return away ? timers.after(patienceMs, () => setLate(true)) : undefined;
  }, [away, timers]);
  const notice = noticeOf(state, online, late);
  if (notice === null) return null;
  if (notice === 'offline') return <Shown kind="offline">{t('connection.offline')}</Shown>;
  const action = { label: t('connection.reconnectNow'), onAction: account.reconnect };
  if (notice === 'elsewhere') {
    return (
      <Shown kind="info" action={action}>
        {t('connection.elsewhere')}
      </Shown>
    );
  }
  return (
    <Shown kind="reconnecting" action={state.name === 'waiting' ? action : undefined}>
      {t(wasReady ? 'connection.reconnecting' : 'connection.connecting')}
    </Shown>
  );
}

function Shown(props: Parameters<typeof Banner>[0]) {
  return (
    <div data-testid="banner" data-kind={props.kind}>
      <Banner {...props} />
    </div>
  );
}
