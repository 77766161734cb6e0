// Where the history stands: bottom-anchored, kept in place when older pages join above, following what is new.
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { HistoryRow } from './rows.ts';

interface ScrollOptions {
  readonly rows: readonly HistoryRow[];
  /** The first seq that is shown: it falls when an older page joins. */
  readonly from: number | null;
  /** What is shown ends before the newest. */
  readonly island: boolean;
  readonly onNearTop: () => void;
  readonly onNearEnd: () => void;
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
  /** Brings a row to the middle and stays there. */
  readonly toRow: (index: number) => void;
}

interface Before {
  readonly from: number | null;
  readonly count: number;
  readonly island: boolean;
}

const nearTop = 800;
const nearEnd = 48;

/** The scroll behaviour of one open chat. */
export function useHistoryScroll(options: ScrollOptions): HistoryScroll {
  const { rows, from, island, onNearTop, onNearEnd } = options;
  const handle = useRef<VirtualizerHandle>(null);
  const sticks = useRef(true);
  const placed = useRef(false);
  const before = useRef<Before>({ from: null, count: 0, island });
  const [atEnd, setAtEnd] = useState<boolean | null>(null);
  const [top, setTop] = useState(0);
  const same = before.current.island === island;
  const shift = same && before.current.from !== null && from !== null && from < before.current.from;

  const toEnd = useCallback((smooth = false) => {
    const list = handle.current;
    sticks.current = true;
    if (list) list.scrollToIndex(Number.MAX_SAFE_INTEGER, { align: 'end', smooth });
  }, []);
  const toRow = useCallback((index: number) => {
    sticks.current = false;
    handle.current?.scrollToIndex(index, { align: 'center' });
  }, []);
  const look = useCallback(() => {
    const list = handle.current;
    if (!list || list.viewportSize === 0) return;
    const left = list.scrollSize - list.scrollOffset - list.viewportSize;
    setAtEnd(left < nearEnd && !island);
    setTop(list.findItemIndex(Math.max(0, list.scrollOffset)));
    if (placed.current && list.scrollOffset < nearTop) onNearTop();
    if (island && left < nearTop) onNearEnd();
    return left;
  }, [onNearTop, onNearEnd, island]);
  const onScroll = useCallback(() => {
    const left = look();
    if (left !== undefined) sticks.current = left < nearEnd && !island;
  }, [look, island]);
  const onResize = useCallback(() => {
    if (sticks.current) toEnd();
    look();
  }, [look, toEnd]);

  useLayoutEffect(() => {
    const { count } = before.current;
    before.current = { from, count: rows.length, island };
    if (from === null) return;
    if (!placed.current) {
      placed.current = true;
      const divider = rows.findIndex(row => row.kind === 'unread');
      sticks.current = divider === -1 && !island;
      if (island) {
        // The jump that made the island says where to stand.
      } else if (divider === -1) toEnd();
      else handle.current?.scrollToIndex(divider, { align: 'start', offset: -64 });
    } else if (rows.length !== count && sticks.current) toEnd();
    look();
  }, [rows, from, island, toEnd, look]);

  return { handle, shift, atEnd, top, onScroll, onResize, toEnd, toRow };
}
