// The pane beside the conversation: a group, a message's readers, what a search found, what is sent later.
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { GroupPane } from './chats/groupPane.tsx';
import { useApp } from './context.ts';
import { GalleryPane } from './files/galleryPane.tsx';
import { InfoPane } from './messages/infoPane.tsx';
import { ScheduledPane } from './messages/scheduledPane.tsx';
import type { Side } from './nav.ts';
import { SearchPane } from './search/pane.tsx';
import styles from './sidepane.module.css';
import { IconButton } from './ui/IconButton.tsx';
import { PaneHeader } from './ui/PaneHeader.tsx';

/** What `side` says, under a head with a way out. */
export function SidePane({ side }: { side: Side }) {
  const { t } = useTranslation();
  const { nav } = useApp();
  const frame = useRef<HTMLElement>(null);
  const titles: Readonly<Record<Side['kind'], string>> = {
    group: t('groups.title'),
    info: t('messages.info'),
    scheduled: t('later.list'),
    gallery: t('gallery.title'),
    search: side.kind === 'search' && side.everywhere ? t('search.title') : t('search.inChat'),
  };
  // The pane takes the focus as it opens, unless something inside of it did.
  useEffect(() => {
    const pane = frame.current;
    if (pane && !pane.contains(document.activeElement)) pane.focus();
  }, []);
  return (
    <section
      ref={frame}
      tabIndex={-1}
      className={styles.pane}
      aria-label={titles[side.kind]}
      data-testid="side"
    >
      <PaneHeader
        lined
        title={titles[side.kind]}
        onBack={nav.closeSide}
        actions={
          <IconButton icon={X} label={t('common.close')} onClick={nav.closeSide} data-testid="close-side" />
        }
      />
      {contentOf(side)}
    </section>
  );
}

function contentOf(side: Side): ReactNode {
  switch (side.kind) {
    case 'group':
      return <GroupPane />;
    case 'gallery':
      return <GalleryPane />;
    case 'info':
      return <InfoPane messageId={side.messageId} />;
    case 'scheduled':
      return <ScheduledPane />;
    case 'search':
      return <SearchPane key={String(side.everywhere)} everywhere={side.everywhere} />;
  }
}
