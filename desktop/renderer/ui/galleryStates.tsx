// Gallery: avatars, badges, banners, toasts, placeholders and drawings.
import { useEffect } from 'react';
import { Avatar } from './Avatar.tsx';
import { Badge } from './Badge.tsx';
import { Banner } from './Banner.tsx';
import { BarazaMark } from './BarazaMark.tsx';
import { Button } from './Button.tsx';
import { EmptyState } from './EmptyState.tsx';
import styles from './gallery.module.css';
import { GalleryCard } from './galleryControls.tsx';
import { ListSkeleton, MessagesSkeleton } from './Skeleton.tsx';
import { Toasts } from './Toasts.tsx';
import { createToastQueue } from './toastQueue.ts';

const names = [
  'Amina Odhiambo',
  'Baraka',
  'Chiku Mrema',
  'Dalila N',
  'Esi Owusu',
  'Farid',
  'Gathoni K',
  'Hamisi J',
];
const presences = ['online', 'away', 'dnd', 'offline'] as const;
const sizes = [24, 32, 40, 48, 72, 112] as const;
const queue = createToastQueue(() => () => {});

function Signs() {
  return (
    <GalleryCard title="Avatar, Badge, BarazaMark">
      <div className={styles.row}>
        {names.map(name => (
          <Avatar key={name} id={name} name={name} />
        ))}
      </div>
      <div className={styles.row}>
        {presences.map(presence => (
          <Avatar key={presence} id={presence} name="Amina Odhiambo" presence={presence} size={48} />
        ))}
        {presences.map(presence => (
          <Avatar key={presence} id={presence} name="Amina Odhiambo" presence={presence} size={32} />
        ))}
      </div>
      <div className={styles.row}>
        {sizes.map(size => (
          <Avatar key={size} id="zuri" name="Zuri M" presence="online" size={size} />
        ))}
      </div>
      <div className={styles.row}>
        <Badge count={3} />
        <Badge count={128} />
        <Badge count={12} tone="muted" />
        <Badge count={1} tone="danger" />
        <BarazaMark size={24} />
        <BarazaMark size={48} />
        <BarazaMark size={96} label="Baraza" />
      </div>
    </GalleryCard>
  );
}

function Drawings() {
  return (
    <>
      <GalleryCard title="EmptyState">
        <EmptyState
          drawing="chats"
          title="No one on the veranda yet"
          action={<Button variant="primary">Find a person</Button>}
        >
          Find a person and say hello
        </EmptyState>
        <EmptyState drawing="messages" title="Nothing said yet">
          The first word to Amina is yours
        </EmptyState>
      </GalleryCard>
      <GalleryCard title="EmptyState">
        <EmptyState drawing="search" title="Nothing found">
          No chat matches “zzz”
        </EmptyState>
        <EmptyState drawing="calls" title="No calls yet">
          Calls go straight from you to them
        </EmptyState>
      </GalleryCard>
      <GalleryCard title="EmptyState">
        <EmptyState drawing="offline" title="No connection to the server" />
        <EmptyState drawing="error" title="Something went wrong" action={<Button>Try again</Button>} alert>
          The server made a mistake
        </EmptyState>
      </GalleryCard>
    </>
  );
}

export function GalleryStates() {
  useEffect(() => {
    queue.show({ kind: 'success', text: 'Copied' });
    queue.show({ kind: 'error', text: 'Not sent', action: { label: 'Try again', onAction: () => {} } });
  }, []);
  return (
    <div className={styles.page}>
      <Signs />
      <GalleryCard title="Banner">
        <Banner kind="reconnecting">Connection lost. Reconnecting…</Banner>
        <Banner kind="offline" action={{ label: 'Reconnect now', onAction: () => {} }}>
          You are offline. Messages will go out when you are back
        </Banner>
        <Banner kind="error">The server made a mistake. Try again</Banner>
        <Banner kind="info">The server is restarting. Back in a moment</Banner>
      </GalleryCard>
      <Drawings />
      <GalleryCard title="ListSkeleton">
        <ListSkeleton count={5} />
      </GalleryCard>
      <GalleryCard title="MessagesSkeleton">
        <MessagesSkeleton />
      </GalleryCard>
      <Toasts queue={queue} />
    </div>
  );
}
