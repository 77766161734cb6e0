// Brings the message that one jumps to into view, and lets it stand out for a moment.
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { ChatId } from '../../../common/ids.ts';
import { useAccount, useApp } from '../context.ts';
import type { HistoryRow } from './rows.ts';

const litMs = 2_500;

/** Waits until the target's row is there. */
export function useTarget(chatId: ChatId, rows: readonly HistoryRow[], toRow: (index: number) => void): void {
  const { desk } = useAccount();
  const { timers } = useApp();
  const target = useStore(desk.store, held => (held.target?.chatId === chatId ? held.target : null));
  useEffect(() => {
    if (target === null) return;
    const index = rows.findIndex(
      row => (row.kind === 'message' || row.kind === 'system') && row.message.seq === target.seq,
    );
    if (index === -1) return;
    toRow(index);
    // Heights are known only once rows were drawn: the second time it stands where it belongs.
    timers.after(60, () => toRow(index));
    desk.arrived(target);
    timers.after(litMs, () => desk.dim(target));
  }, [target, rows, toRow, desk, timers]);
}
