// One chat in the list.
import { BellOff } from 'lucide-react';
import { memo, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Chat } from '../../../common/chats/chat.ts';
import type { ChatId } from '../../../common/ids.ts';
import { lastOf } from '../../../common/messages/outbox.ts';
import { useAccount, useApp, useNav, useNow, useReplica } from '../context.ts';
import { gistOf, gistOfOutgoing } from '../messages/gist.ts';
import { systemWords } from '../messages/system.tsx';
import { DeliveryTicks, Ticks } from '../messages/ticks.tsx';
import { TypingNames } from '../messages/typingNames.tsx';
import { useBlocked } from '../people/blocking.tsx';
import { peerOf } from '../replica/state.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { Badge } from '../ui/Badge.tsx';
import { ListRow } from '../ui/ListRow.tsx';
import { Time } from '../ui/Time.tsx';
import styles from './chats.module.css';
import { chatName, peerUser } from './describe.ts';
import { useMuted } from './notices.tsx';

/** Renders again only when this chat, its person or its draft changes. */
export const ChatRow = memo(function ChatRow({ chatId }: { chatId: ChatId }) {
  const chat = useReplica(replica => replica.chats[chatId]);
  return chat ? <Row chat={chat} /> : null;
});

function Row({ chat }: { chat: Chat }) {
  const { t } = useTranslation();
  const { nav } = useApp();
  const { self } = useAccount();
  const peer = useReplica(replica => peerUser(replica, chat.id));
  const status = useReplica(replica => replica.presence[peerOf(chat, self) ?? self]?.status);
  const current = useNav(({ place, chatId }) => place === 'chats' && chatId === chat.id);
  const muted = useMuted(chat.id);
  const name = chatName(chat, peer, self, t);
  const open = useCallback(() => nav.openChat(chat.id), [nav, chat.id]);
  return (
    <ListRow
      leading={
        <Avatar
          id={peer?.id ?? chat.id}
          name={name}
          size={48}
          presence={peer && peer.id !== self ? (status ?? 'offline') : undefined}
        />
      }
      title={<bdi>{name}</bdi>}
      meta={chat.lastMessage && <Moment at={chat.lastMessage.createdAt} />}
      detail={<Preview chat={chat} current={current} />}
      trailing={
        <>
          {muted && (
            <BellOff
              size={16}
              strokeWidth={1.75}
              role="img"
              aria-label={t('chats.muted')}
              data-testid="muted"
            />
          )}
          <LastTicks chat={chat} current={current} />
          {(chat.unreadMentions ?? 0) > 0 && (
            <span
              role="img"
              aria-label={t('chats.mentioned')}
              className={styles.mentioned}
              data-testid="mentioned"
            >
              @
            </span>
          )}
          {chat.unread > 0 && (
            <span data-testid="unread" data-count={chat.unread} className={styles.unread}>
              <Badge count={chat.unread} />
            </span>
          )}
        </>
      }
      current={current}
      strong={chat.unread > 0}
      onClick={open}
      data-testid="chat-row"
      data-chat-id={chat.id}
    />
  );
}

// Apart from the row, so that the passing of time renders no more than this.
function Moment({ at }: { at: string }) {
  return <Time at={at} now={useNow()} />;
}

interface ShownProps {
  chat: Chat;
  current: boolean;
}

/** What stands in the row in place of the last message: not in the chat that is open, where one sees it. */
function useShownDraft({ chat, current }: ShownProps): string | undefined {
  const { drafts } = useAccount();
  const draft = useStore(drafts.store, held => held[chat.id]?.text.trim());
  return current ? undefined : draft;
}

function Preview({ chat, current }: ShownProps) {
  const { t } = useTranslation();
  const { self, outbox } = useAccount();
  const folded = useBlocked(chat.kind === 'group' ? (chat.lastMessage?.senderId ?? null) : null);
  const typing = useReplica(replica => replica.typing[chat.id] !== undefined);
  const draft = useShownDraft({ chat, current });
  const pending = useStore(outbox.store, ({ entries }) => lastOf(entries, chat.id));
  const users = useReplica(replica => replica.users);
  const { lastMessage } = chat;
  if (typing)
    return (
      <span className={styles.typing}>
        <TypingNames chat={chat} />
      </span>
    );
  if (draft) {
    return (
      <>
        <span className={styles.draft}>{t('chats.draft')}</span> {draft}
      </>
    );
  }
  if (pending !== undefined) return `${t('chats.ownPrefix')} ${gistOfOutgoing(pending, t)}`;
  if (!lastMessage) return t('chats.noMessages');
  if (lastMessage.deletedAt) return t('messages.deleted');
  if (lastMessage.system) return systemWords(lastMessage, users, self, t);
  if (folded) return t('blocks.folded');
  const text = gistOf(lastMessage, t);
  if (lastMessage.senderId === self) return `${t('chats.ownPrefix')} ${text}`;
  const sender = chat.kind === 'group' ? users[lastMessage.senderId]?.displayName : undefined;
  return sender ? `${sender}: ${text}` : text;
}

function LastTicks({ chat, current }: ShownProps) {
  const { self, outbox } = useAccount();
  const draft = useShownDraft({ chat, current });
  const pending = useStore(outbox.store, ({ entries }) => lastOf(entries, chat.id)?.state.name);
  const { lastMessage } = chat;
  if (draft) return null;
  if (pending !== undefined) return <Ticks state={pending === 'failed' ? 'failed' : 'sending'} />;
  if (lastMessage?.senderId !== self || lastMessage.deletedAt || lastMessage.system) return null;
  return <DeliveryTicks chatId={chat.id} seq={lastMessage.seq} />;
}
