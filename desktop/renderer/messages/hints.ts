// What the writing field shows of marks while one types: the same text, cut into pieces with a look each.
import { type Block, type Inline, type Knows, parseMarkdown } from './markdown.ts';

export type Look = 'bold' | 'italic' | 'strike' | 'code' | 'quote' | 'link' | 'mention' | 'mark';

export interface Hint {
  readonly text: string;
  readonly looks: readonly Look[];
}

/** Longer texts are shown plain: typing in them must cost nothing. */
const most = 2_000;
const marked = /[*_~`>@]|https?:\/\//;

/** Joined, the pieces are the text; null where there is nothing to show. */
export function hintsOf(text: string, knows: Knows): readonly Hint[] | null {
  if (text.length > most || !marked.test(text)) return null;
  const hints: Hint[] = [];
  let cursor = 0;
  const between = (to: number) => {
    const gap = text.slice(cursor, to);
    if (gap !== '') hints.push({ text: gap, looks: gap.trim() === '' ? [] : ['mark'] });
    cursor = to;
  };
  // Parts come in the order of the text; what lies between them is marks.
  const put = (part: string, looks: readonly Look[]) => {
    for (const line of part.split('\n')) {
      const at = line === '' ? -1 : text.indexOf(line, cursor);
      if (at === -1) continue;
      between(at);
      hints.push({ text: line, looks });
      cursor = at + line.length;
    }
  };
  for (const block of parseMarkdown(text, knows)) putBlock(block, [], put);
  between(text.length);
  return hints.some(({ looks }) => looks.length > 0) ? hints : null;
}

type Put = (part: string, looks: readonly Look[]) => void;

function putBlock(block: Block, looks: readonly Look[], put: Put): void {
  switch (block.kind) {
    case 'paragraph':
      putInline(block.parts, looks, put);
      return;
    case 'code':
      put(block.text, [...looks, 'code']);
      return;
    case 'quote':
      for (const inner of block.blocks) putBlock(inner, [...looks, 'quote'], put);
      return;
    case 'list':
      for (const item of block.items) putInline(item, looks, put);
      return;
  }
}

function putInline(parts: readonly Inline[], looks: readonly Look[], put: Put): void {
  for (const part of parts) {
    if ('parts' in part) putInline(part.parts, [...looks, part.kind], put);
    else put(part.text, part.kind === 'text' ? looks : [...looks, part.kind]);
  }
}
