// What can be done with an open chat as a whole.
import { CalendarClock, CalendarDays, EllipsisVertical, Images, Info, Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Chat } from '../../../common/chats/chat.ts';
import { useAccount, useApp } from '../context.ts';
import { usePersonItems } from '../people/blocking.tsx';
import { peerOf } from '../replica/state.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Menu } from '../ui/Menu.tsx';
import type { MenuItem } from '../ui/menuItems.tsx';

/** The three dots in the chat's head. */
export function ChatMenu({ chat }: { chat: Chat }) {
  const { t } = useTranslation();
  const { nav } = useApp();
  const { desk, self } = useAccount();
  const person = usePersonItems(chat.kind === 'direct' ? peerOf(chat, self) : null);
  const items: readonly MenuItem[] = [
    ...(chat.kind === 'group'
      ? [{ label: t('groups.title'), icon: Info, onSelect: () => nav.openSide({ kind: 'group' }) }]
      : []),
    {
      label: t('search.inChat'),
      icon: Search,
      shortcut: 'Mod+F',
      onSelect: () => nav.openSide({ kind: 'search', everywhere: false }),
    },
    {
      label: t('messages.toDay'),
      icon: CalendarDays,
      shortcut: 'Mod+G',
      onSelect: () => desk.ask({ kind: 'day', chatId: chat.id }),
    },
    {
      label: t('gallery.title'),
      icon: Images,
      onSelect: () => nav.openSide({ kind: 'gallery' }),
    },
    {
      label: t('later.list'),
      icon: CalendarClock,
      onSelect: () => nav.openSide({ kind: 'scheduled' }),
    },
    ...person,
  ];
  return (
    <Menu items={items} align="end">
      <IconButton icon={EllipsisVertical} label={t('chats.menu')} side="bottom" data-testid="chat-menu" />
    </Menu>
  );
}
