// Sending later: times that are near at hand, any other one, and the list of what waits.
import { CalendarClock } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChatId } from '../../../common/ids.ts';
import { useAccount, useApp } from '../context.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Menu } from '../ui/Menu.tsx';
import type { MenuItem } from '../ui/menuItems.tsx';
import { TextField } from '../ui/TextField.tsx';
import { styleOf } from '../ui/timeFormat.ts';
import styles from './composer.module.css';
import { localInput, presetTimes } from './times.ts';
import type { Writing } from './writing.ts';

/** The clock beside the send button. */
export function SendLater({ chatId, writing }: { chatId: ChatId; writing: Writing }) {
  const { t, i18n } = useTranslation();
  const { nav, complain, toasts, clock } = useApp();
  const { scheduled } = useAccount();
  const [asking, setAsking] = useState(false);
  const plan = async (at: Date) => {
    try {
      await scheduled.add(chatId, writing.text.trim(), at, writing.replyTo);
      writing.clear();
      const time = styleOf.full(at, at, i18n.language, t);
      toasts.show({ kind: 'success', text: t('later.planned', { time }) });
    } catch (error) {
      // The text stays where it is.
      complain(error);
    }
  };
  const now = new Date(clock.now());
  const items: readonly MenuItem[] = [
    ...presetTimes(now).map(({ key, at }) => ({
      label: `${t(`later.${key}`)} · ${styleOf.clock(at, now, i18n.language, t)}`,
      disabled: !writing.sendable,
      onSelect: () => void plan(at),
    })),
    { label: t('later.choose'), disabled: !writing.sendable, onSelect: () => setAsking(true) },
    'divider',
    { label: t('later.list'), onSelect: () => nav.openSide({ kind: 'scheduled' }) },
  ];
  return (
    <>
      <Menu items={items} side="top" align="end">
        <IconButton
          icon={CalendarClock}
          label={t('later.title')}
          className={styles.tool}
          data-testid="later"
        />
      </Menu>
      <WhenDialog
        open={asking}
        first={presetTimes(now)[0]?.at ?? now}
        onClose={() => setAsking(false)}
        onChoose={plan}
      />
    </>
  );
}

interface WhenDialogProps {
  open: boolean;
  first: Date;
  onClose: () => void;
  onChoose: (at: Date) => Promise<void>;
}

/** Asks for a date and a time. */
export function WhenDialog({ open, first, onClose, onChoose }: WhenDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog open={open} onClose={onClose} title={t('later.title')} size="sm">
      <WhenForm first={first} onChoose={at => void onChoose(at).then(onClose)} />
    </Dialog>
  );
}

function WhenForm({ first, onChoose }: { first: Date; onChoose: (at: Date) => void }) {
  const { t } = useTranslation();
  const { clock } = useApp();
  const [value, setValue] = useState(() => localInput(first));
  const at = new Date(value);
  const past = !(at.getTime() > clock.now());
  return (
    <form
      className={styles.whenForm}
      onSubmit={event => {
        event.preventDefault();
        if (!past) onChoose(at);
      }}
    >
      <TextField
        label={t('later.when')}
        type="datetime-local"
        value={value}
        min={localInput(new Date(clock.now()))}
        error={past ? t('later.past') : undefined}
        onChange={event => setValue(event.target.value)}
        data-testid="later-when"
      />
      <Button type="submit" variant="primary" disabled={past}>
        {t('later.plan')}
      </Button>
    </form>
  );
}
