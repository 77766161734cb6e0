// The message that another one answers, in short; a click goes there.
import { useTranslation } from 'react-i18next';
import type { ChatId, MessageId } from '../../../common/ids.ts';
import type { Quote } from '../../../common/messages/message.ts';
import { useAccount, useApp, useReplica } from '../context.ts';
import styles from './bubble.module.css';
import { gistOf } from './gist.ts';
import { useMessage } from './lookup.ts';

/** The quote inside of a bubble. */
export function QuoteBlock({ quote, chatId }: { quote: Quote; chatId: ChatId }) {
  const { t } = useTranslation();
  const { acts, self } = useAccount();
  const { toasts, complain } = useApp();
  const name = useReplica(replica => replica.users[quote.senderId]?.displayName);
  const go = () => {
    acts.show(chatId, quote.seq).then(found => {
      if (!found) toasts.show({ kind: 'info', text: t('messages.notFound') });
    }, complain);
  };
  return (
    <button type="button" className={styles.quote} onClick={go} data-testid="quote">
      <bdi className={styles.quoteName}>
        {quote.senderId === self ? t('common.you') : (name ?? t('common.deletedUser'))}
      </bdi>
      <span className={styles.quoteText}>{gistOf(quote, t)}</span>
    </button>
  );
}

/** The same for a message that is on its way: its quote is still to come. */
export function OutgoingQuote({ chatId, replyTo }: { chatId: ChatId; replyTo: MessageId }) {
  const message = useMessage(chatId, replyTo);
  if (!message) return null;
  const { id, seq, senderId, text, files } = message;
  return <QuoteBlock chatId={chatId} quote={{ messageId: id, seq, senderId, text, files }} />;
}
