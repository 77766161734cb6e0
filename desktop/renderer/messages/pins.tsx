// The pinned messages above the history: one at a time, newest first; a click goes there and on to the next.
import { Pin, PinOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Chat } from '../../../common/chats/chat.ts';
import { useAccount, useApp } from '../context.ts';
import { IconButton } from '../ui/IconButton.tsx';
import styles from './conversation.module.css';
import { gistOf } from './gist.ts';
import { useMessage } from './lookup.ts';

/** Nothing where nothing is pinned. */
export function PinsBar({ chat }: { chat: Chat }) {
  const { t } = useTranslation();
  const { acts } = useAccount();
  const { complain, toasts } = useApp();
  const pins = [...(chat.pins ?? [])].reverse();
  const [turn, setTurn] = useState(0);
  const at = pins.length === 0 ? 0 : turn % pins.length;
  const id = pins[at];
  const message = useMessage(chat.id, id);
  if (id === undefined) return null;
  const go = () => {
    setTurn(at + 1);
    acts.showById(chat.id, id).then(found => {
      if (!found) toasts.show({ kind: 'info', text: t('messages.notFound') });
    }, complain);
  };
  return (
    <div className={styles.pins} data-testid="pins">
      <button type="button" className={styles.pin} onClick={go}>
        <Pin size={16} strokeWidth={1.75} aria-hidden="true" />
        <span className={styles.pinTitle}>
          {pins.length > 1
            ? t('messages.pinnedOf', { number: at + 1, count: pins.length })
            : t('messages.pinned')}
        </span>
        <span className={styles.pinText}>{message ? gistOf(message, t) : ''}</span>
      </button>
      {!chat.left && (
        <IconButton
          size="sm"
          icon={PinOff}
          label={t('messages.unpin')}
          side="bottom"
          onClick={() => void acts.pin({ chatId: chat.id, id }, false).catch(complain)}
        />
      )}
    </div>
  );
}
