// Above the field: the message that one answers or edits.
import { Pencil, Reply, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ChatId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import { useAccount, useReplica } from '../context.ts';
import { IconButton } from '../ui/IconButton.tsx';
import styles from './composer.module.css';
import { gistOf } from './gist.ts';
import { useMessage } from './lookup.ts';

interface ComposerBarProps {
  chatId: ChatId;
  editing: Message | undefined;
  onCancelEdit: () => void;
}

/** Nothing while one simply writes. */
export function ComposerBar({ chatId, editing, onCancelEdit }: ComposerBarProps) {
  const { t } = useTranslation();
  const { drafts, self } = useAccount();
  const replyTo = useStore(drafts.store, held => held[chatId]?.replyTo);
  const answered = useMessage(chatId, replyTo);
  const sender = useReplica(replica => answered && replica.users[answered.senderId]?.displayName);
  if (editing) {
    return (
      <div className={styles.bar} data-testid="edit-bar">
        <Pencil size={18} strokeWidth={1.75} aria-hidden="true" />
        <div className={styles.barWords}>
          <p className={styles.barTitle}>{t('messages.editing')}</p>
          <p className={styles.barText}>{gistOf(editing, t)}</p>
        </div>
        <IconButton
          size="sm"
          icon={X}
          label={t('messages.cancelEdit')}
          shortcut="Escape"
          onClick={onCancelEdit}
        />
      </div>
    );
  }
  if (!replyTo) return null;
  const name = answered?.senderId === self ? t('common.you') : (sender ?? '');
  return (
    <div className={styles.bar} data-testid="reply-bar">
      <Reply size={18} strokeWidth={1.75} aria-hidden="true" />
      <div className={styles.barWords}>
        <p className={styles.barTitle}>
          <bdi>{t('messages.replyingTo', { name })}</bdi>
        </p>
        <p className={styles.barText}>{answered ? gistOf(answered, t) : '…'}</p>
      </div>
      <IconButton
        size="sm"
        icon={X}
        label={t('messages.cancelReply')}
        shortcut="Escape"
        onClick={() => drafts.set(chatId, drafts.store.getState()[chatId]?.text ?? '')}
      />
    </div>
  );
}
