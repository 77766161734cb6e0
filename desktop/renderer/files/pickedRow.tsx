// One file that is about to be sent: what it looks like, its place, and what keeps it from being sent.
import { ArrowDown, ArrowUp, Crop, X } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChatId } from '../../../common/ids.ts';
import { useAccount } from '../context.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { iconOf } from './fileCard.tsx';
import { type PickedFile, problemOf, type Room } from './picked.ts';
import styles from './sheet.module.css';
import { formatSize } from './size.ts';

const ImageEditor = lazy(async () => ({ default: (await import('../imaging/editor.tsx')).ImageEditor }));

/** Larger ones would not fit into a canvas everywhere. */
const mostPixels = 8192;

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
      {blob.type.startsWith('image/') && blob.type !== 'image/gif' && (
        <EditButton chatId={chatId} file={file} />
      )}
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

// An animation would stand still, so it is not among them.
function EditButton({ chatId, file: { id, name, blob } }: Pick<RowProps, 'chatId' | 'file'>) {
  const { t } = useTranslation();
  const { picked } = useAccount();
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton
        size="sm"
        icon={Crop}
        label={t('imaging.edit', { name })}
        onClick={() => setOpen(true)}
        data-testid="edit-picked"
      />
      {open && (
        <Suspense fallback={null}>
          <ImageEditor
            picture={blob}
            shape="free"
            title={t('imaging.editTitle')}
            doneLabel={t('common.done')}
            most={mostPixels}
            onDone={result => {
              picked.replace(chatId, id, result, name);
              setOpen(false);
            }}
            onCancel={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
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
