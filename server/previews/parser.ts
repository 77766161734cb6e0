// Reads what a page says of itself from its head: a tokenizer for tags, in one pass, that runs nothing.

export interface Said {
  title: string;
  description?: string;
  site?: string;
}

const longestTitle = 200;
const longestDescription = 300;
const longestSite = 100;

/** Content of these is text, not tags. */
const raw = new Set(['script', 'style', 'noscript', 'template', 'textarea', 'iframe', 'svg']);
const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  laquo: '«',
  raquo: '»',
  copy: '©',
  reg: '®',
};

/** Null for a page without a title. */
export function readHead(html: string): Said | null {
  const meta = new Map<string, string>();
  let title = '';
  let at = 0;
  for (;;) {
    at = html.indexOf('<', at);
    if (at === -1) break;
    if (html.startsWith('<!--', at)) {
      at = endOf(html, '-->', at);
      continue;
    }
    const { name, attributes, end } = readTag(html, at);
    at = end;
    if (name === 'body' || name === '/head') break;
    if (name === 'meta') {
      const key = (attributes.get('property') ?? attributes.get('name') ?? '').toLowerCase();
      const content = attributes.get('content') ?? '';
      if (content !== '' && !meta.has(key)) meta.set(key, content);
    } else if (name === 'title' || raw.has(name)) {
      const close = findClose(html, name, at);
      if (name === 'title' && title === '') title = html.slice(at, close);
      at = close;
    }
  }
  return toSaid(meta, title);
}

function toSaid(meta: ReadonlyMap<string, string>, title: string): Said | null {
  const shown = clean(meta.get('og:title') ?? title, longestTitle);
  if (shown === '') return null;
  const said: Said = { title: shown };
  const text = meta.get('og:description') ?? meta.get('description') ?? '';
  const description = clean(text, longestDescription);
  const site = clean(meta.get('og:site_name') ?? '', longestSite);
  if (description !== '') said.description = description;
  if (site !== '') said.site = site;
  return said;
}

function readTag(html: string, start: number) {
  const nameEnd = skip(html, start + 1, /[a-z0-9/!?-]/i);
  const name = html.slice(start + 1, nameEnd).toLowerCase();
  const attributes = new Map<string, string>();
  let at = nameEnd;
  while (at < html.length && html[at] !== '>') {
    at = skip(html, at, /[\s/]/);
    if (at >= html.length || html[at] === '>') break;
    const keyEnd = skip(html, at, /[^\s=>/]/);
    const key = html.slice(at, keyEnd).toLowerCase();
    // A lone "=" is part of no name; it must not stop the reading.
    at = keyEnd === at ? at + 1 : keyEnd;
    const equals = skip(html, at, /\s/);
    if (html[equals] !== '=') continue;
    const value = readValue(html, skip(html, equals + 1, /\s/));
    if (key !== '' && !attributes.has(key)) attributes.set(key, value.text);
    at = value.end;
  }
  return { name, attributes, end: Math.min(at + 1, html.length) };
}

function readValue(html: string, at: number): { text: string; end: number } {
  const quote = html[at];
  if (quote === '"' || quote === "'") {
    const close = html.indexOf(quote, at + 1);
    const end = close === -1 ? html.length : close;
    return { text: html.slice(at + 1, end), end: end + 1 };
  }
  const end = skip(html, at, /[^\s>]/);
  return { text: html.slice(at, end), end };
}

function skip(html: string, from: number, sign: RegExp): number {
  let at = from;
  while (at < html.length && sign.test(html[at] ?? '')) at += 1;
  return at;
}

function endOf(html: string, mark: string, from: number): number {
  const at = html.indexOf(mark, from);
  return at === -1 ? html.length : at + mark.length;
}

function findClose(html: string, name: string, from: number): number {
  const close = new RegExp(`</${name}`, 'gi');
  close.lastIndex = from;
  return close.exec(html)?.index ?? html.length;
}

/** Plain text of one line: entities read, control signs and those that turn the reading direction dropped. */
function clean(text: string, longest: number): string {
  const plain = text
    .replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi, (all, what: string) => entity(what) ?? all)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/[\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g, '')
    .trim();
  const signs = [...plain];
  return signs.length <= longest
    ? plain
    : `${signs
        .slice(0, longest - 1)
        .join('')
        .trimEnd()}…`;
}

function entity(what: string): string | undefined {
  if (!what.startsWith('#')) return named[what.toLowerCase()];
  const code = what[1]?.toLowerCase() === 'x' ? Number.parseInt(what.slice(2), 16) : Number(what.slice(1));
  const valid = code > 0 && code <= 0x10_ff_ff && (code < 0xd8_00 || code > 0xdf_ff);
  return valid ? String.fromCodePoint(code) : '';
}
