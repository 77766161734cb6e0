// The history of one chat: virtualised, anchored at the bottom, older pages joining above.
import { ArrowDown } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtualizer } from 'virtua';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { Chat } from '../../../common/chats/chat.ts';
import type { Outgoing } from '../../../common/messages/outgoing.ts';
import { useAccount, useLooking, useReplica } from '../context.ts';
import { memberOf } from '../replica/state.ts';
import { shownFrom, shownMessages } from '../replica/threads.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { MessagesSkeleton } from '../ui/Skeleton.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx';
import { MessageBubble, OutgoingBubble } from './bubble.tsx';
import { CallRow, useCallLines } from './callLine.tsx';
import { Day, FloatingDay } from './days.tsx';
import { GroupMessage } from './folded.tsx';
import { gistOf } from './gist.ts';
import { useListKeys } from './keys.ts';
import styles from './list.module.css';
import { buildRows, type HistoryRow } from './rows.ts';
import { useHistoryScroll } from './scroll.ts';
import { SystemLine } from './system.tsx';
import { useTarget } from './target.ts';
import { useUnreadDivider } from './unread.ts';

interface MessageListProps {
  chat: Chat;
  name: string;
  /** Counts own sends: each one brings the newest into view. */
  sends: number;
}

/** One per chat: give it a key. */
export function MessageList({ chat, name, sends }: MessageListProps) {
  const { t } = useTranslation();
  const { history, dispatch } = useAccount();
  const { rows, from, count, island } = useRows(chat, sends);
  const load = useStore(history.store, held => held[chat.id] ?? 'idle');
  const onNearTop = useCallback(() => history.older(chat.id), [history, chat.id]);
  const onNearEnd = useCallback(() => history.newer(chat.id), [history, chat.id]);
  const scroll = useHistoryScroll({ rows, from, island, onNearTop, onNearEnd });
  const scroller = useRef<HTMLDivElement>(null);
  useRead(chat, scroll.atEnd === true && from !== null && !island);
  useTarget(chat.id, rows, scroll.toRow);
  const keyDown = useListKeys(chat.id);
  const toNewest = () => {
    dispatch({ type: 'landed', chatId: chat.id });
    requestAnimationFrame(() => scroll.toEnd(false));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows each own send
  useEffect(() => {
    if (sends > 0) toNewest();
  }, [sends]);

  if (from === null && load === 'failed') {
    return (
      <EmptyState
        alert
        drawing="offline"
        title={t('messages.loadFailed')}
        action={<Button onClick={() => history.open(chat.id)}>{t('common.retry')}</Button>}
      />
    );
  }
  if (from === null) return <MessagesSkeleton />;
  if (count === 0) {
    return (
      <EmptyState drawing="messages" title={t('messages.emptyTitle')}>
        {t('messages.emptyText', { name })}
      </EmptyState>
    );
  }
  return (
    <div className={styles.frame}>
      <FloatingDay rows={rows} top={scroll.top} chatId={chat.id} />
      <div
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label={t('messages.list', { name })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className={styles.scroll}
        onKeyDown={keyDown}
      >
        <div className={styles.spacer} />
        <Virtualizer
          ref={scroll.handle}
          scrollRef={scroller}
          data={rows}
          bufferSize={600}
          shift={scroll.shift}
          onScroll={scroll.onScroll}
          onResize={scroll.onResize}
        >
          {(row: HistoryRow) => <Row key={row.key} row={row} chat={chat} name={name} />}
        </Virtualizer>
      </div>
      {load === 'loading' && (
        <div className={styles.older}>
          <Spinner size={20} label={t('messages.loadingOlder')} />
        </div>
      )}
      {scroll.atEnd === false && <Jump unread={chat.unread} onJump={toNewest} />}
      <Announcer chat={chat} name={name} />
    </div>
  );
}

function useRows(chat: Chat, sends: number) {
  const { self, outbox } = useAccount();
  const thread = useReplica(replica => replica.threads[chat.id]);
  const outgoing = useStore(
    outbox.store,
    useShallow(({ entries }) => entries.filter(entry => entry.chatId === chat.id)),
  );
  const messages = useMemo(() => (thread ? shownMessages(thread) : []), [thread]);
  const unreadFrom = useUnreadDivider(chat, messages, sends);
  const from = thread ? shownFrom(thread) : null;
  const island = Boolean(thread?.island);
  const shown = island ? none : outgoing;
  const calls = useCallLines(chat, messages[0]?.createdAt);
  const count = messages.length + shown.length + calls.length;
  const rows = useMemo(() => {
    const atBeginning = count > 0 && (from === 1 || (from !== null && messages.length === 0));
    return buildRows({ messages, outgoing: shown, calls, self, unreadFrom, atBeginning, atEnd: !island });
  }, [messages, shown, calls, self, unreadFrom, from, count, island]);
  return { rows, from, count, island };
}

const none: readonly Outgoing[] = [];

function useRead(chat: Chat, seen: boolean): void {
  const { receipts, self } = useAccount();
  const looking = useLooking();
  const read = memberOf(chat, self)?.read ?? 0;
  useEffect(() => {
    if (looking && seen && read < chat.lastSeq) receipts.read(chat.id, chat.lastSeq);
  }, [looking, seen, read, receipts, chat.id, chat.lastSeq]);
}

function Row({ row, chat, name }: { row: HistoryRow; chat: Chat; name: string }) {
  const { t } = useTranslation();
  const chatId = chat.id;
  const named = chat.kind === 'group';
  switch (row.kind) {
    case 'beginning':
      return <p className={styles.beginning}>{t('messages.beginning', { name })}</p>;
    case 'day':
      return (
        <div className={styles.day}>
          <Day at={row.at} chatId={chatId} />
        </div>
      );
    case 'unread':
      return (
        <div className={styles.unread} data-testid="unread-divider">
          <span>{t('messages.unreadDivider')}</span>
        </div>
      );
    case 'system':
      return <SystemLine message={row.message} />;
    case 'call':
      return <CallRow line={row.line} name={name} />;
    case 'message':
      return named ? (
        <GroupMessage message={row.message} first={row.first} last={row.last} />
      ) : (
        <MessageBubble message={row.message} first={row.first} last={row.last} named={false} />
      );
    case 'outgoing':
      return <OutgoingBubble entry={row.entry} first={row.first} last={row.last} />;
  }
}

function Jump({ unread, onJump }: { unread: number; onJump: () => void }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={styles.jump}
      aria-label={t('messages.jumpToLatest')}
      onClick={onJump}
      data-testid="jump"
    >
      {unread > 0 && <span className={styles.count}>{t('messages.newMessages', { count: unread })}</span>}
      <ArrowDown size={20} strokeWidth={1.75} aria-hidden="true" />
    </button>
  );
}

// The log itself is silent: rows that come into view by scrolling are nothing new.
function Announcer({ chat, name }: { chat: Chat; name: string }) {
  const { t } = useTranslation();
  const { self, blocks } = useAccount();
  const { lastMessage } = chat;
  const sender = useReplica(replica => lastMessage && replica.users[lastMessage.senderId]?.displayName);
  const text =
    lastMessage && lastMessage.senderId !== self && !blocks.has(lastMessage.senderId)
      ? `${sender ?? name}: ${gistOf(lastMessage, t)}`
      : '';
  const opened = useRef(lastMessage?.seq ?? 0);
  return (
    <div aria-live="polite">
      <VisuallyHidden>{(lastMessage?.seq ?? 0) > opened.current ? text : ''}</VisuallyHidden>
    </div>
  );
}
