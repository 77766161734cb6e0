// What is asked about a message, a chat or a person: whether to delete it, where to send it on, what it said before, which day.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ChatId } from '../../../common/ids.ts';
import type { Message } from '../../../common/messages/message.ts';
import { ChatPicker } from '../chats/chatPicker.tsx';
import { useAccount, useApp, useNow } from '../context.ts';
import { errorKey } from '../errors.ts';
import { BlockDialog } from '../people/blocking.tsx';
import { ReportDialog } from '../people/reportDialog.tsx';
import { Button } from '../ui/Button.tsx';
import { AlertDialog, Dialog } from '../ui/Dialog.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { Time } from '../ui/Time.tsx';
import { DayDialog } from './dayDialog.tsx';
import styles from './dialogs.module.css';
import { gistOf } from './gist.ts';

/** The dialog that is asked for, if any. */
export function MessageDialogs() {
  const { desk } = useAccount();
  const asked = useStore(desk.store, held => held.asked);
  if (asked === null) return null;
  const close = () => desk.ask(null);
  if (asked.kind === 'day') return <DayDialog chatId={asked.chatId} onClose={close} />;
  if (asked.kind === 'block') return <BlockDialog userId={asked.userId} onClose={close} />;
  if (asked.kind === 'report') {
    return <ReportDialog userId={asked.userId} message={asked.message} onClose={close} />;
  }
  const { kind, message } = asked;
  if (kind === 'delete') return <DeleteDialog message={message} onClose={close} />;
  if (kind === 'forward') return <ForwardDialog message={message} onClose={close} />;
  return <VersionsDialog message={message} onClose={close} />;
}

interface AskedProps {
  message: Message;
  onClose: () => void;
}

function DeleteDialog({ message, onClose }: AskedProps) {
  const { t } = useTranslation();
  const { acts } = useAccount();
  const { complain } = useApp();
  const [busy, setBusy] = useState(false);
  return (
    <AlertDialog
      open
      danger
      busy={busy}
      title={t('messages.deleteTitle')}
      description={t('messages.deleteText')}
      confirmLabel={t('common.delete')}
      onCancel={onClose}
      onConfirm={() => {
        setBusy(true);
        acts.remove(message).catch(complain).finally(onClose);
      }}
    />
  );
}

function ForwardDialog({ message, onClose }: AskedProps) {
  const { t } = useTranslation();
  const { outbox } = useAccount();
  const { toasts, nav } = useApp();
  const [chosen, setChosen] = useState<ReadonlySet<ChatId>>(new Set());
  const send = () => {
    for (const id of chosen) outbox.forward(id, message);
    const [only] = chosen;
    if (chosen.size === 1 && only) nav.openChat(only);
    else toasts.show({ kind: 'success', text: t('messages.forwardedTo', { count: chosen.size }) });
    onClose();
  };
  return (
    <Dialog
      open
      size="sm"
      title={t('messages.forwardTitle')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" disabled={chosen.size === 0} onClick={send}>
            {t('messages.forward')}
          </Button>
        </>
      }
    >
      <p className={styles.quoted}>{gistOf(message, t)}</p>
      <ChatPicker chosen={chosen} onChange={setChosen} />
    </Dialog>
  );
}

type Versions = { readonly text: string; readonly at: string }[];

function VersionsDialog({ message, onClose }: AskedProps) {
  const { t } = useTranslation();
  const { acts } = useAccount();
  const now = useNow();
  const [versions, setVersions] = useState<Versions | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  useEffect(() => {
    acts.versions(message).then(found => setVersions(found.versions), setFailed);
  }, [acts, message]);
  return (
    <Dialog open size="md" title={t('messages.versions')} onClose={onClose}>
      {failed !== null && <p role="alert">{t(errorKey(failed))}</p>}
      {versions === null && failed === null && <Spinner size={20} label={t('common.loading')} />}
      {versions !== null && (
        <ol className={styles.versions} data-testid="versions">
          {[...versions, { text: message.text, at: message.editedAt ?? message.createdAt }].map(version => (
            <li key={`${version.at} ${version.text}`}>
              <Time at={version.at} now={now} kind="full" />
              <p dir="auto">{version.text}</p>
            </li>
          ))}
        </ol>
      )}
    </Dialog>
  );
}
