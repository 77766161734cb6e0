// An open chat: who it is with, what was said, and where one writes.
import { Phone, Search, Video } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Chat } from '../../../common/chats/chat.ts';
import type { ChatId, UserId } from '../../../common/ids.ts';
import { chatName, peerUser } from '../chats/describe.ts';
import { NoticeMenu } from '../chats/notices.tsx';
import { useAccount, useApp, useNow, useReplica, useSigned } from '../context.ts';
import { DropOverlay, useDropFiles } from '../files/attach.tsx';
import { ApartNotice, BlockedNotice, useBlocked } from '../people/blocking.tsx';
import { peerOf } from '../replica/state.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { PaneHeader } from '../ui/PaneHeader.tsx';
import { formatLastSeen } from '../ui/timeFormat.ts';
import { ChatMenu } from './chatMenu.tsx';
import { Composer, LeftNotice } from './composer.tsx';
import styles from './conversation.module.css';
import { MessageList } from './list.tsx';
import { PinsBar } from './pins.tsx';
import { TypingNames } from './typingNames.tsx';

/** The conversation pane for a chat; give it the chat's id as key. */
export function Conversation({ chatId }: { chatId: ChatId }) {
  const { t } = useTranslation();
  const { nav } = useApp();
  const chat = useReplica(replica => replica.chats[chatId]);
  const loaded = useReplica(replica => replica.loaded);
  if (chat) return <OpenChat chat={chat} />;
  if (!loaded) return null;
  return (
    <>
      <PaneHeader title="" onBack={nav.back} />
      <EmptyState drawing="messages" title={t('chats.removed')} />
    </>
  );
}

function OpenChat({ chat }: { chat: Chat }) {
  const { t } = useTranslation();
  const { history, self, connection } = useAccount();
  const peer = useReplica(replica => peerUser(replica, chat.id));
  const name = chatName(chat, peer, self, t);
  const [sends, setSends] = useState(0);
  const apart = useApart(chat);
  const drop = useDropFiles(chat.left || apart ? null : chat.id);
  const ready = useStore(connection, ({ state }) => state.name === 'ready');
  const held = useReplica(replica => replica.threads[chat.id]?.from != null);
  useEffect(() => {
    if (ready && !held) history.open(chat.id);
  }, [ready, held, history, chat.id]);
  return (
    <section className={styles.chat} aria-label={name} {...drop.handlers}>
      <Header chat={chat} name={name} />
      <PinsBar chat={chat} />
      <MessageList chat={chat} name={name} sends={sends} />
      <Foot chat={chat} name={name} apart={apart} onSent={() => setSends(count => count + 1)} />
      {drop.over && <DropOverlay name={name} />}
    </section>
  );
}

/** Whether one blocked the other, or the other one cannot be reached: a refused message is all that tells. */
function useApart(chat: Chat): 'blocked' | 'refused' | null {
  const { self, outbox } = useAccount();
  const direct = chat.kind === 'direct';
  const blocked = useBlocked(direct ? peerOf(chat, self) : null);
  const refused = useStore(outbox.store, ({ entries }) =>
    entries.some(
      ({ chatId, state }) => chatId === chat.id && state.name === 'failed' && state.code === 'forbidden',
    ),
  );
  if (blocked) return 'blocked';
  return direct && refused ? 'refused' : null;
}

interface FootProps {
  chat: Chat;
  name: string;
  apart: ReturnType<typeof useApart>;
  onSent: () => void;
}

function Foot({ chat, name, apart, onSent }: FootProps) {
  const { self } = useAccount();
  if (chat.left) return <LeftNotice />;
  if (apart === 'blocked') return <BlockedNotice userId={peerOf(chat, self) ?? self} name={name} />;
  if (apart === 'refused') return <ApartNotice name={name} />;
  return <Composer chatId={chat.id} name={name} onSent={onSent} />;
}

function Header({ chat, name }: { chat: Chat; name: string }) {
  const { t } = useTranslation();
  const { nav } = useApp();
  const { self } = useAccount();
  const peer = peerOf(chat, self);
  const status = useReplica(replica => (peer ? replica.presence[peer]?.status : undefined));
  const other = peer !== null && peer !== self ? peer : null;
  const blocked = useBlocked(other);
  const title = <bdi>{name}</bdi>;
  return (
    <PaneHeader
      lined
      onBack={nav.back}
      leading={
        <Avatar id={peer ?? chat.id} name={name} presence={other ? (status ?? 'offline') : undefined} />
      }
      title={
        chat.kind === 'group' ? (
          <button
            type="button"
            className={styles.title}
            onClick={() => nav.openSide({ kind: 'group' })}
            data-testid="group-title"
          >
            {title}
          </button>
        ) : (
          title
        )
      }
      detail={<Detail chat={chat} />}
      actions={
        <>
          {other && !blocked && <CallButtons other={other} />}
          <NoticeMenu chatId={chat.id} />
          <IconButton
            icon={Search}
            label={t('search.inChat')}
            shortcut="Mod+F"
            side="bottom"
            onClick={() => nav.openSide({ kind: 'search', everywhere: false })}
            data-testid="search-chat"
          />
          <ChatMenu chat={chat} />
        </>
      }
    />
  );
}

function CallButtons({ other }: { other: UserId }) {
  const { t } = useTranslation();
  const { complain } = useApp();
  const { calls } = useSigned();
  const call = (callType: 'voice' | 'video') => {
    try {
      calls.actions.start(other, callType);
    } catch (error) {
      complain(error);
    }
  };
  return (
    <>
      <IconButton
        icon={Phone}
        label={t('calls.startVoice')}
        side="bottom"
        data-action="call-voice"
        onClick={() => call('voice')}
      />
      <IconButton
        icon={Video}
        label={t('calls.startVideo')}
        side="bottom"
        data-action="call-video"
        onClick={() => call('video')}
      />
    </>
  );
}

function Detail({ chat }: { chat: Chat }) {
  const { t } = useTranslation();
  const { self } = useAccount();
  const typing = useReplica(replica => replica.typing[chat.id] !== undefined);
  const peer = peerOf(chat, self);
  if (typing) {
    return (
      <span className={styles.typing} data-testid="typing">
        <TypingNames chat={chat} />
      </span>
    );
  }
  if (chat.kind === 'group')
    return chat.left ? t('groups.left') : t('chats.members', { count: chat.members.length });
  if (peer === self) return t('chats.onlyYou');
  return <PresenceLine chat={chat} />;
}

function PresenceLine({ chat }: { chat: Chat }) {
  const { t, i18n } = useTranslation();
  const { self } = useAccount();
  const now = useNow();
  const presence = useReplica(replica => replica.presence[peerOf(chat, self) ?? self]);
  const status = presence?.status ?? 'offline';
  const away = status === 'offline';
  const seen = presence?.lastSeen
    ? formatLastSeen(new Date(presence.lastSeen), new Date(now), i18n.language, t)
    : t('presence.offline');
  const words = away ? seen : t(`presence.${status}`);
  return (
    <span data-testid="presence" data-status={status}>
      {presence?.text ? (
        <>
          {words} · <bdi>{presence.text}</bdi>
        </>
      ) : (
        words
      )}
    </span>
  );
}
