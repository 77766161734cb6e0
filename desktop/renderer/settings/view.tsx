// The settings: sections in the list pane, the chosen one beside it.
import {
  Bell,
  CircleDot,
  Hand,
  HardDrive,
  Info,
  Keyboard,
  Laptop,
  type LucideIcon,
  MessageSquareText,
  Mic,
  Network,
  Palette,
  ShieldCheck,
  UserRound,
} from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAccount, useApp, useNav } from '../context.ts';
import type { SettingsSection } from '../nav.ts';
import { walkRows } from '../rows.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { PaneHeader } from '../ui/PaneHeader.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { ListSkeleton } from '../ui/Skeleton.tsx';
import { AboutSection } from './about.tsx';
import { AppearanceSection } from './appearance.tsx';
import { CallsSection } from './calls.tsx';
import { DevicesSection } from './devices.tsx';
import { findSections } from './find.ts';
import { MessagesSection } from './messages.tsx';
import { ProxyGroup } from './network.tsx';
import { NotificationsSection } from './notifications.tsx';
import { PresenceSection } from './presence.tsx';
import { PrivacySection } from './privacy.tsx';
import { AccountSection } from './profile.tsx';
import { SecuritySection } from './security.tsx';
import styles from './settings.module.css';
import { ShortcutsSection } from './shortcuts.tsx';
import { StorageSection } from './storage.tsx';

const AdminPage = lazy(async () => ({ default: (await import('../admin/page.tsx')).AdminPage }));

const sections: readonly {
  readonly id: SettingsSection;
  readonly icon: LucideIcon;
  readonly view: () => ReactNode;
}[] = [
  { id: 'account', icon: UserRound, view: () => <AccountSection /> },
  { id: 'security', icon: ShieldCheck, view: () => <SecuritySection /> },
  { id: 'appearance', icon: Palette, view: () => <AppearanceSection /> },
  { id: 'messages', icon: MessageSquareText, view: () => <MessagesSection /> },
  { id: 'presence', icon: CircleDot, view: () => <PresenceSection /> },
  { id: 'privacy', icon: Hand, view: () => <PrivacySection /> },
  { id: 'notifications', icon: Bell, view: () => <NotificationsSection /> },
  { id: 'audioVideo', icon: Mic, view: () => <CallsSection /> },
  { id: 'network', icon: Network, view: () => <ProxyGroup /> },
  { id: 'devices', icon: Laptop, view: () => <DevicesSection /> },
  { id: 'storage', icon: HardDrive, view: () => <StorageSection /> },
  {
    id: 'admin',
    icon: ShieldCheck,
    view: () => (
      <Suspense fallback={<ListSkeleton count={4} />}>
        <AdminPage />
      </Suspense>
    ),
  },
  { id: 'shortcuts', icon: Keyboard, view: () => <ShortcutsSection /> },
  { id: 'about', icon: Info, view: () => <AboutSection /> },
];

/** What each section holds, as keys of the words that stand in it: what one types is looked for in these. */
const held = {
  account: ['displayName', 'changeAvatar'],
  security: ['secondFactor', 'recoveryCodes', 'changePassword', 'leave'],
  appearance: ['theme', 'themeDark', 'themeLight', 'language'],
  messages: ['enterSends', 'spelling'],
  presence: ['lastSeen', 'quietHours', 'statusText'],
  privacy: ['blockedPeople'],
  notifications: ['notificationsOn', 'notificationPreview', 'sounds', 'autostart', 'closeToTray'],
  audioVideo: ['testMicrophone', 'testCamera'],
  network: ['proxy'],
  devices: ['thisDevice', 'revoke'],
  storage: ['storage'],
  admin: ['adminPeople', 'adminInvites', 'reports'],
  shortcuts: ['shortcutsReset'],
  about: ['server', 'updates', 'reports', 'licences'],
} as const;

/** Administrators have one more. */
function useSections() {
  const { role } = useAccount();
  const admin = useStore(role.store, held => held.admin);
  return sections.filter(({ id }) => admin || id !== 'admin');
}

/** The list pane of the place "settings". */
export function SettingsList() {
  const { t } = useTranslation();
  const { nav, bridge } = useApp();
  const current = useNav(nav => nav.section);
  const sections = useSections();
  const [query, setQuery] = useState('');
  // A browser has a proxy of its own.
  const shown = sections.filter(({ id }) => id !== 'network' || bridge.choosesServer);
  const known = shown.map(({ id }) => ({
    id,
    words: [t(`settings.${id}`), ...held[id].map(key => t(`settings.${key}`))],
  }));
  const found = new Set(findSections(query, known));
  return (
    <section className={styles.pane} aria-label={t('settings.title')}>
      <PaneHeader title={t('settings.title')} />
      <div className={styles.search}>
        <SearchField label={t('settings.search')} value={query} onChange={setQuery} />
      </div>
      {found.size === 0 && (
        <EmptyState drawing="search" title={t('settings.nothingFound')}>
          {t('settings.nothingFoundText', { query })}
        </EmptyState>
      )}
      <ul className={styles.sections} onKeyDown={walkRows}>
        {shown
          .filter(({ id }) => found.has(id))
          .map(({ id, icon: Icon }) => (
            <li key={id}>
              <button
                type="button"
                className={styles.section}
                aria-current={id === current ? 'true' : undefined}
                onClick={() => nav.openSection(id)}
                data-testid={`settings-${id}`}
              >
                <Icon size={20} strokeWidth={1.75} aria-hidden="true" />
                {t(`settings.${id}`)}
              </button>
            </li>
          ))}
      </ul>
    </section>
  );
}

/** The conversation pane of the place "settings". */
export function SettingsPane() {
  const { t } = useTranslation();
  const { nav } = useApp();
  const current = useNav(held => held.section);
  const section = useSections().find(({ id }) => id === current);
  return (
    <section className={styles.pane} aria-label={t(`settings.${current}`)}>
      <PaneHeader lined title={t(`settings.${current}`)} onBack={nav.back} />
      <div className={styles.scroll}>
        <div className={styles.column}>{section?.view()}</div>
      </div>
    </section>
  );
}
