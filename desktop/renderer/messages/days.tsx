// The names of days in the history: between messages, and standing still above those that pass.
import clsx from 'clsx';
import { useTranslation } from 'react-i18next';
import type { ChatId } from '../../../common/ids.ts';
import { useAccount, useNow } from '../context.ts';
import { Time } from '../ui/Time.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import styles from './list.module.css';
import type { HistoryRow } from './rows.ts';

/** The name of a day; a click leads to any other one. */
export function Day({ at, chatId, floating }: { at: string; chatId: ChatId; floating?: boolean }) {
  const { t } = useTranslation();
  const { desk } = useAccount();
  return (
    <Tooltip label={t('messages.toDay')} shortcut="Mod+G">
      <button
        type="button"
        // The one that floats repeats a name that stands further up.
        tabIndex={floating ? -1 : undefined}
        className={styles.pill}
        onClick={() => desk.ask({ kind: 'day', chatId })}
        data-testid="day-pill"
      >
        <Time at={at} now={useNow()} kind="day" />
      </button>
    </Tooltip>
  );
}

/** The day of what is at the top edge, standing still while its messages pass below. */
export function FloatingDay({
  rows,
  top,
  chatId,
}: {
  rows: readonly HistoryRow[];
  top: number;
  chatId: ChatId;
}) {
  const row = rows[top];
  const next = rows[top + 1];
  const standing = row?.kind === 'day' || row?.kind === 'beginning' || next?.kind === 'day';
  const at =
    row?.kind === 'message' || row?.kind === 'system'
      ? row.message.createdAt
      : row?.kind === 'outgoing'
        ? row.entry.createdAt
        : row?.kind === 'call'
          ? row.line.at
          : null;
  if (at === null || standing) return null;
  return (
    <div className={clsx(styles.day, styles.floating)} aria-hidden="true">
      <Day at={at} chatId={chatId} floating />
    </div>
  );
}
