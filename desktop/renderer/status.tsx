// The banner about the connection: silent as long as all is well.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAccount, useApp } from './context.ts';
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
  if (!away) return null;
  const action = { label: t('connection.reconnectNow'), onAction: account.reconnect };
  if (state.name === 'stopped') {
    if (state.reason !== 'replaced') return null;
    return (
      <Shown kind="info" action={action}>
        {t('connection.elsewhere')}
      </Shown>
    );
  }
  if (!late) return null;
  if (!online) return <Shown kind="offline">{t('connection.offline')}</Shown>;
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

function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  return online;
}
