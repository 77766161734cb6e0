// The rooms of the window: rail, list, conversation, and a side pane; one at a time where it is narrow.
import clsx from 'clsx';
import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './Panes.module.css';
import { clampListWidth, listWidths } from './panes.ts';

interface PanesProps {
  rail: ReactNode;
  list: ReactNode;
  conversation: ReactNode;
  side?: ReactNode;
  /** Above everything: a Banner. */
  banner?: ReactNode;
  /** The one pane that a narrow window shows; the rail stands by the list. */
  narrow: 'list' | 'conversation' | 'side';
  listWidth: number;
  /** Called when a drag or a key ends, so that the width can be kept. */
  onListWidth: (width: number) => void;
}

/** The frame of the app. `side` is drawn only when given. */
export function Panes({
  rail,
  list,
  conversation,
  side,
  banner,
  narrow,
  listWidth,
  onListWidth,
}: PanesProps) {
  const [dragged, setDragged] = useState<number | null>(null);
  const width = clampListWidth(dragged ?? listWidth);
  return (
    <div
      className={styles.frame}
      data-narrow={narrow}
      style={{ '--list-width': `${width}px` } as CSSProperties}
    >
      {banner}
      <div className={styles.panes}>
        <div className={styles.rail}>{rail}</div>
        <div className={styles.list}>{list}</div>
        <Divider width={width} onDrag={setDragged} onSettle={onListWidth} />
        <main className={clsx(styles.conversation)}>{conversation}</main>
        {side && <aside className={styles.side}>{side}</aside>}
      </div>
    </div>
  );
}

interface DividerProps {
  width: number;
  onDrag: (width: number | null) => void;
  onSettle: (width: number) => void;
}

function Divider({ width, onDrag, onSettle }: DividerProps) {
  const { t } = useTranslation();
  const [start, setStart] = useState<{ readonly x: number; readonly width: number } | null>(null);
  const toward = (event: { currentTarget: Element }) =>
    getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1;
  const keyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowRight: 16 * toward(event), ArrowLeft: -16 * toward(event) };
    const ends: Record<string, number> = { Home: listWidths.least, End: listWidths.most };
    const next = ends[event.key] ?? width + (steps[event.key] ?? 0);
    if (next === width) return;
    event.preventDefault();
    onSettle(clampListWidth(next));
  };
  const move = (event: PointerEvent) => {
    if (start) onDrag(clampListWidth(start.width + (event.clientX - start.x) * toward(event)));
  };
  const end = () => {
    if (!start) return;
    setStart(null);
    onDrag(null);
    onSettle(width);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a divider with a value that keys change is no <hr>
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={t('common.resizeList')}
      aria-valuemin={listWidths.least}
      aria-valuemax={listWidths.most}
      aria-valuenow={width}
      tabIndex={0}
      className={clsx(styles.divider, start && styles.dragging)}
      onKeyDown={keyDown}
      onDoubleClick={() => onSettle(listWidths.usual)}
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setStart({ x: event.clientX, width });
      }}
      onPointerMove={move}
      onPointerUp={end}
      onLostPointerCapture={end}
    />
  );
}
