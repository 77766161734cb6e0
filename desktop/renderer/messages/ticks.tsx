// How far an own message got, as ticks.
import clsx from 'clsx';
import { Check, CheckCheck, CircleAlert, Clock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ChatId } from '../../../common/ids.ts';
import { type DeliveryState, deliveryOf } from '../../../common/messages/delivery.ts';
import { useReplica } from '../context.ts';
import type { Replica } from '../replica/state.ts';
import styles from './ticks.module.css';

const icons = {
  sending: Clock,
  sent: Check,
  delivered: CheckCheck,
  read: CheckCheck,
  failed: CircleAlert,
} as const;

/** One state, drawn and named. */
export function Ticks({ state }: { state: DeliveryState }) {
  const { t } = useTranslation();
  const Icon = icons[state];
  return (
    <span
      role="img"
      aria-label={t(`messages.${state}`)}
      className={clsx(styles.ticks, styles[state])}
      data-testid="ticks"
    >
      <Icon size={state === 'sending' ? 13 : 16} strokeWidth={2} aria-hidden="true" />
    </span>
  );
}

/** The state of an acknowledged own message. */
export function deliveryIn({ chats, self }: Replica, chatId: ChatId, seq: number): DeliveryState {
  const chat = chats[chatId];
  return chat && self ? deliveryOf(seq, self, chat.members) : 'sent';
}

/** Follows the receipts of one own message. */
export function DeliveryTicks({ chatId, seq }: { chatId: ChatId; seq: number }) {
  return <Ticks state={useReplica(replica => deliveryIn(replica, chatId, seq))} />;
}
