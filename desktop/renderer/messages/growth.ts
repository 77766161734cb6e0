// The height of the writing field: that of its text, whenever it can be seen.
import { type RefObject, useLayoutEffect } from 'react';

interface Measured {
  readonly value: string;
  readonly scrollHeight: number;
  readonly clientWidth: number;
  readonly style: { height: string };
}

/** Makes a field as high as its text; an empty one is one line. One that is hidden has no width and keeps its height. */
export function grow(area: Measured): void {
  // What is measured of an empty field is its placeholder, broken anew at each width that a window passes through.
  if (area.value === '') {
    area.style.height = '';
    return;
  }
  if (area.clientWidth === 0) return;
  area.style.height = '0';
  area.style.height = `${area.scrollHeight}px`;
}

/** Follows the text, and the width: lines break anew, and a hidden field could not be measured. */
export function useGrowth(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    if (field.current) grow(field.current);
  }, [text]);
  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    let width = area.clientWidth;
    const observer = new ResizeObserver(() => {
      if (area.clientWidth === width) return;
      width = area.clientWidth;
      grow(area);
    });
    observer.observe(area);
    return () => observer.disconnect();
  }, [field]);
}
