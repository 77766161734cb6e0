// What a group's pane asks: its new name, who comes in, and whether one really leaves.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { User } from '../../../common/auth/user.ts';
import type { Chat } from '../../../common/chats/chat.ts';
import { limits } from '../../../common/limits.ts';
import { useAccount, useApp } from '../context.ts';
import { PeoplePicker } from '../people/peoplePicker.tsx';
import styles from '../sidepane.module.css';
import { Button } from '../ui/Button.tsx';
import { AlertDialog, Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/TextField.tsx';

interface AskedProps {
  chat: Chat;
  onClose: () => void;
}

/** Runs one task; closes when it went well, complains when it did not. */
function useTask(onClose: () => void) {
  const { complain } = useApp();
  const [busy, setBusy] = useState(false);
  const run = (task: () => Promise<unknown>) => {
    if (busy) return;
    setBusy(true);
    task()
      .then(onClose, complain)
      .finally(() => setBusy(false));
  };
  return { busy, run };
}

/** Gives the group another name. */
export function RenameDialog({ chat, onClose }: AskedProps) {
  const { t } = useTranslation();
  const { groups } = useAccount();
  const { busy, run } = useTask(onClose);
  const [title, setTitle] = useState(chat.title ?? '');
  const ready = title.trim() !== '' && title.trim() !== chat.title;
  return (
    <Dialog open size="sm" title={t('groups.rename')} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={event => {
          event.preventDefault();
          if (ready) run(() => groups.rename(chat.id, title.trim()));
        }}
      >
        <TextField
          label={t('groups.name')}
          value={title}
          maxLength={limits.titleMax}
          onChange={event => setTitle(event.target.value)}
          data-testid="new-name"
        />
        <Button type="submit" variant="primary" disabled={!ready} busy={busy}>
          {t('common.save')}
        </Button>
      </form>
    </Dialog>
  );
}

/** Takes more people in. */
export function AddDialog({ chat, onClose }: AskedProps) {
  const { t } = useTranslation();
  const { groups } = useAccount();
  const { busy, run } = useTask(onClose);
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const add = () =>
    run(() =>
      groups.add(
        chat.id,
        chosen.map(user => user.id),
      ),
    );
  return (
    <Dialog
      open
      size="sm"
      title={t('groups.add')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" disabled={chosen.length === 0} busy={busy} onClick={add}>
            {t('groups.addThem')}
          </Button>
        </>
      }
    >
      <PeoplePicker
        chosen={chosen}
        onChange={setChosen}
        without={new Set(chat.members.map(member => member.userId))}
      />
    </Dialog>
  );
}

/** Leaves the group, after one was asked. */
export function LeaveDialog({ chat, onClose }: AskedProps) {
  const { t } = useTranslation();
  const { groups } = useAccount();
  const { busy, run } = useTask(onClose);
  return (
    <AlertDialog
      open
      danger
      busy={busy}
      title={t('groups.leaveTitle', { title: chat.title ?? '' })}
      description={t('groups.leaveText')}
      confirmLabel={t('groups.leave')}
      onCancel={onClose}
      onConfirm={() => run(() => groups.leave(chat.id))}
    />
  );
}
