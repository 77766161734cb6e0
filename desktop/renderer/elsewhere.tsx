// In place of the app while another tab is it.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { AuthFrame } from './auth/frame.tsx';
import { useApp } from './context.ts';
import { Button } from './ui/Button.tsx';

/** Says where the app is, and what taking it over would end. */
export function Elsewhere() {
  const { t } = useTranslation();
  const { tabs } = useApp();
  const { seat, inCall } = useStore(tabs.store);
  const [busy, setBusy] = useState(false);
  const call = seat === 'left' ? t('tabs.callEnded') : t('tabs.callWillEnd');
  return (
    <AuthFrame title={t('tabs.title')} hint={inCall ? call : t('tabs.hint')}>
      <Button
        variant="primary"
        wide
        busy={busy}
        autoFocus
        data-testid="use-here"
        onClick={() => {
          setBusy(true);
          tabs.takeOver();
        }}
      >
        {t('tabs.useHere')}
      </Button>
    </AuthFrame>
  );
}
