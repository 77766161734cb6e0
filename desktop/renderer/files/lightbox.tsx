// Pictures and videos of a chat in large: zoom, pan, one after the other, and what can be done with them.
import { Download, Forward, ImageOff, MessageSquareText } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import Lightbox, { type Slide } from 'yet-another-react-lightbox';
import Zoom from 'yet-another-react-lightbox/plugins/zoom';
import 'yet-another-react-lightbox/styles.css';
import { useStore } from 'zustand';
import type { StoredFile } from '../../../common/files/file.ts';
import { kindOf } from '../../../common/files/kinds.ts';
import type { Message } from '../../../common/messages/message.ts';
import { useAccount, useApp, useReplica } from '../context.ts';
import { keyOf } from './bytes.ts';
import { Film } from './film.tsx';
import styles from './lightbox.module.css';
import { saveFile } from './save.ts';
import { shelfKey } from './shelves.ts';
import type { Viewed } from './viewer.ts';

interface Seen {
  readonly file: StoredFile;
  readonly message: Message;
}

declare module 'yet-another-react-lightbox' {
  interface SlideImage {
    entry?: Seen;
  }
  interface SlideTypes {
    film: { type: 'film'; entry: Seen };
    missing: { type: 'missing'; entry: Seen };
  }
}

/** A blank until the picture is there. */
const blank = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

/** Loaded with the first one that is opened. */
export function MediaLightbox({ shown }: { shown: Viewed }) {
  const { t } = useTranslation();
  const { viewer, shelves, bytes } = useAccount();
  const { chatId } = shown.message;
  useEffect(() => shelves.open(chatId, 'media'), [shelves, chatId]);
  const seen = useSeen(shown);
  const index = Math.max(
    0,
    seen.findIndex(({ file, message }) => file.id === shown.id && message.id === shown.message.id),
  );
  const slides = useSlides(seen);
  const now = seen[index];
  // The neighbours come before one goes to them.
  useEffect(() => {
    for (const { file } of seen.slice(Math.max(0, index - 1), index + 2)) {
      if (kindOf(file) === 'image') bytes.want(file.id, 'content');
    }
    if (index < 2) shelves.more(chatId, 'media');
  }, [seen, index, bytes, shelves, chatId]);
  const zoom = useRef<{ changeZoom: (zoom: number) => void } | null>(null);
  return (
    <Lightbox
      open
      close={viewer.close}
      index={index}
      slides={slides}
      plugins={[Zoom]}
      className={styles.box}
      carousel={{ finite: true, preload: 1 }}
      animation={{ fade: 0, swipe: 150, navigation: 0 }}
      controller={{ closeOnBackdropClick: true }}
      zoom={{ ref: zoom as never, scrollToZoom: true, maxZoomPixelRatio: 4 }}
      labels={{
        Previous: t('lightbox.previous'),
        Next: t('lightbox.next'),
        Close: t('common.close'),
        'Zoom in': t('lightbox.larger'),
        'Zoom out': t('lightbox.smaller'),
        Lightbox: t('lightbox.title'),
        Carousel: t('lightbox.title'),
        Slide: t('lightbox.title'),
      }}
      portal={{
        container: {
          onKeyDown: event => {
            if (event.key === '0' && !event.ctrlKey && !event.metaKey) zoom.current?.changeZoom(1);
            // Below it the chat stays as it is.
            if (event.key === 'Escape') event.preventDefault();
          },
          ...({ 'data-testid': 'lightbox' } as object),
        },
      }}
      on={{
        view: ({ index: at }) => {
          const entry = seen[at];
          if (entry) viewer.open(entry.file.id, entry.message);
        },
      }}
      toolbar={{ buttons: [now ? <Actions key="actions" entry={now} /> : null, 'close'] }}
      render={{
        slide: ({ slide, offset }) => slideOf(slide, offset === 0),
        slideFooter: ({ slide }) => <Caption entry={'entry' in slide ? slide.entry : undefined} />,
      }}
    />
  );
}

