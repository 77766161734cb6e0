// One message as a bubble: text, time, ticks; and what can be done when it did not go out.
import clsx from 'clsx';
import { Copy, RotateCw, Trash2 } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../common/errors.ts';
import type { Message } from '../../../common/messages/message.ts';
import type { Outgoing } from '../../../common/messages/outbox.ts';
import { useAccount, useApp, useReplica } from '../context.ts';
import { errorKey } from '../errors.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { ContextMenu } from '../ui/Menu.tsx';
import type { MenuItem } from '../ui/menuItems.tsx';
import { formatClock } from '../ui/timeFormat.ts';
import styles from './bubble.module.css';
import { splitLinks } from './links.ts';
import { isJumbo, type Run } from './rows.ts';
import { deliveryIn, Ticks } from './ticks.tsx';

interface MessageBubbleProps extends Run {
  message: Message;
  /** Groups say who speaks. */
  named: boolean;
}

/** An acknowledged message. */
export const MessageBubble = memo(function MessageBubble({
  message,
  first,
  last,
  named,
}: MessageBubbleProps) {
  const { self } = useAccount();
  const own = message.senderId === self;
  const state = useReplica(replica => (own ? deliveryIn(replica, message.chatId, message.seq) : null));
  const sender = useReplica(replica => (own ? undefined : replica.users[message.senderId]));
  const deleted = message.deletedAt !== undefined;
  return (
    <Frame
      own={own}
      first={first}
      last={last}
      text={message.text}
      at={message.createdAt}
      deleted={deleted}
      edited={message.editedAt !== undefined && !deleted}
      name={sender?.displayName ?? ''}
      state={deleted ? null : state}
      data={{ 'data-testid': 'message', 'data-seq': message.seq, 'data-state': state ?? undefined }}
      {...(named && !own && { avatarId: message.senderId })}
    />
  );
});

/** A message that the server does not have yet. */
export const OutgoingBubble = memo(function OutgoingBubble({
  entry,
  first,
  last,
}: Run & { entry: Outgoing }) {
  const { t } = useTranslation();
  const { outbox } = useAccount();
  const failed = entry.state.name === 'failed' ? entry.state : null;
  const state = failed ? 'failed' : 'sending';
  return (
    <Frame
      own
      first={first}
      last={last}
      text={entry.text}
      at={entry.createdAt}
      state={state}
      name=""
      data={{ 'data-testid': 'message', 'data-client-id': entry.clientId, 'data-state': state }}
      foot={
        failed && (
          <p className={styles.failure} role="alert">
            <span>
              {t('messages.failed')} · {t(errorKey(new AppError(failed.code, '')))}
            </span>
            <button type="button" className={styles.remedy} onClick={() => outbox.retry(entry.clientId)}>
              <RotateCw size={13} strokeWidth={2} aria-hidden="true" />
              {t('messages.retry')}
            </button>
            <button type="button" className={styles.remedy} onClick={() => outbox.discard(entry.clientId)}>
              <Trash2 size={13} strokeWidth={2} aria-hidden="true" />
              {t('messages.discard')}
            </button>
          </p>
        )
      }
    />
  );
});

interface FrameProps extends Run {
  own: boolean;
  text: string;
  at: string;
  name: string;
  deleted?: boolean;
  edited?: boolean;
  state: 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | null;
  avatarId?: string;
  foot?: React.ReactNode;
  data: Record<`data-${string}`, string | number | undefined>;
}

function Frame(props: FrameProps) {
  const { own, first, last, text, at, name, deleted, state, avatarId, foot, data } = props;
  const { t, i18n } = useTranslation();
  const time = formatClock(new Date(at), i18n.language);
  const who = own ? t('messages.fromYou', { time }) : t('messages.fromOther', { name, time });
  const jumbo = !deleted && isJumbo(text);
  const open = last || state === 'sending' || state === 'failed';
  return (
    <article
      {...data}
      aria-label={who}
      className={clsx(styles.line, own && styles.own, first && styles.first, last && styles.last)}
    >
      {avatarId && (
        <span className={styles.side}>{last && <Avatar id={avatarId} name={name} size={32} />}</span>
      )}
      <div className={styles.column}>
        <WithMenu text={text} off={deleted ?? false}>
          <div className={clsx(styles.bubble, jumbo && styles.jumbo, deleted && styles.deleted)}>
            {avatarId && first && <p className={styles.name}>{name}</p>}
            <Words text={deleted ? t('messages.deleted') : text} />
            <span className={clsx(styles.meta, !open && styles.quiet)}>
              {props.edited && <span>{t('messages.edited')}</span>}
              <time dateTime={at}>{time}</time>
              {state && <Ticks state={state} />}
            </span>
          </div>
        </WithMenu>
        {foot}
      </div>
    </article>
  );
}

function WithMenu({ text, off, children }: { text: string; off: boolean; children: React.ReactElement }) {
  const { t } = useTranslation();
  const { toasts, complain } = useApp();
  if (off) return children;
  const copy = () => {
    navigator.clipboard
      .writeText(text)
      .then(() => toasts.show({ kind: 'success', text: t('common.copied') }), complain);
  };
  const items: readonly MenuItem[] = [{ label: t('messages.copyText'), icon: Copy, onSelect: copy }];
  return <ContextMenu items={items}>{children}</ContextMenu>;
}

function Words({ text }: { text: string }) {
  return (
    <p className={styles.words} dir="auto">
      {splitLinks(text).map((part, index) =>
        'href' in part ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
          <a key={index} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            {part.text}
          </a>
        ) : (
          part.text
        ),
      )}
    </p>
  );
}
