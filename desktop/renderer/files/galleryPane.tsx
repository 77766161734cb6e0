// What was sent in a chat, beside it: pictures and videos, files, links, and what was spoken.
import { FileText, Images, Link, MessageSquareText, Mic } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtualizer } from 'virtua';
import { useStore } from 'zustand';
import type { StoredFile } from '../../../common/files/file.ts';
import { kindOf, shelfOf } from '../../../common/files/kinds.ts';
import type { ChatId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import { useAccount, useApp, useNav, useNow, useReplica } from '../context.ts';
import { splitLinks } from '../messages/links.ts';
import { plainText } from '../messages/markdown.ts';
import side from '../sidepane.module.css';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { Time } from '../ui/Time.tsx';
import { AudioTile } from './audioTile.tsx';
import { FileCard } from './fileCard.tsx';
import styles from './gallery.module.css';
import { useOpenFile } from './hooks.ts';
import { ImageTile } from './imageTile.tsx';
import { type GalleryTab, type ShelfState, shelfKey } from './shelves.ts';
import { VideoTile } from './videoTile.tsx';

/** The open chat's. */
export function GalleryPane() {
  const chatId = useNav(held => held.chatId);
  return chatId && <Gallery key={chatId} chatId={chatId} />;
}

const icons = { media: Images, files: FileText, links: Link, voice: Mic } as const;
const tabs = ['media', 'files', 'links', 'voice'] as const;

function Gallery({ chatId }: { chatId: ChatId }) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<GalleryTab>('media');
  return (
    <div className={styles.pane} data-testid="gallery">
      <Tabs
        label={t('gallery.title')}
        value={tab}
        onChange={setTab}
        tabs={tabs.map(value => ({
          value,
          label: t(`gallery.${value}`),
          icon: icons[value],
          content: <Sheet chatId={chatId} tab={value} />,
        }))}
      />
    </div>
  );
}

const loading: ShelfState = { messages: [], state: 'loading' };
interface Piece {
  readonly message: Message;
  readonly file?: StoredFile;
}

function Sheet({ chatId, tab }: { chatId: ChatId; tab: GalleryTab }) {
  const { t } = useTranslation();
  const { shelves } = useAccount();
  const { messages, state, next } = useStore(shelves.store, all => all[shelfKey(chatId, tab)] ?? loading);
  const lastSeq = useReplica(replica => replica.chats[chatId]?.lastSeq);
  const scroller = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when something came
  useEffect(() => shelves.open(chatId, tab), [shelves, chatId, tab, lastSeq]);
  const rows = useMemo(() => rowsOf(messages, tab), [messages, tab]);
  if (state === 'failed') {
    return (
      <EmptyState
        alert
        drawing="offline"
        title={t('gallery.failed')}
        action={<Button onClick={() => shelves.open(chatId, tab)}>{t('common.retry')}</Button>}
      />
    );
  }
  if (rows.length === 0) {
    return state === 'loading' ? (
      <div className={styles.waiting}>
        <Spinner size={20} label={t('common.loading')} />
      </div>
    ) : (
      <EmptyState drawing="messages" title={t(`gallery.${tab}Empty`)} />
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section ref={scroller} className={styles.scroll} tabIndex={0} aria-label={t(`gallery.${tab}`)}>
      <Virtualizer scrollRef={scroller}>
        {rows.map(row => (
          <div key={keyOfRow(row)} className={tab === 'media' ? styles.row : styles.line}>
            {row.map(piece => (
              <One key={piece.file?.id ?? piece.message.id} piece={piece} tab={tab} />
            ))}
          </div>
        ))}
        {next !== undefined && <More key="more" onSeen={() => shelves.more(chatId, tab)} />}
      </Virtualizer>
    </section>
  );
}

const perRow = 3;
const keyOfRow = ([first]: readonly Piece[]) => `${first?.message.id} ${first?.file?.id}`;

function rowsOf(messages: readonly Message[], tab: GalleryTab): readonly (readonly Piece[])[] {
  if (tab === 'links') return messages.map(message => [{ message }]);
  const pieces = messages.flatMap(message =>
    message.files.filter(file => shelfOf(file) === tab).map(file => ({ message, file })),
  );
  if (tab !== 'media') return pieces.map(piece => [piece]);
  const count = Math.ceil(pieces.length / perRow);
  return Array.from({ length: count }, (_, row) => pieces.slice(row * perRow, (row + 1) * perRow));
}

function One({ piece: { message, file }, tab }: { piece: Piece; tab: GalleryTab }): ReactNode {
  const open = useOpenFile();
  if (!file) return <LinkLine message={message} />;
  if (tab === 'media') {
    const Tile = kindOf(file) === 'image' ? ImageTile : VideoTile;
    return <Tile file={file} shape="square" onOpen={() => open?.(file.id, message)} />;
  }
  return (
    <>
      <Head message={message} />
      {tab === 'voice' ? <AudioTile file={file} message={message} /> : <FileCard file={file} />}
    </>
  );
}

function LinkLine({ message }: { message: Message }) {
  const links = splitLinks(message.text).flatMap(part => ('href' in part ? [part.href] : []));
  return (
    <>
      <Head message={message} />
      {links.map(href => (
        <a key={href} href={href} target="_blank" rel="noreferrer" className={styles.link}>
          {href}
        </a>
      ))}
      <p className={side.muted}>{plainText(message.text).slice(0, 160)}</p>
    </>
  );
}

/** Who sent it, when, and the way to it. */
function Head({ message }: { message: Message }) {
  const { t } = useTranslation();
  const { self, acts } = useAccount();
  const { complain } = useApp();
  const now = useNow();
  const sender = useReplica(replica => replica.users[message.senderId]?.displayName);
  return (
    <div className={styles.head}>
      <bdi>{message.senderId === self ? t('common.you') : (sender ?? t('common.deletedUser'))}</bdi>
      <Time at={message.createdAt} now={now} />
      <IconButton
        size="sm"
        icon={MessageSquareText}
        label={t('gallery.show')}
        onClick={() => void acts.show(message.chatId, message.seq).catch(complain)}
      />
    </div>
  );
}

// Only made when the end comes near.
function More({ onSeen }: { onSeen: () => void }) {
  const { t } = useTranslation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(onSeen, []);
  return (
    <div className={styles.waiting}>
      <Spinner size={20} label={t('common.loading')} />
    </div>
  );
}
