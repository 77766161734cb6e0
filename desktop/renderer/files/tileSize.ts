// How large a picture stands in a bubble: its own shape within bounds, known before a byte of it has come.
import type { StoredFile } from '../../../common/files/file.ts';

const widest = 360;
const highest = 400;
const narrowest = 140;

/** Its own, or cut to fit among others. */
export type TileShape = 'own' | 'square' | 'wide';

export interface TileSize {
  readonly width?: number;
  readonly aspectRatio: string;
}

/** As a style. A very long or very flat picture is cut to fit. */
export function tileSize(
  { width = 16, height = 9 }: Pick<Partial<StoredFile>, 'width' | 'height'>,
  shape: TileShape,
): TileSize {
  if (shape !== 'own') return { aspectRatio: shape === 'square' ? '1' : '2' };
  const small = width < narrowest && height < narrowest;
  const known = Math.max(1, width) / Math.max(1, height);
  const scaled = Math.min(small ? narrowest : Math.max(width, 240), widest, highest * known);
  const shown = Math.max(narrowest, Math.round(scaled));
  const tall = Math.min(highest, Math.max(80, Math.round(shown / known)));
  return { width: shown, aspectRatio: `${shown} / ${tall}` };
}
