// Deep links: what a baraza:// address may say, and nothing else.

export type Link =
  | { kind: 'chat'; chatId: string }
  | { kind: 'user'; username: string }
  | { kind: 'invite'; token: string; server: string };

const MAX_LINK_LENGTH = 2048;
const CHAT_ID = /^[A-Za-z0-9_-]{1,64}$/;
const USERNAME = /^[A-Za-z0-9._-]{1,64}$/;
const TOKEN = /^[A-Za-z0-9_-]{8,256}$/;

/** The origin of an http or https address without credentials, path, query and hash; null for anything else. */
export function parseServerOrigin(text: string): string | null {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  const plain = url.pathname === '/' && url.search === '' && url.hash === '' && !/[?#]/.test(text);
  const web = url.protocol === 'https:' || url.protocol === 'http:';
  return web && plain && url.username === '' && url.password === '' ? url.origin : null;
}

/** Reads a deep link; null when it is not exactly one of the known shapes. */
export function parseLink(text: string): Link | null {
  if (text.length > MAX_LINK_LENGTH) return null;
  const match = /^baraza:\/\/(chat|user|invite)\/([^/?#]+)\/?(?:\?([^#]*))?$/.exec(text);
  if (match === null) return null;
  const [, kind, value = '', query] = match;
  if (kind === 'invite') return parseInvite(value, query);
  if (query !== undefined) return null;
  if (kind === 'chat') return CHAT_ID.test(value) ? { kind, chatId: value } : null;
  return USERNAME.test(value) ? { kind: 'user', username: value } : null;
}

function parseInvite(token: string, query: string | undefined): Link | null {
  const parameters = new URLSearchParams(query ?? '');
  const names = [...parameters.keys()];
  if (names.length !== 1 || names[0] !== 'server' || !TOKEN.test(token)) return null;
  const server = parseServerOrigin(parameters.get('server') ?? '');
  return server === null ? null : { kind: 'invite', token, server };
}
