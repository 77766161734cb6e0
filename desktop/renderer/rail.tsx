// The rail of the main window: places with what waits there, and oneself with one's status.
import { Keyboard, LogOut, MessageCircle, Phone, Settings, UserPlus, Users } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ChatNotices } from '../../common/chats/notices.ts';
import type { OnlineStatus } from '../../common/presence/presence.ts';
import { keysOf } from '../ipc/bindings.ts';
import { AccountSwitcher } from './accounts/switcher.tsx';
import { useAccount, useApp, useNav, useNow, useReplica, useSigned } from './context.ts';
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

const nothing: ChatNotices = {};
const statuses: readonly OnlineStatus[] = ['online', 'away', 'dnd'];

/** The navigation. */
export function MainRail() {
  const bindings = useStore(useApp().settings.store, ({ shortcuts }) => shortcuts);
  const { t } = useTranslation();
  const { nav } = useApp();
  const place = useNav(held => held.place);
  const { preferences } = useAccount();
  const notices = useStore(preferences.store, ({ held }) => held.notices) ?? nothing;
  const now = useNow();
  const unread = useReplica(replica => unreadTotal(replica, notices, now));
  const { calls, missed } = useSigned();
  const history = useStore(calls.store, held => held.history);
  const missedCalls = place === 'calls' ? 0 : missed.count(history);
  const items: readonly RailItem<Place>[] = [
    {
      place: 'chats',
      label: t('chats.title'),
      icon: MessageCircle,
      shortcut: keysOf(bindings, 'chats'),
      count: unread,
    },
    {
      place: 'calls',
      label: t('calls.title'),
      icon: Phone,
      shortcut: keysOf(bindings, 'calls'),
      count: missedCalls,
      countLabel: t('calls.missedCount', { count: missedCalls }),
    },
    { place: 'people', label: t('people.title'), icon: Users, shortcut: keysOf(bindings, 'people') },
    { place: 'settings', label: t('settings.title'), icon: Settings, shortcut: keysOf(bindings, 'settings') },
  ];
  return (
    <Rail
      label={t('common.navigation')}
      items={items}
      place={place}
      onGo={nav.go}
      own={<Own />}
      others={<AccountSwitcher />}
    />
  );
}

function Own() {
  const bindings = useStore(useApp().settings.store, ({ shortcuts }) => shortcuts);
  const { t } = useTranslation();
  const account = useAccount();
  const user = useReplica(replica => replica.users[account.self]);
  const chosen = useStore(account.presence.store, held => held.chosen);
  // As the others see one: also by a pause, quiet hours or a locked screen.
  const effective = useStore(account.presence.store, account.presence.effective);
  const online = useOnline();
  const ready = useStore(account.connection, ({ state }) => state.name === 'ready') && online;
  const [leaving, setLeaving] = useState(false);
  const { bridge, nav, toasts, complain } = useApp();
  const add = async () => {
    if (!(await bridge.addAccount())) toasts.show({ kind: 'error', text: t('accounts.tooMany') });
  };
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
      shortcut: keysOf(bindings, 'shortcuts'),
      onSelect: () => nav.setShortcuts(true),
    },
    ...(bridge.choosesServer
      ? [{ label: t('accounts.add'), icon: UserPlus, onSelect: () => void add().catch(complain) } as const]
      : []),
    { label: t('auth.signOut'), icon: LogOut, onSelect: () => setLeaving(true) },
  ];
  return (
    <>
      <Menu items={items} side="right" align="end">
        <button
          type="button"
          className={styles.own}
          data-testid="rail-own"
          data-status={ready ? effective : 'offline'}
        >
          <Avatar id={account.self} name={name} size={40} presence={ready ? effective : 'offline'} />
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
  const { bridge, complain } = useApp();
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
        // Where there are other accounts, one of them comes to the front.
        account.signOut().then(bridge.leaveAccount).catch(complain);
      }}
    />
  );
}
