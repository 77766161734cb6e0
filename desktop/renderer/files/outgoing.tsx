// Files of a message that is on its way: what they are, how far they got, how fast, and how to stop them.
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Outgoing, OutgoingFile } from '../../../common/messages/outgoing.ts';
import { useAccount } from '../context.ts';
import { IconButton } from '../ui/IconButton.tsx';
import styles from './attachments.module.css';
import { iconOf } from './fileCard.tsx';
import { formatLength, formatSize } from './size.ts';
import { rateOf, still } from './speed.ts';
import { tileSize } from './tileSize.ts';
import { sumOf } from './uploads.ts';

/** Nothing where there are no files. */
export function OutgoingFiles({ entry }: { entry: Outgoing }) {
  const { files = [], forward } = entry;
  if (forward?.files) {
    return (
      <div className={styles.attachments}>
        {forward.files.map(({ id, name, type, size }) => (
          <Card key={id} name={name} type={type} size={size} />
        ))}
      </div>
    );
  }
  if (files.length === 0) return null;
  return (
    <div className={styles.attachments} data-testid="outgoing-files">
      {files.map(file => (
        <One key={file.id} file={file} alone={files.length === 1} />
      ))}
      <Meter entry={entry} files={files} />
    </div>
  );
}

function One({ file, alone }: { file: OutgoingFile; alone: boolean }) {
  const { keeper } = useAccount();
  const { id, name, type, size, width, poster } = file;
  const seen = poster === undefined ? undefined : `data:image/jpeg;base64,${poster}`;
  const url = type.startsWith('image/') && width !== undefined ? keeper.url(id) : seen;
  if (url === undefined || !alone) return <Card name={name} type={type} size={size} url={url} />;
  return (
    <div className={styles.tile} style={tileSize(file, 'own')}>
      <img src={url} alt={name} className={styles.picture} />
    </div>
  );
}

interface CardProps {
  name: string;
  type: string;
  size: number;
  url?: string | undefined;
}

function Card({ name, type, size, url }: CardProps) {
  const { i18n } = useTranslation();
  const Icon = iconOf(type);
  return (
    <div className={styles.card}>
      {url === undefined ? (
        <span className={styles.icon}>
          <Icon size={22} strokeWidth={1.75} aria-hidden="true" />
        </span>
      ) : (
        <img src={url} alt="" className={styles.small} />
      )}
      <span className={styles.about}>
        <span className={styles.fileName} title={name}>
          <bdi>{name}</bdi>
        </span>
        <span className={styles.detail}>{formatSize(size, i18n.language)}</span>
      </span>
    </div>
  );
}

function Meter({ entry, files }: { entry: Outgoing; files: readonly OutgoingFile[] }) {
  const { t } = useTranslation();
  const { outbox, uploads } = useAccount();
  const progress = useStore(uploads.store);
  const { sent, size } = sumOf(files, progress);
  if (entry.state.name === 'failed' || files.every(({ transfer }) => transfer.phase.name === 'done'))
    return null;
  const part = size === 0 ? 0 : Math.floor((sent / size) * 100);
  return (
    <div className={styles.meter}>
      <div className={styles.meterWords}>
        <progress
          className={styles.bar}
          max={100}
          value={part}
          aria-label={t('files.uploading')}
          data-testid="upload-progress"
        />
        <Words files={files} sent={sent} size={size} />
      </div>
      <IconButton
        size="sm"
        icon={X}
        label={t('files.cancelUpload')}
        onClick={() => outbox.discard(entry.clientId)}
        data-testid="cancel-upload"
      />
    </div>
  );
}

function Words({ files, sent, size }: { files: readonly OutgoingFile[]; sent: number; size: number }) {
  const { t, i18n } = useTranslation();
  const { uploads, connection } = useAccount();
  const progress = useStore(uploads.store);
  const ready = useStore(connection, ({ state }) => state.name === 'ready');
  const moving = files.filter(({ transfer }) => transfer.phase.name === 'sending');
  const rates = moving.map(({ id }) => rateOf(progress[id]?.speed ?? still)).filter(rate => rate !== null);
  const rate = rates.reduce((sum, one) => sum + one, 0);
  const format = (bytes: number) => formatSize(bytes, i18n.language);
  const amount = t('files.amount', { sent: format(sent), size: format(size) });
  const waits = !ready || files.some(({ transfer }) => transfer.refusals > 0);
  if (waits && moving.length === 0) {
    return (
      <span className={styles.detail}>{`${amount} · ${t(ready ? 'files.retrying' : 'files.waiting')}`}</span>
    );
  }
  if (rate <= 0) return <span className={styles.detail}>{amount}</span>;
  const left = formatLength(Math.ceil((size - sent) / rate));
  return (
    <span className={styles.detail}>{`${amount} · ${t('files.speed', { rate: format(rate), left })}`}</span>
  );
}
