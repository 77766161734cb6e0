// Draws the hints exactly under the field's own text, which steps aside for them: no caret and no text is ever changed.
import clsx from 'clsx';
import { type RefObject, useLayoutEffect, useMemo, useRef } from 'react';
import { useAccount } from '../context.ts';
import styles from './composer.module.css';
import { hintsOf } from './hints.ts';

interface HintLayerProps {
  field: RefObject<HTMLTextAreaElement | null>;
  text: string;
}

/** Nothing while there is nothing to show; never there for assistive technology, which has the field. */
export function HintLayer({ field, text }: HintLayerProps) {
  const { replica } = useAccount();
  const layer = useRef<HTMLDivElement>(null);
  const hints = useMemo(() => {
    const knows = (username: string) =>
      Object.values(replica.getState().users).some(user => user.username === username);
    return hintsOf(text, knows);
  }, [replica, text]);
  const shown = hints !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: lines break and scroll with the text
  useLayoutEffect(() => {
    const area = field.current;
    const drawn = layer.current;
    if (!area || !drawn) return;
    const follow = () => {
      drawn.style.width = `${area.clientWidth}px`;
      drawn.scrollTop = area.scrollTop;
    };
    follow();
    area.dataset.hinted = '';
    area.addEventListener('scroll', follow);
    const observer = new ResizeObserver(follow);
    observer.observe(area);
    return () => {
      delete area.dataset.hinted;
      area.removeEventListener('scroll', follow);
      observer.disconnect();
    };
  }, [field, shown, text]);
  if (!shown) return null;
  return (
    <div ref={layer} dir="auto" aria-hidden="true" className={styles.hints} data-testid="hints">
      {hints.map(({ text: piece, looks }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces have nothing but their place
        <span key={index} className={clsx(looks.map(look => styles[look]))}>
          {piece}
        </span>
      ))}
      {/* A last empty line would have no height. */}
      {'\u200b'}
    </div>
  );
}