function slideOf(slide: Slide, active: boolean): ReactNode {
  if (slide.type === 'film') return <Film file={slide.entry.file} active={active} />;
  return slide.type === 'missing' ? <Missing file={slide.entry.file} /> : undefined;
}

/** The chat's media, oldest first; at least what the opened message holds. */
function useSeen({ message }: Viewed): readonly Seen[] {
  const { shelves } = useAccount();
  const shelf = useStore(shelves.store, all => all[shelfKey(message.chatId, 'media')]?.messages);
  return useMemo(() => {
    const known = (shelf ?? []).some(({ id }) => id === message.id);
    const all = known ? [...(shelf ?? [])] : [...(shelf ?? []), message];
    return all
      .sort((a, b) => a.seq - b.seq)
      .flatMap(one => one.files.filter(isShown).map(file => ({ file, message: one })));
  }, [shelf, message]);
}

const isShown = (file: StoredFile) => ['image', 'video'].includes(kindOf(file));

function useSlides(seen: readonly Seen[]): Slide[] {
  const { bytes } = useAccount();
  const held = useStore(bytes.store);
  return useMemo(
    () =>
      seen.map((entry): Slide => {
        const { id, name, width, height } = entry.file;
        if (kindOf(entry.file) === 'video') return { type: 'film', entry };
        const content = held[keyOf(id, 'content')];
        if (content?.name === 'failed') return { type: 'missing', entry };
        const small = held[keyOf(id, 'thumbnail')];
        const src = content?.name === 'ready' ? content.url : small?.name === 'ready' ? small.url : blank;
        return { src, alt: name, entry, ...(width && { width }), ...(height && { height }) };
      }),
    [seen, held],
  );
}

function Missing({ file }: { file: StoredFile }) {
  const { t } = useTranslation();
  const { bytes } = useAccount();
  return (
    <div className={styles.missing} role="alert">
      <ImageOff size={32} strokeWidth={1.75} aria-hidden="true" />
      <p>{t('files.notLoaded')}</p>
      <button type="button" className={styles.again} onClick={() => bytes.want(file.id, 'content')}>
        {t('common.retry')}
      </button>
    </div>
  );
}

function Actions({ entry: { file, message } }: { entry: Seen }) {
  const { t } = useTranslation();
  const { viewer, desk, acts, bytes } = useAccount();
  const { complain, bridge } = useApp();
  const [busy, setBusy] = useState(false);
  const save = () => {
    setBusy(true);
    saveFile(bridge, bytes, file)
      .catch(complain)
      .finally(() => setBusy(false));
  };
  const buttons = [
    { icon: Download, label: t('lightbox.save'), act: save, name: 'save' },
    {
      icon: Forward,
      label: t('messages.forward'),
      name: 'forward',
      act: () => {
        viewer.close();
        desk.ask({ kind: 'forward', message });
      },
    },
    {
      icon: MessageSquareText,
      label: t('gallery.show'),
      name: 'show',
      act: () => {
        viewer.close();
        void acts.show(message.chatId, message.seq).catch(complain);
      },
    },
  ];
  return buttons.map(({ icon: Icon, label, act, name }) => (
    <button
      key={name}
      type="button"
      className="yarl__button"
      aria-label={label}
      title={label}
      aria-disabled={(busy && name === 'save') || undefined}
      onClick={act}
      data-testid={`lightbox-${name}`}
    >
      <Icon size={24} strokeWidth={1.75} aria-hidden="true" />
    </button>
  ));
}

function Caption({ entry }: { entry: Seen | undefined }) {
  const { t } = useTranslation();
  const { self } = useAccount();
  const sender = useReplica(replica => entry && replica.users[entry.message.senderId]?.displayName);
  if (!entry) return null;
  const who = entry.message.senderId === self ? t('common.you') : (sender ?? t('common.deletedUser'));
  return (
    <p className={styles.caption}>
      <bdi>{who}</bdi> · <bdi>{entry.file.name}</bdi>
    </p>
  );
}
