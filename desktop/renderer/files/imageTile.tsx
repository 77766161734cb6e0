// A picture in a bubble: its place is kept from the first moment, and a blur stands there until it has come.
import { ImageOff, RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { FileId } from '../../../common/ids.ts';
import { useAccount } from '../context.ts';
import styles from './attachments.module.css';
import type { TileProps } from './attachments.tsx';
import { useBytes, usePlaceholder } from './hooks.ts';
import { type TileSize, tileSize } from './tileSize.ts';

/** Beyond it an animation is shown still until it is opened. */
const largestAnimation = 8 * 1024 * 1024;

export function ImageTile({ file, shape, onOpen }: TileProps) {
  const { t } = useTranslation();
  const { id, name, type, size } = file;
  // A thumbnail does not move.
  const part = type === 'image/gif' && size <= largestAnimation ? 'content' : 'thumbnail';
  const held = useBytes(id, part);
  const placeholder = usePlaceholder(file);
  if (held.name === 'failed') return <Missing id={id} part={part} size={tileSize(file, shape)} />;
  return (
    <button
      type="button"
      className={styles.tile}
      style={tileSize(file, shape)}
      aria-label={t('files.openImage', { name })}
      onClick={onOpen}
      data-testid="image"
      data-file={id}
    >
      {placeholder && <img src={placeholder} alt="" className={styles.picture} />}
      {held.name === 'ready' && (
        <img src={held.url} alt="" draggable={false} className={styles.picture} data-testid="picture" />
      )}
    </button>
  );
}

interface MissingProps {
  id: FileId;
  part: 'content' | 'thumbnail';
  size: TileSize;
}

/** In place of a picture that did not come. */
export function Missing({ id, part, size }: MissingProps) {
  const { t } = useTranslation();
  const { bytes } = useAccount();
  return (
    <div className={styles.missing} style={size}>
      <ImageOff size={24} strokeWidth={1.75} aria-hidden="true" />
      <p>{t('files.notLoaded')}</p>
      <button type="button" className={styles.again} onClick={() => bytes.want(id, part)}>
        <RotateCw size={13} strokeWidth={2} aria-hidden="true" />
        {t('common.retry')}
      </button>
    </div>
  );
}
