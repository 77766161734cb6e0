// Marks in a text what a search has found: by the same folding as the search's own.
import { fold } from '../../../common/messages/search.ts';

export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

/** Cuts a text so that words beginning with one of those found stand alone. */
export function splitFound(text: string, found: readonly string[]): readonly Piece[] {
  const wanted = found.map(fold).filter(Boolean);
  const pieces: Piece[] = [];
  let from = 0;
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const folded = fold(word);
    const inner = wanted.some(one => folded.startsWith(one) || (isCjk(one) && folded.includes(one)));
    if (!inner) continue;
    if (index > from) pieces.push({ text: text.slice(from, index), marked: false });
    pieces.push({ text: word, marked: true });
    from = index + word.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), marked: false });
  return pieces;
}

// Scripts without spaces are indexed by pairs of characters.
const isCjk = (text: string) =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(text);

/** The stretch of a long text around what was found. */
export function excerpt(text: string, found: readonly string[], length = 120): string {
  const first = splitFound(text, found).findIndex(piece => piece.marked);
  const at = splitFound(text, found)
    .slice(0, Math.max(0, first))
    .reduce((sum, piece) => sum + piece.text.length, 0);
  if (at < length / 2) return text.slice(0, length * 2);
  return `…${text.slice(at - length / 4, at + length * 2)}`;
}
