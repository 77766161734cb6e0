// What one is about to send: looked at, put in order, with words under it.
import { SendHorizontal } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ChatId } from '../../../common/ids.ts';
import { limits } from '../../../common/limits.ts';
import { useAccount, useApp } from '../context.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Switch } from '../ui/Switch.tsx';
import { isCompressible } from './compress.ts';
import { type PickedFile, problemOf, type Room } from './picked.ts';
import { PickedRow } from './pickedRow.tsx';
import styles from './sheet.module.css';
import { formatSize } from './size.ts';

const none: readonly PickedFile[] = [];

interface SheetProps {
  chatId: ChatId;
  name: string;
  onSent: () => void;
}

/** Open as long as something is picked in this chat. */
export function SendSheet({ chatId, name, onSent }: SheetProps) {
  const { t } = useTranslation();
  const { picked } = useAccount();
  const files = useStore(picked.store, ({ chats }) => chats[chatId] ?? none);
  return (
    <Dialog
      open={files.length > 0}
      onClose={() => picked.clear(chatId)}
      title={t('files.sendTo', { name, count: files.length })}
    >
      <Sheet chatId={chatId} files={files} onSent={onSent} />
    </Dialog>
  );
}

function Sheet({
  chatId,
  files,
  onSent,
}: Pick<SheetProps, 'chatId' | 'onSent'> & { files: readonly PickedFile[] }) {
  const { t } = useTranslation();
  const { complain } = useApp();
  const { picked, drafts } = useAccount();
  const { compress, room, tooMany } = useStore(picked.store);
  const draft = useStore(drafts.store, held => held[chatId]);
  const [busy, setBusy] = useState(false);
  const text = draft?.text ?? '';
  const left = limits.textCharacters - text.length;
  const sendable =
    !busy && left >= 0 && files.every(file => problemOf(file, room) === null) && roomFor(files, room);
  const send = async () => {
    if (!sendable) return;
    setBusy(true);
    try {
      await picked.send(chatId, text.trim(), { replyTo: draft?.replyTo });
      drafts.set(chatId, '');
      onSent();
    } catch (error) {
      complain(error);
      setBusy(false);
    }
  };
  return (
    <form
      className={styles.sheet}
      onSubmit={event => {
        event.preventDefault();
        void send();
      }}
    >
      {tooMany > 0 && (
        <p className={styles.problem}>{t('files.tooMany', { count: limits.filesPerMessage })}</p>
      )}
      <KeptNote files={files} />
      {!roomFor(files, room) && <p className={styles.problem}>{t('files.noRoomAll')}</p>}
      <ol className={styles.list} aria-label={t('files.picked')}>
        {files.map((file, index) => (
          <PickedRow
            key={file.id}
            chatId={chatId}
            file={file}
            room={room}
            index={index}
            count={files.length}
          />
        ))}
      </ol>
      {files.some(({ blob }) => isCompressible(blob)) && (
        <Switch
          label={t('files.compress')}
          hint={t('files.compressHint')}
          checked={compress}
          onChange={picked.setCompress}
        />
      )}
      <textarea
        className={styles.caption}
        rows={2}
        dir="auto"
        value={text}
        placeholder={t('files.caption')}
        aria-label={t('files.caption')}
        aria-invalid={left < 0 || undefined}
        onChange={event => drafts.set(chatId, event.target.value, draft?.replyTo)}
        onKeyDown={event => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          void send();
        }}
        data-testid="caption"
      />
      {left < 0 && <p className={styles.problem}>{t('messages.tooLong', { count: -left })}</p>}
      <div className={styles.foot}>
        <Button onClick={() => picked.clear(chatId)}>{t('common.cancel')}</Button>
        <Button
          type="submit"
          variant="primary"
          icon={SendHorizontal}
          disabled={!sendable}
          busy={busy}
          data-testid="send-files"
        >
          {t('messages.send')}
        </Button>
      </div>
    </form>
  );
}

/** [UP4] What the device has no room for survives no restart: one is told before, not after. */
function KeptNote({ files }: { files: readonly PickedFile[] }) {
  const { t, i18n } = useTranslation();
  const { outbox } = useAccount();
  const waiting = useStore(outbox.store, ({ entries }) =>
    entries.flatMap(entry => entry.files ?? []).reduce((sum, { size }) => sum + size, 0),
  );
  const most = limits.keptUploadBytes;
  if (files.reduce((sum, { blob }) => sum + blob.size, waiting) <= most) return null;
  return (
    <p className={styles.note} role="status" data-testid="not-kept">
      {t('files.notKept', { most: formatSize(most, i18n.language) })}
    </p>
  );
}

function roomFor(files: readonly PickedFile[], room: Room | null): boolean {
  if (room === null || room.quota === null) return true;
  return files.reduce((sum, { blob }) => sum + blob.size, room.used) <= room.quota;
}
