// The rail of the main window: places with what waits there, and oneself with one's status.
import { Keyboard, LogOut, MessageCircle, Phone, Settings, Users } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { OnlineStatus } from '../../common/presence/presence.ts';
import { useAccount, useApp, useNav, useReplica, useSigned } from './context.ts';
import type { Place } from './nav.ts';
import { unreadTotal } from './notify/notify.ts';
import { useOnline } from './online.ts';
import styles from './rail.module.css';
import { Avatar } from './ui/Avatar.tsx';
import { AlertDialog } from './ui/Dialog.tsx';
import { Menu } from './ui/Menu.tsx';
import type { MenuItem } from './ui/menuItems.tsx';
import { Rail, type RailItem } from './ui/Rail.tsx';
import { VisuallyHidden } from './ui/VisuallyHidden.tsx';

const statuses: readonly OnlineStatus[] = ['online', 'away', 'dnd'];

/** The navigation. */
export function MainRail() {
  const { t } = useTranslation();
  const { nav } = useApp();
  const place = useNav(held => held.place);
  const unread = useReplica(unreadTotal);
  const { calls, missed } = useSigned();
  const history = useStore(calls.store, held => held.history);
  const missedCalls = place === 'calls' ? 0 : missed.count(history);
  const items: readonly RailItem<Place>[] = [
    { place: 'chats', label: t('chats.title'), icon: MessageCircle, shortcut: 'Mod+1', count: unread },
    {
      place: 'calls',
      label: t('calls.title'),
      icon: Phone,
      shortcut: 'Mod+2',
      count: missedCalls,
      countLabel: t('calls.missedCount', { count: missedCalls }),
    },
    { place: 'people', label: t('people.title'), icon: Users, shortcut: 'Mod+3' },
    { place: 'settings', label: t('settings.title'), icon: Settings, shortcut: 'Mod+,' },
  ];
  return <Rail label={t('common.navigation')} items={items} place={place} onGo={nav.go} own={<Own />} />;
}

function Own() {
  const { t } = useTranslation();
  const { nav } = useApp();
  const account = useAccount();
  const user = useReplica(replica => replica.users[account.self]);
  const chosen = useStore(account.presence.store, held => held.chosen);
  const online = useOnline();
  const ready = useStore(account.connection, ({ state }) => state.name === 'ready') && online;
  const [leaving, setLeaving] = useState(false);
  const name = user?.displayName ?? '';
  const items: readonly MenuItem[] = [
    ...statuses.map(status => ({
      label: t(`presence.${status}`),
      checked: status === chosen,
      onSelect: () => account.presence.choose(status),
    })),
    'divider',
    {
      label: t('shortcuts.title'),
      icon: Keyboard,
      shortcut: 'Mod+/',
      onSelect: () => nav.setShortcuts(true),
    },
    { label: t('auth.signOut'), icon: LogOut, onSelect: () => setLeaving(true) },
  ];
  return (
    <>
      <Menu items={items} side="right" align="end">
        <button
          type="button"
          className={styles.own}
          data-testid="rail-own"
          data-status={ready ? chosen : 'offline'}
        >
          <Avatar id={account.self} name={name} size={40} presence={ready ? chosen : 'offline'} />
          <VisuallyHidden>{`, ${name}, ${t('presence.setStatus')}`}</VisuallyHidden>
        </button>
      </Menu>
      <SignOutDialog open={leaving} onClose={() => setLeaving(false)} />
    </>
  );
}

/** Asks before signing out. */
export function SignOutDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const { complain } = useApp();
  const account = useAccount();
  const [busy, setBusy] = useState(false);
  return (
    <AlertDialog
      open={open}
      title={t('auth.signOutTitle')}
      description={t('auth.signOutText')}
      confirmLabel={t('auth.signOut')}
      busy={busy}
      onCancel={onClose}
      onConfirm={() => {
        setBusy(true);
        account.signOut().catch(complain);
      }}
    />
  );
}
