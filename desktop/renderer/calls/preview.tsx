// One's own picture in a corner; it can be dragged, or moved with the arrow keys.
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCallsState } from './context.ts';
import styles from './preview.module.css';
import { Video } from './video.tsx';

interface Corner {
  readonly block: 'start' | 'end';
  readonly inline: 'start' | 'end';
}
interface Drag {
  readonly fromX: number;
  readonly fromY: number;
  readonly x: number;
  readonly y: number;
}

/** Lies where it was left for the time of the call. */
export function OwnPreview() {
  const { t } = useTranslation();
  const camera = useCallsState(({ local }) => local.camera);
  const [corner, setCorner] = useState<Corner>({ block: 'end', inline: 'end' });
  const [drag, setDrag] = useState<Drag | null>(null);
  if (!camera) return null;

  const down = (event: PointerEvent<HTMLButtonElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ fromX: event.clientX, fromY: event.clientY, x: 0, y: 0 });
  };
  const move = (event: PointerEvent) => {
    setDrag(held => held && { ...held, x: event.clientX - held.fromX, y: event.clientY - held.fromY });
  };
  const up = (event: PointerEvent<HTMLButtonElement>) => {
    setDrag(null);
    if (drag && Math.hypot(drag.x, drag.y) > 8) setCorner(cornerAt(event.currentTarget));
  };
  const key = ({ key }: KeyboardEvent) => setCorner(now => movedBy(key, now));
  return (
    <button
      type="button"
      aria-label={t('calls.ownPreview')}
      aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown"
      className={styles.preview}
      data-block={corner.block}
      data-inline={corner.inline}
      data-dragged={drag !== null}
      style={drag ? { transform: `translate(${drag.x}px, ${drag.y}px)` } : undefined}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={() => setDrag(null)}
      onKeyDown={key}
    >
      <Video track={camera} mirrored data-testid="call-local-video" />
    </button>
  );
}

function cornerAt(element: HTMLElement): Corner {
  const { left, top, width, height } = element.getBoundingClientRect();
  const onLeft = left + width / 2 < window.innerWidth / 2;
  const leftIsStart = getComputedStyle(element).direction === 'ltr';
  return {
    block: top + height / 2 < window.innerHeight / 2 ? 'start' : 'end',
    inline: onLeft === leftIsStart ? 'start' : 'end',
  };
}

function movedBy(key: string, corner: Corner): Corner {
  const leftIsStart = document.dir !== 'rtl';
  if (key === 'ArrowUp') return { ...corner, block: 'start' };
  if (key === 'ArrowDown') return { ...corner, block: 'end' };
  if (key === 'ArrowLeft') return { ...corner, inline: leftIsStart ? 'start' : 'end' };
  if (key === 'ArrowRight') return { ...corner, inline: leftIsStart ? 'end' : 'start' };
  return corner;
}
