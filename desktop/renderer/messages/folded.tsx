// [BLK4] A message of someone whom one blocked, folded away in a group until one asks for it.
import { EyeOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Message } from '../../../common/messages/message.ts';
import { useAccount } from '../context.ts';
import { useBlocked } from '../people/blocking.tsx';
import { MessageBubble } from './bubble.tsx';
import styles from './list.module.css';
import type { Run } from './rows.ts';

/** As any other message, once unfolded. */
export function GroupMessage(props: Run & { message: Message }) {
  const { message } = props;
  const { t } = useTranslation();
  const { blocks } = useAccount();
  const blocked = useBlocked(message.senderId);
  const unfolded = useStore(blocks.store, held => held.unfolded.has(message.id));
  if (!blocked || unfolded) return <MessageBubble {...props} named />;
  return (
    <article
      className={styles.folded}
      aria-label={t('blocks.folded')}
      tabIndex={-1}
      data-seq={message.seq}
      data-testid="folded"
    >
      <EyeOff size={14} strokeWidth={2} aria-hidden="true" />
      <span>{t('blocks.folded')}</span>
      <button type="button" onClick={() => blocks.unfold(message.id)}>
        {t('blocks.show')}
      </button>
    </article>
  );
}
