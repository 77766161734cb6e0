// The main window: rail, list, conversation; places that are seldom used come when they are first opened.
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import styles from './app.module.css';
import { ChatList } from './chats/list.tsx';
import { NewChat } from './chats/newchat.tsx';
import { useAccount, useApp, useCovered, useNav, useSigned } from './context.ts';
import { ErrorBoundary } from './crash.tsx';
import { useAvatarPicture } from './files/avatarPicture.ts';
import { OpenFileContext } from './files/hooks.ts';
import { MiniPlayer } from './files/miniPlayer.tsx';
import { Conversation } from './messages/conversation.tsx';
import type { Place } from './nav.ts';
import { Palette } from './palette.tsx';
import { MainRail } from './rail.tsx';
import { useShortcuts } from './shortcuts.ts';
import { ConnectionBanner } from './status.tsx';
import { AvatarPictureContext } from './ui/avatarPicture.ts';
import { EmptyState } from './ui/EmptyState.tsx';
import { Panes } from './ui/Panes.tsx';
import { ListSkeleton } from './ui/Skeleton.tsx';
import { VisuallyHidden } from './ui/VisuallyHidden.tsx';

const PeopleView = lazy(async () => ({ default: (await import('./people/view.tsx')).PeopleView }));
const CallsPlace = lazy(async () => ({ default: (await import('./callsplace.tsx')).CallsPlace }));
const Calling = lazy(async () => ({ default: (await import('./callsplace.tsx')).Calling }));
const SettingsList = lazy(async () => ({ default: (await import('./settings/view.tsx')).SettingsList }));
const loadSide = () => import('./sidepane.tsx');
const SidePane = lazy(async () => ({ default: (await loadSide()).SidePane }));
const MessageDialogs = lazy(async () => ({
  default: (await import('./messages/dialogs.tsx')).MessageDialogs,
}));
const MediaLightbox = lazy(async () => ({ default: (await import('./files/lightbox.tsx')).MediaLightbox }));
const ShortcutsDialog = lazy(async () => ({
  default: (await import('./shortcutsDialog.tsx')).ShortcutsDialog,
}));
const SettingsPane = lazy(async () => ({ default: (await import('./settings/view.tsx')).SettingsPane }));

const lists: Readonly<Record<Place, () => ReactNode>> = {
  chats: () => <ChatList />,
  calls: () => <CallsPlace />,
  people: () => <PeopleView />,
  settings: () => <SettingsList />,
};

/** Everything a signed-in person sees. */
export function MainLayout() {
  const { t } = useTranslation();
  const { nav } = useApp();
  useShortcuts();
  const place = useNav(held => held.place);
  const narrow = useNav(held => held.narrow);
  const side = useNav(held => held.side);
  const listWidth = useNav(held => held.listWidth);
  const covered = useCovered();
  const { viewer } = useAccount();
  // Whoever asks for it types on at once.
  useEffect(() => {
    const waiting = requestIdleCallback(() => void loadSide());
    return () => cancelIdleCallback(waiting);
  }, []);
  return (
    <AvatarPictureContext value={useAvatarPicture}>
      <OpenFileContext value={viewer.open}>
        <div className={styles.app} inert={covered}>
          <Panes
            rail={<MainRail />}
            banner={
              <header>
                <h1>
                  <VisuallyHidden>{t('common.appName')}</VisuallyHidden>
                </h1>
                <ConnectionBanner />
                <MiniPlayer />
              </header>
            }
            list={
              <Guarded key={place} fallback={<ListSkeleton />}>
                {lists[place]()}
              </Guarded>
            }
            conversation={
              <Guarded key={place === 'settings' ? 'settings' : 'chat'} fallback={null}>
                {place === 'settings' ? <SettingsPane /> : <OpenConversation />}
              </Guarded>
            }
            side={
              side && (
                <Guarded key={side.kind} fallback={null}>
                  <SidePane side={side} />
                </Guarded>
              )
            }
            narrow={narrow}
            listWidth={listWidth}
            onListWidth={nav.setListWidth}
          />
        </div>
      </OpenFileContext>
      <LargeView />
      <Dialogs />
      <CallsOverAll />
    </AvatarPictureContext>
  );
}

function LargeView() {
  const { viewer } = useAccount();
  const shown = useStore(viewer.store, held => held.shown);
  return <Guarded fallback={null}>{shown && <MediaLightbox shown={shown} />}</Guarded>;
}

// Each is fetched when it is first asked for.
function Dialogs() {
  const { desk } = useAccount();
  const asked = useStore(desk.store, held => held.asked !== null);
  const shortcuts = useNav(held => held.shortcuts);
  return (
    <>
      <NewChat />
      <Palette />
      <Guarded fallback={null}>{shortcuts && <ShortcutsDialog />}</Guarded>
      <Guarded fallback={null}>{asked && <MessageDialogs />}</Guarded>
    </>
  );
}

function Guarded({ children, fallback }: { children: ReactNode; fallback: ReactNode }) {
  return (
    <ErrorBoundary>
      <Suspense fallback={fallback}>{children}</Suspense>
    </ErrorBoundary>
  );
}

function OpenConversation() {
  const { t } = useTranslation();
  const chatId = useNav(held => held.chatId);
  if (chatId !== null) return <Conversation key={chatId} chatId={chatId} />;
  return (
    <EmptyState drawing="chats" title={t('chats.chooseTitle')}>
      {t('chats.chooseText')}
    </EmptyState>
  );
}

// The view of a call is fetched with the first call.
function CallsOverAll() {
  const { calls } = useSigned();
  const used = useStore(calls.store, ({ call }) => call.kind !== 'idle');
  const asked = useStore(calls.store, ({ capture, trouble }) => capture !== null || trouble !== null);
  if (!used && !asked) return null;
  return (
    <Guarded fallback={null}>
      <Calling />
    </Guarded>
  );
}
