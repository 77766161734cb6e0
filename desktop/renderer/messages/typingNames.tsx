// Who is typing, in words: without a name where there is only one who could.
import { useTranslation } from 'react-i18next';
import { useShallow } from 'zustand/react/shallow';
import type { Chat } from '../../../common/chats/chat.ts';
import type { UserId } from '../../../common/ids.ts';
import { useReplica } from '../context.ts';

/** "typing…" in a direct chat, names in a group. */
export function TypingNames({ chat }: { chat: Chat }) {
  const { t } = useTranslation();
  const names = useReplica(
    useShallow(replica =>
      Object.keys(replica.typing[chat.id] ?? {}).map(id => replica.users[id as UserId]?.displayName ?? ''),
    ),
  );
  if (chat.kind === 'direct') return t('messages.typing');
  const [first = '', second = ''] = names;
  if (names.length === 1) return t('messages.typingOne', { name: first });
  return names.length === 2 ? t('messages.typingTwo', { first, second }) : t('messages.typingMany');
}
