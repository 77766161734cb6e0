// The files of a message in its bubble: pictures and videos as tiles, sound as players, all else as cards.
import clsx from 'clsx';
import type { StoredFile } from '../../../common/files/file.ts';
import { kindOf } from '../../../common/files/kinds.ts';
import type { Message } from '../../../common/messages/message.ts';
import styles from './attachments.module.css';
import { AudioTile } from './audioTile.tsx';
import { FileCard } from './fileCard.tsx';
import { useOpenFile } from './hooks.ts';
import { ImageTile } from './imageTile.tsx';
import type { TileShape } from './tileSize.ts';
import { VideoTile } from './videoTile.tsx';

/** Nothing where there are no files. */
export function Attachments({ message }: { message: Message }) {
  const open = useOpenFile();
  const { files } = message;
  if (files.length === 0) return null;
  const seen = files.filter(file => isSeen(file));
  const others = files.filter(file => !isSeen(file));
  return (
    <div className={styles.attachments} data-testid="attachments">
      {seen.length > 0 && (
        <div className={clsx(styles.tiles, seen.length > 1 && styles.several)}>
          {seen.map((file, index) => {
            const onOpen = () => open?.(file.id, message);
            const Tile = kindOf(file) === 'image' ? ImageTile : VideoTile;
            return <Tile key={file.id} file={file} shape={shapeOf(index, seen.length)} onOpen={onOpen} />;
          })}
        </div>
      )}
      {others.map(file =>
        kindOf(file) === 'audio' ? (
          <AudioTile key={file.id} file={file} message={message} />
        ) : (
          <FileCard key={file.id} file={file} />
        ),
      )}
    </div>
  );
}

/** One alone keeps its own shape; the last of an odd number fills its row. */
function shapeOf(index: number, count: number): TileShape {
  if (count === 1) return 'own';
  return count % 2 === 1 && index === count - 1 ? 'wide' : 'square';
}

function isSeen(file: StoredFile): boolean {
  const kind = kindOf(file);
  return kind === 'image' || kind === 'video';
}

/** A tile of a picture or a video. */
export interface TileProps {
  file: StoredFile;
  shape: TileShape;
  onOpen: () => void;
}
