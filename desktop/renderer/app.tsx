// The window's content: who is here decides what is shown.
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import styles from './app.module.css';
import { ChangedCertificate } from './auth/certificates.tsx';
import { ServerView } from './auth/server.tsx';
import { SignInView } from './auth/view.tsx';
import type { App } from './compose.ts';
import { AppContext, SignedContext } from './context.ts';
import { ErrorBoundary } from './crash.tsx';
import { Elsewhere } from './elsewhere.tsx';
import { Spinner } from './ui/Spinner.tsx';
import { Toasts } from './ui/Toasts.tsx';
import { TooltipProvider } from './ui/Tooltip.tsx';

const MainLayout = lazy(async () => ({ default: (await import('./layout.tsx')).MainLayout }));

/** The whole app on one page. */
export function AppView({ app }: { app: App }) {
  return (
    <AppContext value={app}>
      <TooltipProvider>
        <ErrorBoundary>
          <Screen app={app} />
        </ErrorBoundary>
        <ChangedCertificate />
        <Toasts queue={app.toasts} />
      </TooltipProvider>
    </AppContext>
  );
}

function Screen({ app }: { app: App }) {
  const session = useStore(app.session.store);
  const signed = useStore(app.signed, ({ now }) => now);
  const seat = useStore(app.tabs.store, held => held.seat);
  if (seat !== 'here') return <Elsewhere />;
  if (session.name === 'choosing_server') return <ServerView />;
  if (session.name === 'signed_out') {
    return <SignInView key={session.server} state={session} />;
  }
  if (signed === null) return <Opening />;
  return (
    <SignedContext value={signed}>
      <Suspense fallback={<Opening />}>
        <MainLayout />
      </Suspense>
    </SignedContext>
  );
}

function Opening() {
  const { t } = useTranslation();
  return (
    <div className={styles.opening}>
      <Spinner size={32} label={t('common.loading')} />
    </div>
  );
}
