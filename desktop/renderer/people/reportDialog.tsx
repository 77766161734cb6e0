// Telling the administrators about a person, or about a message of theirs.
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserId } from '../../../common/ids.ts';
import { limits } from '../../../common/limits.ts';
import type { Message } from '../../../common/messages/message.ts';
import { type ReportReason, reportReasons } from '../../../common/moderation/report.ts';
import { useAccount, useApp, useReplica } from '../context.ts';
import { gistOf } from '../messages/gist.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Select } from '../ui/Select.tsx';
import styles from './reportDialog.module.css';

interface ReportDialogProps {
  userId: UserId;
  /** Goes along with its words. */
  message?: Message | undefined;
  onClose: () => void;
}

/** Asks for a reason and, if one likes, a note. */
export function ReportDialog({ userId, message, onClose }: ReportDialogProps) {
  const { t } = useTranslation();
  const { api } = useAccount();
  const { toasts, complain } = useApp();
  const name = useReplica(replica => replica.users[userId]?.displayName) ?? t('common.deletedUser');
  const [reason, setReason] = useState<ReportReason>('spam');
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    api
      .report({
        userId,
        reason,
        ...(text.trim() && { text: text.trim() }),
        ...(message && { message: { chatId: message.chatId, messageId: message.id } }),
      })
      .then(() => {
        toasts.show({ kind: 'success', text: t('reports.sent') });
        onClose();
      }, complain)
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      open
      size="sm"
      title={message ? t('reports.messageTitle') : t('reports.personTitle', { name })}
      description={message ? t('reports.messageText') : t('reports.personText')}
      onClose={onClose}
    >
      <form className={styles.form} onSubmit={submit}>
        {message && <p className={styles.quoted}>{gistOf(message, t)}</p>}
        <Select
          label={t('reports.reason')}
          value={reason}
          options={reportReasons.map(value => ({ value, label: t(`reports.reason_${value}`) }))}
          onChange={setReason}
        />
        <label className={styles.label}>
          {t('reports.note')}
          <textarea
            className={styles.note}
            rows={3}
            dir="auto"
            value={text}
            maxLength={limits.reportTextMax}
            onChange={event => setText(event.target.value)}
            data-testid="report-note"
          />
        </label>
        <Button type="submit" variant="primary" busy={busy} data-testid="send-report">
          {t('reports.send')}
        </Button>
      </form>
    </Dialog>
  );
}
