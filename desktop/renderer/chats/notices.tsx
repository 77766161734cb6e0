// How loud one chat may be: a menu behind a bell.
import { AtSign, Bell, BellOff, Music } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { type ChatNotice, forGood, isMuted, type MessageSound } from '../../../common/chats/notices.ts';
import type { ChatId } from '../../../common/ids.ts';
import { useAccount, useApp, useNow } from '../context.ts';
import { playMessageSound } from '../notify/sound.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Menu } from '../ui/Menu.tsx';
import type { MenuItem } from '../ui/menuItems.tsx';

const hour = 3_600_000;
const sounds: readonly MessageSound[] = ['drop', 'knock', 'chime', 'none'];

/** What is chosen for a chat. */
export function useNotice(chatId: ChatId): ChatNotice | undefined {
  const { preferences } = useAccount();
  return useStore(preferences.store, ({ held }) => held.notices?.[chatId]);
}

/** True while the chat is muted. */
export function useMuted(chatId: ChatId): boolean {
  return isMuted(useNotice(chatId), useNow());
}

/** The bell of a chat with its menu. */
export function NoticeMenu({ chatId }: { chatId: ChatId }) {
  const { t } = useTranslation();
  const muted = useMuted(chatId);
  const items = useNoticeItems(chatId);
  return (
    <Menu items={items} align="end">
      <IconButton
        icon={muted ? BellOff : Bell}
        label={t(muted ? 'chats.muted' : 'settings.notifications')}
        side="bottom"
        data-testid="chat-notices"
        data-muted={muted}
      />
    </Menu>
  );
}

function useNoticeItems(chatId: ChatId): readonly MenuItem[] {
  const { t } = useTranslation();
  const { preferences } = useAccount();
  const { complain, clock } = useApp();
  const notice = useNotice(chatId) ?? {};
  const muted = useMuted(chatId);
  const set = (next: ChatNotice) => void preferences.setNotice(chatId, next).catch(complain);
  const { mutedUntil: _, ...unmuted } = notice;
  const mute = (until: string) => () => set({ ...notice, mutedUntil: until });
  const at = (ms: number) => new Date(clock.now() + ms).toISOString();
  const muting: readonly MenuItem[] = muted
    ? [{ label: t('chats.unmute'), icon: Bell, onSelect: () => set(unmuted) }]
    : [
        {
          label: t('chats.mute'),
          icon: BellOff,
          items: [
            { label: t('notices.hour'), onSelect: mute(at(hour)) },
            { label: t('notices.eightHours'), onSelect: mute(at(8 * hour)) },
            { label: t('notices.week'), onSelect: mute(at(7 * 24 * hour)) },
            { label: t('notices.forGood'), onSelect: mute(forGood) },
          ],
        },
      ];
  const { mentionsToo, ...others } = notice;
  return [
    ...muting,
    {
      label: t('notices.mentionsPierce'),
      icon: AtSign,
      checked: mentionsToo !== true,
      onSelect: () => set(mentionsToo ? others : { ...notice, mentionsToo: true }),
    },
    {
      label: t('notices.sound'),
      icon: Music,
      items: sounds.map(sound => ({
        label: t(`notices.${sound}`),
        checked: (notice.sound ?? 'drop') === sound,
        onSelect() {
          if (sound !== 'none') playMessageSound(sound);
          const { sound: __, ...rest } = notice;
          set(sound === 'drop' ? rest : { ...notice, sound });
        },
      })),
    },
  ];
}
