// Where the history stands: bottom-anchored, kept in place when older pages join above, following what is new.
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { HistoryRow } from './rows.ts';

interface ScrollOptions {
  readonly rows: readonly HistoryRow[];
  /** The first seq that is shown: it falls when an older page joins. */
  readonly from: number | null;
  readonly onNearTop: () => void;
}

interface HistoryScroll {
  readonly handle: RefObject<VirtualizerHandle | null>;
  /** True only for the render in which rows were added at the start. */
  readonly shift: boolean;
  /** Null until it was measured. */
  readonly atEnd: boolean | null;
  /** The index of the row at the top edge. */
  readonly top: number;
  readonly onScroll: () => void;
  readonly onResize: () => void;
  readonly toEnd: (smooth?: boolean) => void;
}

const nearTop = 800;
const nearEnd = 48;

/** The scroll behaviour of one open chat. */
export function useHistoryScroll({ rows, from, onNearTop }: ScrollOptions): HistoryScroll {
  const handle = useRef<VirtualizerHandle>(null);
  const sticks = useRef(true);
  const placed = useRef(false);
  const before = useRef<{ from: number | null; count: number }>({ from: null, count: 0 });
  const [atEnd, setAtEnd] = useState<boolean | null>(null);
  const [top, setTop] = useState(0);
  const shift = before.current.from !== null && from !== null && from < before.current.from;

  const toEnd = useCallback((smooth = false) => {
    const list = handle.current;
    sticks.current = true;
    if (list) list.scrollToIndex(Number.MAX_SAFE_INTEGER, { align: 'end', smooth });
  }, []);
  const look = useCallback(() => {
    const list = handle.current;
    if (!list || list.viewportSize === 0) return;
    const left = list.scrollSize - list.scrollOffset - list.viewportSize;
    setAtEnd(left < nearEnd);
    setTop(list.findItemIndex(Math.max(0, list.scrollOffset)));
    if (placed.current && list.scrollOffset < nearTop) onNearTop();
    return left;
  }, [onNearTop]);
  const onScroll = useCallback(() => {
    const left = look();
    if (left !== undefined) sticks.current = left < nearEnd;
  }, [look]);
  const onResize = useCallback(() => {
    if (sticks.current) toEnd();
    look();
  }, [look, toEnd]);

  useLayoutEffect(() => {
    const { count } = before.current;
    before.current = { from, count: rows.length };
    if (from === null) return;
    if (!placed.current) {
      placed.current = true;
      const divider = rows.findIndex(row => row.kind === 'unread');
      sticks.current = divider === -1;
      if (divider === -1) toEnd();
      else handle.current?.scrollToIndex(divider, { align: 'start', offset: -64 });
    } else if (rows.length !== count && sticks.current) toEnd();
    look();
  }, [rows, from, toEnd, look]);

  return { handle, shift, atEnd, top, onScroll, onResize, toEnd };
}
