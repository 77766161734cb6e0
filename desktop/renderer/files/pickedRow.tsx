// One file that is about to be sent: what it looks like, its place, and what keeps it from being sent.
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChatId } from '../../../common/ids.ts';
import { useAccount } from '../context.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { iconOf } from './fileCard.tsx';
import { type PickedFile, problemOf, type Room } from './picked.ts';
import styles from './sheet.module.css';
import { formatSize } from './size.ts';

interface RowProps {
  chatId: ChatId;
  file: PickedFile;
  room: Room | null;
  index: number;
  count: number;
}

export function PickedRow({ chatId, file, room, index, count }: RowProps) {
  const { t, i18n } = useTranslation();
  const { picked } = useAccount();
  const { id, name, blob } = file;
  const problem = problemOf(file, room);
  const size = formatSize(blob.size, i18n.language);
  const most = formatSize(room?.maxBytes ?? 0, i18n.language);
  return (
    <li className={styles.row} data-testid="picked" data-problem={problem ?? undefined}>
      <Look file={file} />
      <span className={styles.about}>
        <span className={styles.name} title={name}>
          <bdi>{name}</bdi>
        </span>
        <span className={problem ? styles.problem : styles.detail}>
          {problem === null ? size : t(`files.${problem}`, { size, most })}
        </span>
      </span>
      {count > 1 && (
        <>
          <IconButton
            size="sm"
            icon={ArrowUp}
            label={t('files.moveUp', { name })}
            disabled={index === 0}
            onClick={() => picked.move(chatId, id, -1)}
          />
          <IconButton
            size="sm"
            icon={ArrowDown}
            label={t('files.moveDown', { name })}
            disabled={index === count - 1}
            onClick={() => picked.move(chatId, id, 1)}
          />
        </>
      )}
      <IconButton
        size="sm"
        icon={X}
        label={t('files.remove', { name })}
        onClick={() => picked.remove(chatId, id)}
        data-testid="remove-picked"
      />
    </li>
  );
}

function Look({ file: { blob, url } }: { file: PickedFile }) {
  const [broken, setBroken] = useState(false);
  const Icon = iconOf(blob.type);
  if (blob.type.startsWith('image/') && !broken) {
    return <img src={url} alt="" className={styles.look} onError={() => setBroken(true)} />;
  }
  if (blob.type.startsWith('video/') && !broken) {
    return (
      <video src={url} muted preload="metadata" className={styles.look} onError={() => setBroken(true)} />
    );
  }
  return (
    <span className={styles.icon}>
      <Icon size={22} strokeWidth={1.75} aria-hidden="true" />
    </span>
  );
}
