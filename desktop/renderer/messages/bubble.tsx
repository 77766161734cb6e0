// One message as a bubble: who, what, when, how far it got; and what can be done with it.
import clsx from 'clsx';
import { Forward, RotateCw, Trash2 } from 'lucide-react';
import { memo, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ChatId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import type { Outgoing } from '../../../common/messages/outgoing.ts';
import { useAccount, useReplica } from '../context.ts';
import { Attachments } from '../files/attachments.tsx';
import { useFailureWords } from '../files/failure.ts';
import { OutgoingFiles } from '../files/outgoing.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { ContextMenu } from '../ui/Menu.tsx';
import { formatClock } from '../ui/timeFormat.ts';
import styles from './bubble.module.css';
import { useMessageMenu } from './menu.ts';
import { PreviewCard } from './preview.tsx';
import { OutgoingQuote, QuoteBlock } from './quote.tsx';
import { Reactions } from './reactions.tsx';
import { isJumbo, type Run } from './rows.ts';
import { deliveryIn, Ticks } from './ticks.tsx';
import { Toolbar } from './toolbar.tsx';
import { Words } from './words.tsx';

interface MessageBubbleProps extends Run {
  message: Message;
  /** Groups say who speaks. */
  named: boolean;
}

/** An acknowledged message. */
export const MessageBubble = memo(function MessageBubble(props: MessageBubbleProps) {
  const { message, first, last, named } = props;
  const { self, desk } = useAccount();
  const own = message.senderId === self;
  const state = useReplica(replica => (own ? deliveryIn(replica, message.chatId, message.seq) : null));
  const sender = useReplica(replica => (own ? undefined : replica.users[message.senderId]));
  const lit = useStore(desk.store, ({ lit }) =>
    lit?.chatId === message.chatId && lit.seq === message.seq ? lit : null,
  );
  const deleted = message.deletedAt !== undefined;
  return (
    <Frame
      own={own}
      first={first}
      last={last}
      text={message.text}
      chatId={message.chatId}
      at={message.createdAt}
      deleted={deleted}
      lit={lit !== null}
      found={lit?.words}
      edited={
        message.editedAt !== undefined && !deleted ? () => desk.ask({ kind: 'versions', message }) : undefined
      }
      name={sender?.displayName ?? ''}
      state={deleted ? null : state}
      message={deleted ? undefined : message}
      head={!deleted && hasHead(message) && <Head message={message} />}
      foot={message.reactions.length > 0 && !deleted && <Reactions message={message} />}
      data={{
        'data-testid': 'message',
        'data-seq': message.seq,
        'data-id': message.id,
        'data-state': state ?? undefined,
      }}
      {...(named && !own && { avatarId: message.senderId })}
    />
  );
});

function hasHead({ forwardedFrom, quote, files }: Message): boolean {
  return forwardedFrom !== undefined || quote !== undefined || files.length > 0;
}

function Head({ message }: { message: Message }) {
  const { t } = useTranslation();
  const from = useReplica(replica =>
    message.forwardedFrom ? replica.users[message.forwardedFrom]?.displayName : undefined,
  );
  return (
    <>
      {message.forwardedFrom && (
        <p className={styles.forwarded}>
          <Forward size={13} strokeWidth={2} aria-hidden="true" />
          {from ? t('messages.forwardedFrom', { name: from }) : t('messages.forwarded')}
        </p>
      )}
      {message.quote && <QuoteBlock quote={message.quote} chatId={message.chatId} />}
      <Attachments message={message} />
    </>
  );
}

/** A message that the server does not have yet. */
export const OutgoingBubble = memo(function OutgoingBubble(props: Run & { entry: Outgoing }) {
  const { entry, first, last } = props;
  const failed = entry.state.name === 'failed' ? entry.state : null;
  const state = failed ? 'failed' : 'sending';
  return (
    <Frame
      own
      first={first}
      last={last}
      text={entry.text}
      chatId={entry.chatId}
      at={entry.createdAt}
      state={state}
      name=""
      head={hasHeadOut(entry) && <OutgoingHead entry={entry} />}
      data={{ 'data-testid': 'message', 'data-client-id': entry.clientId, 'data-state': state }}
      foot={failed && <Failure entry={entry} />}
    />
  );
});

function hasHeadOut({ replyTo, files, forward }: Outgoing): boolean {
  return replyTo !== undefined || files !== undefined || forward?.files !== undefined;
}

function OutgoingHead({ entry }: { entry: Outgoing }) {
  return (
    <>
      {entry.replyTo && <OutgoingQuote chatId={entry.chatId} replyTo={entry.replyTo} />}
      <OutgoingFiles entry={entry} />
    </>
  );
}

function Failure({ entry }: { entry: Outgoing }) {
  const { t } = useTranslation();
  const words = useFailureWords(entry);
  const { outbox } = useAccount();
  return (
    <p className={styles.failure} role="alert">
      <span>
        {t('messages.failed')} · {words}
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
  );
}

interface FrameProps extends Run {
  own: boolean;
  text: string;
  chatId: ChatId;
  at: string;
  name: string;
  deleted?: boolean;
  /** Shows the earlier versions. */
  edited?: (() => void) | undefined;
  lit?: boolean;
  found?: readonly string[] | undefined;
  state: 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | null;
  avatarId?: string;
  head?: ReactNode;
  foot?: ReactNode;
  /** Set where something can be done with it. */
  message?: Message | undefined;
  data: Record<`data-${string}`, string | number | undefined>;
}

function Frame(props: FrameProps) {
  const { own, first, last, text, at, name, deleted, state, avatarId, message, data } = props;
  const { t, i18n } = useTranslation();
  const [near, setNear] = useState(false);
  const time = formatClock(new Date(at), i18n.language);
  const who = own ? t('messages.fromYou', { time }) : t('messages.fromOther', { name, time });
  const open = last || state === 'sending' || state === 'failed' || props.edited !== undefined;
  return (
    <article
      {...data}
      aria-label={who}
      tabIndex={-1}
      className={clsx(
        styles.line,
        own && styles.own,
        first && styles.first,
        last && styles.last,
        props.lit && styles.lit,
      )}
      onPointerEnter={() => setNear(true)}
      onPointerLeave={() => setNear(false)}
    >
      {avatarId && (
        <span className={styles.side}>{last && <Avatar id={avatarId} name={name} size={32} />}</span>
      )}
      <div className={styles.column}>
        <div className={styles.anchor}>
          <WithMenu message={message}>
            <div
              className={clsx(
                styles.bubble,
                !deleted && !props.head && isJumbo(text) && styles.jumbo,
                deleted && styles.deleted,
              )}
            >
              {avatarId && first && (
                <p className={styles.name}>
                  <bdi>{name}</bdi>
                </p>
              )}
              {props.head}
              {deleted ? (
                <p className={styles.gone}>{t('messages.deleted')}</p>
              ) : (
                <Words text={text} chatId={props.chatId} found={props.found} />
              )}
              {message?.preview && <PreviewCard preview={message.preview} />}
              <span className={clsx(styles.meta, !open && styles.quiet)}>
                {props.edited && (
                  <button type="button" className={styles.edited} onClick={props.edited} data-testid="edited">
                    {t('messages.edited')}
                  </button>
                )}
                <time dateTime={at}>{time}</time>
                {state && <Ticks state={state} />}
              </span>
            </div>
          </WithMenu>
          {message && <Toolbar message={message} near={near} own={own} />}
        </div>
        {props.foot}
      </div>
    </article>
  );
}

function WithMenu({ message, children }: { message: Message | undefined; children: React.ReactElement }) {
  return message ? <MenuOver message={message}>{children}</MenuOver> : children;
}

function MenuOver({ message, children }: { message: Message; children: React.ReactElement }) {
  const items = useMessageMenu(message);
  return <ContextMenu items={items}>{children}</ContextMenu>;
}
