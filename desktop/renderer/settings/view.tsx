// The settings: sections in the list pane, the chosen one beside it.
import {
  Bell,
  CircleDot,
  Info,
  Laptop,
  type LucideIcon,
  MessageSquareText,
  Mic,
  Palette,
  UserRound,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, useNav } from '../context.ts';
import type { SettingsSection } from '../nav.ts';
import { walkRows } from '../rows.ts';
import { PaneHeader } from '../ui/PaneHeader.tsx';
import { AboutSection } from './about.tsx';
import { AppearanceSection } from './appearance.tsx';
import { CallsSection } from './calls.tsx';
import { DevicesSection } from './devices.tsx';
import { MessagesSection } from './messages.tsx';
import { NotificationsSection } from './notifications.tsx';
import { PresenceSection } from './presence.tsx';
import { AccountSection } from './profile.tsx';
import styles from './settings.module.css';

const sections: readonly {
  readonly id: SettingsSection;
  readonly icon: LucideIcon;
  readonly view: () => ReactNode;
}[] = [
  { id: 'account', icon: UserRound, view: () => <AccountSection /> },
  { id: 'appearance', icon: Palette, view: () => <AppearanceSection /> },
  { id: 'messages', icon: MessageSquareText, view: () => <MessagesSection /> },
  { id: 'presence', icon: CircleDot, view: () => <PresenceSection /> },
  { id: 'notifications', icon: Bell, view: () => <NotificationsSection /> },
  { id: 'audioVideo', icon: Mic, view: () => <CallsSection /> },
  { id: 'devices', icon: Laptop, view: () => <DevicesSection /> },
  { id: 'about', icon: Info, view: () => <AboutSection /> },
];

/** The list pane of the place "settings". */
export function SettingsList() {
  const { t } = useTranslation();
  const { nav } = useApp();
  const current = useNav(held => held.section);
  return (
    <section className={styles.pane} aria-label={t('settings.title')}>
      <PaneHeader title={t('settings.title')} />
      <ul className={styles.sections} onKeyDown={walkRows}>
        {sections.map(({ id, icon: Icon }) => (
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
  const section = sections.find(({ id }) => id === current);
  return (
    <section className={styles.pane} aria-label={t(`settings.${current}`)}>
      <PaneHeader lined title={t(`settings.${current}`)} onBack={nav.back} />
      <div className={styles.scroll}>
        <div className={styles.column}>{section?.view()}</div>
      </div>
    </section>
  );
}
