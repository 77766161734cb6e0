// Where in the history to go: a day from the calendar, or one that is often meant.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChatId } from '../../../common/ids.ts';
import { useAccount, useApp, useReplica } from '../context.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/TextField.tsx';
import styles from './dialogs.module.css';
import { dayInput, presetDays, readDay } from './times.ts';

interface DayDialogProps {
  chatId: ChatId;
  onClose: () => void;
}

/** Shows the first message of the day that is chosen, or the first one after it. */
export function DayDialog({ chatId, onClose }: DayDialogProps) {
  const { t } = useTranslation();
  const { clock, toasts, complain } = useApp();
  const { acts } = useAccount();
  const began = useReplica(replica => replica.chats[chatId]?.createdAt);
  const now = new Date(clock.now());
  const first = began === undefined ? now : new Date(began);
  const [value, setValue] = useState(dayInput(now));
  const [busy, setBusy] = useState(false);
  const day = readDay(value);
  const go = async (to: Date) => {
    setBusy(true);
    try {
      if (!(await acts.showDay(chatId, to))) toasts.show({ kind: 'info', text: t('messages.dayNotHere') });
      onClose();
    } catch (error) {
      complain(error);
      setBusy(false);
    }
  };
  return (
    <Dialog open size="sm" title={t('messages.toDay')} onClose={onClose}>
      <form
        className={styles.day}
        onSubmit={event => {
          event.preventDefault();
          if (day) void go(day);
        }}
      >
        <TextField
          label={t('messages.day')}
          type="date"
          value={value}
          min={dayInput(first)}
          max={dayInput(now)}
          onChange={event => setValue(event.target.value)}
          data-testid="day"
        />
        <div className={styles.days}>
          {presetDays(now, first).map(({ key, at }) => (
            <Button key={key} disabled={busy} onClick={() => void go(at)}>
              {t(`messages.days.${key}`)}
            </Button>
          ))}
        </div>
        <Button type="submit" variant="primary" busy={busy} disabled={day === null}>
          {t('messages.showDay')}
        </Button>
      </form>
    </Dialog>
  );
}
