// A video in a bubble: its poster, and its length.
import { Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import styles from './attachments.module.css';
import type { TileProps } from './attachments.tsx';
import { useBytes, usePlaceholder } from './hooks.ts';
import { formatLength, formatSize } from './size.ts';
import { tileSize } from './tileSize.ts';

export function VideoTile(props: TileProps) {
  const { t, i18n } = useTranslation();
  const { file, shape, onOpen } = props;
  const { id, name, size, duration } = file;
  const length = duration === undefined ? formatSize(size, i18n.language) : formatLength(duration);
  return (
    <button
      type="button"
      className={styles.tile}
      style={tileSize(file, shape)}
      aria-label={`${t('files.openVideo', { name })}, ${length}`}
      onClick={onOpen}
      data-testid="video"
      data-file={id}
    >
      {file.thumbhash !== undefined && <Poster file={file} />}
      <span className={styles.play}>
        <Play size={24} strokeWidth={1.75} aria-hidden="true" />
      </span>
      <span className={styles.length}>{length}</span>
    </button>
  );
}

function Poster({ file }: Pick<TileProps, 'file'>) {
  const held = useBytes(file.id, 'thumbnail');
  const placeholder = usePlaceholder(file);
  return (
    <>
      {placeholder && <img src={placeholder} alt="" className={styles.picture} />}
      {held.name === 'ready' && <img src={held.url} alt="" draggable={false} className={styles.picture} />}
    </>
  );
}
