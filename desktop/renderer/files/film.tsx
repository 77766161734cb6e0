// A video in large: the engine's own player, which seeks by ranges; a link that ended is asked for anew.
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StoredFile } from '../../../common/files/file.ts';
import { useAccount, useApp } from '../context.ts';
import { Spinner } from '../ui/Spinner.tsx';
import styles from './lightbox.module.css';

export function Film({ file, active }: { file: StoredFile; active: boolean }) {
  const { t } = useTranslation();
  const { complain } = useApp();
  const { bytes, sound } = useAccount();
  const video = useRef<HTMLVideoElement>(null);
  const [url, setUrl] = useState<string | null>(null);
  const [broken, setBroken] = useState(false);
  const from = useRef({ at: 0, tries: 0 });
  useEffect(() => {
    bytes.link(file.id).then(setUrl, complain);
  }, [bytes, file.id, complain]);
  useEffect(() => {
    if (!active) video.current?.pause();
  }, [active]);
  const again = () => {
    from.current = { at: video.current?.currentTime ?? 0, tries: from.current.tries + 1 };
    if (from.current.tries > 2) setBroken(true);
    else bytes.renew(file.id).then(setUrl, complain);
  };
  if (broken) return <p className={styles.missing}>{t('player.notPlayable')}</p>;
  if (url === null) return <Spinner size={32} label={t('common.loading')} />;
  return (
    // biome-ignore lint/a11y/useMediaCaption: people send no captions with their videos
    <video
      ref={video}
      src={url}
      controls
      preload="metadata"
      aria-label={file.name}
      className={styles.film}
      onLoadedMetadata={event => {
        event.currentTarget.currentTime = from.current.at;
      }}
      onPlay={sound.pause}
      onError={again}
      data-testid="film"
    />
  );
}
