// What is sent later: change it, send it now, or not at all.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { type ErrorCode, errorCodes } from '../../../common/errors.ts';
import type { Scheduled } from '../../../common/messages/scheduled.ts';
import { chatName, peerUser } from '../chats/describe.ts';
import { useAccount, useApp, useNow, useReplica } from '../context.ts';
import styles from '../sidepane.module.css';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ListSkeleton } from '../ui/Skeleton.tsx';
import { TextField } from '../ui/TextField.tsx';
import { Time } from '../ui/Time.tsx';
import { localInput } from './times.ts';

/** Of all chats, the next one first. */
export function ScheduledPane() {
  const { t } = useTranslation();
  const { scheduled } = useAccount();
  const { list, state } = useStore(scheduled.store);
  useEffect(() => scheduled.load(), [scheduled]);
  if (state === 'failed')
    return (
      <EmptyState
        alert
        drawing="error"
        title={t('later.loadFailed')}
        action={<Button onClick={scheduled.load}>{t('common.retry')}</Button>}
      />
    );
  if (state === 'loading') return <ListSkeleton count={3} />;
  if (list.length === 0)
    return (
      <EmptyState drawing="messages" title={t('later.empty')}>
        {t('later.emptyText')}
      </EmptyState>
    );
  return (
    <ul className={styles.scroll}>
      {list.map(one => (
        <li key={one.id}>
          <Card scheduled={one} />
        </li>
      ))}
    </ul>
  );
}

function Card({ scheduled }: { scheduled: Scheduled }) {
  const { t } = useTranslation();
  const { scheduled: parts, self } = useAccount();
  const { complain } = useApp();
  const now = useNow();
  const chat = useReplica(replica => replica.chats[scheduled.chatId]);
  const peer = useReplica(replica => peerUser(replica, scheduled.chatId));
  const [editing, setEditing] = useState(false);
  const act = (task: Promise<void>) => void task.catch(complain);
  const code = scheduled.failed;
  const known = code !== undefined && Object.hasOwn(errorCodes, code) ? (code as ErrorCode) : 'internal';
  return (
    <div className={styles.card} data-testid="scheduled">
      <p className={styles.muted}>
        <bdi>{chat ? chatName(chat, peer, self, t) : ''}</bdi>
        <br />
        <Time at={scheduled.sendAt} now={now} kind="full" />
      </p>
      {scheduled.files?.map(({ id, name }) => (
        <p key={id} className={styles.muted}>
          <bdi>{name}</bdi>
        </p>
      ))}
      <p dir="auto">{scheduled.text}</p>
      {code !== undefined && <p className={styles.problem}>{t(`errors.${known}`)}</p>}
      <div className={styles.cardFoot}>
        <Button size="sm" onClick={() => act(parts.sendNow(scheduled))}>
          {t('later.sendNow')}
        </Button>
        <Button size="sm" onClick={() => setEditing(true)}>
          {t('common.edit')}
        </Button>
        <Button size="sm" onClick={() => act(parts.remove(scheduled.id))}>
          {t('common.remove')}
        </Button>
      </div>
      {editing && <EditDialog scheduled={scheduled} onClose={() => setEditing(false)} />}
    </div>
  );
}

function EditDialog({ scheduled, onClose }: { scheduled: Scheduled; onClose: () => void }) {
  const { t } = useTranslation();
  const { scheduled: parts } = useAccount();
  const { complain, clock } = useApp();
  const [text, setText] = useState(scheduled.text);
  const [when, setWhen] = useState(localInput(new Date(scheduled.sendAt)));
  const at = new Date(when);
  const past = !(at.getTime() > clock.now());
  const save = () => {
    if (past || text.trim() === '') return;
    parts.change(scheduled.id, { text: text.trim(), sendAt: at }).then(onClose, complain);
  };
  return (
    <Dialog
      open
      size="sm"
      title={t('later.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" disabled={past || text.trim() === ''} onClick={save}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <TextField label={t('later.text')} value={text} onChange={event => setText(event.target.value)} />
        <TextField
          label={t('later.when')}
          type="datetime-local"
          value={when}
          error={past ? t('later.past') : undefined}
          onChange={event => setWhen(event.target.value)}
        />
      </div>
    </Dialog>
  );
}
