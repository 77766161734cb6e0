// Finds links in plain text; only https ones, so that nothing else can be clicked.

export type TextPart = { readonly text: string } | { readonly text: string; readonly href: string };

const address = /https:\/\/[^\s<>"'`]+/giu;
// What ends a sentence rather than an address.
const trailing = new Set('.,;:!?…)]}»”’');

/** Cuts a text into plain parts and links. */
export function splitLinks(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(address)) {
    const href = trim(match[0]);
    if (!isHttps(href)) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    parts.push({ text: href, href });
    from = match.index + href.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

function trim(found: string): string {
  let end = found.length;
  while (trailing.has(found[end - 1] ?? '')) end -= 1;
  // A bracket that was opened inside belongs to the address.
  if (found[end] === ')' && found.slice(0, end).includes('(')) end += 1;
  return found.slice(0, end);
}

/** Whether an address may be opened with a click. */
export function isHttps(text: string): boolean {
  try {
    const url = new URL(text);
    return url.protocol === 'https:' && url.hostname.includes('.') && url.username === '';
  } catch {
    return false;
  }
}
