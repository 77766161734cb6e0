// The list of chats: newest activity first, filtered by name, walked with the arrows.
import { SquarePen } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtualizer } from 'virtua';
import { useShallow } from 'zustand/react/shallow';
import type { ChatId } from '../../../common/ids.ts';
import { useAccount, useApp, useKeys, useReplica } from '../context.ts';
import { walkRows } from '../rows.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { PaneHeader } from '../ui/PaneHeader.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { ListSkeleton } from '../ui/Skeleton.tsx';
import styles from './chats.module.css';
import { chatName, matches, peerUser } from './describe.ts';
import { ChatRow } from './row.tsx';

/** The list pane of the place "chats". */
export function ChatList() {
  const { t } = useTranslation();
  const { nav } = useApp();
  const newChatKeys = useKeys('newChat');
  const [query, setQuery] = useState('');
  const first = useRef<HTMLDivElement>(null);
  return (
    <section className={styles.pane} aria-label={t('chats.title')}>
      <PaneHeader
        title={t('chats.title')}
        actions={
          <IconButton
            icon={SquarePen}
            label={t('chats.newChat')}
            shortcut={newChatKeys}
            onClick={() => nav.setNewChat(true)}
            data-testid="new-chat"
          />
        }
      />
      <div className={styles.search}>
        <SearchField
          label={t('chats.search')}
          value={query}
          onChange={setQuery}
          onKeyDown={event => {
            if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
            event.preventDefault();
            const row = first.current?.querySelector('button');
            if (event.key === 'Enter') row?.click();
            else row?.focus();
          }}
        />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows only add to what Tab does on the rows inside */}
      <div className={styles.scroll} ref={first} onKeyDown={walkRows}>
        <Rows query={query} scroll={first} />
      </div>
    </section>
  );
}

function Rows({ query, scroll }: { query: string; scroll: React.RefObject<HTMLDivElement | null> }) {
  const { t } = useTranslation();
  const { nav } = useApp();
  const loaded = useReplica(replica => replica.loaded);
  const ids = useFiltered(query);
  if (!loaded && ids.length === 0) return <ListSkeleton />;
  if (ids.length === 0 && query !== '') {
    return (
      <EmptyState drawing="search" title={t('chats.nothingFound')}>
        {t('chats.nothingFoundText', { query })}
      </EmptyState>
    );
  }
  if (ids.length === 0) {
    return (
      <EmptyState
        drawing="chats"
        title={t('chats.emptyTitle')}
        action={
          <Button variant="primary" onClick={() => nav.setNewChat(true)}>
            {t('chats.findPerson')}
          </Button>
        }
      >
        {t('chats.emptyText')}
      </EmptyState>
    );
  }
  return (
    <Virtualizer as="ul" item="li" data={ids} itemSize={68} scrollRef={scroll}>
      {(id: ChatId) => <ChatRow key={id} chatId={id} />}
    </Virtualizer>
  );
}

function useFiltered(query: string): readonly ChatId[] {
  const { t } = useTranslation();
  const { self } = useAccount();
  return useReplica(
    useShallow(replica =>
      query.trim() === ''
        ? replica.order
        : replica.order.filter(id => {
            const chat = replica.chats[id];
            const peer = peerUser(replica, id);
            return chat !== undefined && matches(query, chatName(chat, peer, self, t), peer?.username);
          }),
    ),
  );
}
