// The safe subset of Markdown that messages are written in: text to a tree of parts, never to HTML.
import { splitLinks } from './links.ts';

export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'strike'; readonly parts: readonly Inline[] }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
  | { readonly kind: 'mention'; readonly text: string; readonly username: string };

export type Block =
  | { readonly kind: 'paragraph'; readonly parts: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string; readonly language: string }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | {
      readonly kind: 'list';
      readonly ordered: boolean;
      readonly start: number;
      readonly items: readonly (readonly Inline[])[];
    };

/** Whether a username that stands behind an @ is someone's here. */
export type Knows = (username: string) => boolean;

const mostDepth = 4;
const fence = /^\s{0,3}```([\w+#.-]{0,20})\s*$/;
const bullet = /^\s{0,3}[-*•]\s+(?=\S)/;
const number = /^\s{0,3}(\d{1,4})[.)]\s+(?=\S)/;
const quoted = /^\s{0,3}>\s?/;

/** Reads a message. What is not understood stays text, character by character. */
export function parseMarkdown(text: string, knows: Knows, depth = 0): readonly Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  let plain: string[] = [];
  const endPlain = () => {
    const joined = plain.join('\n').replace(/^\n+|\n+$/g, '');
    if (joined !== '') blocks.push({ kind: 'paragraph', parts: parseInline(joined, knows) });
    plain = [];
  };
  let index = 0;
  while (index < lines.length) {
    const block = readBlock(lines, index, knows, depth);
    if (block === null) {
      plain.push(lines[index] ?? '');
      index += 1;
    } else {
      endPlain();
      blocks.push(block.block);
      index = block.next;
    }
  }
  endPlain();
  return blocks;
}

interface Read {
  readonly block: Block;
  readonly next: number;
}

function readBlock(lines: readonly string[], index: number, knows: Knows, depth: number): Read | null {
  const line = lines[index] ?? '';
  const opened = fence.exec(line);
  if (opened) {
    const end = lines.findIndex((other, at) => at > index && /^\s{0,3}```\s*$/.test(other));
    if (end === -1) return null;
    const text = lines.slice(index + 1, end).join('\n');
    return { block: { kind: 'code', text, language: opened[1] ?? '' }, next: end + 1 };
  }
  if (quoted.test(line) && depth < mostDepth) {
    const next = endOf(lines, index, quoted);
    const inner = lines.slice(index, next).map(one => one.replace(quoted, ''));
    return { block: { kind: 'quote', blocks: parseMarkdown(inner.join('\n'), knows, depth + 1) }, next };
  }
  for (const [ordered, mark] of [
    [false, bullet],
    [true, number],
  ] as const) {
    const first = mark.exec(line);
    if (!first) continue;
    const next = endOf(lines, index, mark);
    const items = lines.slice(index, next).map(one => parseInline(one.replace(mark, ''), knows));
    return { block: { kind: 'list', ordered, start: Number(first[1] ?? 1), items }, next };
  }
  return null;
}

function endOf(lines: readonly string[], from: number, mark: RegExp): number {
  let end = from;
  while (end < lines.length && mark.test(lines[end] ?? '')) end += 1;
  return end;
}

const marks = [
  ['**', 'bold'],
  ['~~', 'strike'],
  ['*', 'italic'],
  ['_', 'italic'],
] as const;
const isWord = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character);
const isSpace = (character: string | undefined) => character === undefined || /\s/.test(character);

/** Reads the marks within a line or a paragraph. */
export function parseInline(text: string, knows: Knows, depth = 0): readonly Inline[] {
  const parts: Inline[] = [];
  const hopeless = new Set<string>();
  let from = 0;
  let index = 0;
  const push = (part: Inline, end: number) => {
    if (index > from) parts.push(...plainParts(text.slice(from, index), knows));
    parts.push(part);
    from = end;
    index = end;
  };
  while (index < text.length) {
    const found = codeAt(text, index, hopeless) ?? markAt(text, index, hopeless, depth);
    if (found?.mark === '`') push({ kind: 'code', text: found.inner }, found.end);
    else if (found)
      push({ kind: kindOf(found.mark), parts: parseInline(found.inner, knows, depth + 1) }, found.end);
    else index = skip(text, index);
  }
  if (from < text.length) parts.push(...plainParts(text.slice(from), knows));
  return parts;
}

// An address is passed over whole: what looks like a mark inside of it is none.
function skip(text: string, index: number): number {
  if (text[index] !== 'h' || !text.startsWith('https://', index)) return index + 1;
  const length = /^\S+/.exec(text.slice(index, index + 2_048))?.[0].length ?? 1;
  return index + length;
}

interface Found {
  readonly mark: string;
  readonly inner: string;
  readonly end: number;
}

function codeAt(text: string, index: number, hopeless: Set<string>): Found | null {
  if (text[index] !== '`' || hopeless.has('`')) return null;
  const end = text.indexOf('`', index + 1);
  if (end === -1) hopeless.add('`');
  if (end <= index + 1) return null;
  return { mark: '`', inner: text.slice(index + 1, end), end: end + 1 };
}

function markAt(text: string, index: number, hopeless: Set<string>, depth: number): Found | null {
  if (depth >= mostDepth) return null;
  for (const [mark] of marks) {
    if (!text.startsWith(mark, index) || hopeless.has(mark)) continue;
    const start = index + mark.length;
    if (isWord(text[index - 1]) || isSpace(text[start]) || text[start] === mark[0]) continue;
    const end = closing(text, start, mark);
    if (end === null) hopeless.add(mark);
    else return { mark, inner: text.slice(start, end), end: end + mark.length };
  }
  return null;
}

function closing(text: string, start: number, mark: string): number | null {
  for (let at = text.indexOf(mark, start + 1); at !== -1; at = text.indexOf(mark, at + 1)) {
    const after = at + mark.length;
    const whole = mark.length === 2 || (text[after] !== mark && text[at - 1] !== mark);
    if (whole && !isSpace(text[at - 1]) && !isWord(text[after])) return at;
  }
  return null;
}

function kindOf(mark: string): 'bold' | 'italic' | 'strike' {
  return marks.find(([other]) => other === mark)?.[1] ?? 'italic';
}

function plainParts(text: string, knows: Knows): readonly Inline[] {
  return splitLinks(text).flatMap((part): readonly Inline[] =>
    'href' in part ? [{ kind: 'link', ...part }] : mentionParts(part.text, knows),
  );
}

const mention = /(?<![\p{L}\p{N}_.@-])@([A-Za-z0-9][A-Za-z0-9._-]{0,31})/gu;

function mentionParts(text: string, knows: Knows): readonly Inline[] {
  const parts: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(mention)) {
    // What ends a sentence is no part of a name, unless the name has it.
    const username = [match[1] ?? '', (match[1] ?? '').replace(/[._-]+$/, '')].find(knows);
    if (username === undefined) continue;
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) });
    parts.push({ kind: 'mention', text: `@${username}`, username });
    from = match.index + username.length + 1;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}

/** A message on one line, without its marks: for lists, quotes and notices. */
export function plainText(text: string): string {
  return parseMarkdown(text, () => false)
    .map(flatBlock)
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function flatBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return flatInline(block.parts);
    case 'code':
      return block.text;
    case 'quote':
      return block.blocks.map(flatBlock).join(' ');
    case 'list':
      return block.items.map(flatInline).join(', ');
  }
}

function flatInline(parts: readonly Inline[]): string {
  return parts.map(part => ('parts' in part ? flatInline(part.parts) : part.text)).join('');
}
