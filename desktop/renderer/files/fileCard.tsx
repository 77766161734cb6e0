// Any file as a card: what it is, how large, and the way to have it.
import {
  Download,
  File,
  FileArchive,
  FileCode,
  FileImage,
  FileMusic,
  FileSpreadsheet,
  FileText,
  FileVideoCamera,
  type LucideIcon,
} from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StoredFile } from '../../../common/files/file.ts';
import { useAccount, useApp } from '../context.ts';
import { IconButton } from '../ui/IconButton.tsx';
import styles from './attachments.module.css';
import { formatSize } from './size.ts';

export function FileCard({ file }: { file: StoredFile }) {
  const { t, i18n } = useTranslation();
  const { complain, page } = useApp();
  const { bytes } = useAccount();
  const [busy, setBusy] = useState(false);
  const { id, name, size, type } = file;
  const Icon = iconOf(type);
  const download = async () => {
    setBusy(true);
    try {
      const link = page.document.createElement('a');
      link.href = await bytes.link(id);
      link.download = name;
      link.click();
    } catch (error) {
      complain(error);
    }
    setBusy(false);
  };
  return (
    <div className={styles.card} data-testid="file" data-file={id}>
      <span className={styles.icon}>
        <Icon size={22} strokeWidth={1.75} aria-hidden="true" />
      </span>
      <span className={styles.about}>
        <span className={styles.fileName} title={name}>
          <bdi>{name}</bdi>
        </span>
        <span className={styles.detail}>{formatSize(size, i18n.language)}</span>
      </span>
      <IconButton
        size="sm"
        icon={Download}
        label={t('files.download', { name })}
        busy={busy}
        onClick={() => void download()}
        data-testid="download"
      />
    </div>
  );
}

const icons: readonly (readonly [RegExp, LucideIcon])[] = [
  [/^image\//, FileImage],
  [/^video\//, FileVideoCamera],
  [/^audio\/|^application\/ogg/, FileMusic],
  [/zip|tar|compressed|x-7z|x-rar|gzip|x-xz|zstd/, FileArchive],
  [/sheet|excel|csv/, FileSpreadsheet],
  [/pdf|msword|document|rtf|presentation|^text\/plain|epub/, FileText],
  [/json|javascript|xml|html|^text\//, FileCode],
];

export function iconOf(type: string): LucideIcon {
  return icons.find(([pattern]) => pattern.test(type))?.[1] ?? File;
}
