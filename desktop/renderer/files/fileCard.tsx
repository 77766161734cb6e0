// Any file as a card: what it is, how large, and the way to have it.
import {
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
import { useTranslation } from 'react-i18next';
import type { StoredFile } from '../../../common/files/file.ts';
import styles from './attachments.module.css';
import { SaveButton } from './saveButton.tsx';
import { formatSize } from './size.ts';

export function FileCard({ file }: { file: StoredFile }) {
  const { i18n } = useTranslation();
  const { id, name, size, type } = file;
  const Icon = iconOf(type);
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
      <SaveButton file={file} />
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
