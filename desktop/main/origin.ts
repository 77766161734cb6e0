// Where our own page lives, and how to tell it from every other.

export const SCHEME = 'app';
export const HOST = 'baraza';
export const START_PAGE = `${SCHEME}://${HOST}/index.html`;

/** True for an address inside our own page's origin. */
export function isOwnPage(url: string): boolean {
  try {
    const { protocol, host, username, password } = new URL(url);
    return protocol === `${SCHEME}:` && host === HOST && username === '' && password === '';
  } catch {
    return false;
  }
}

/** True for an address that may be handed to the system's browser or mail program. */
export function isOutsideLink(url: string): boolean {
  if (url.length > 4096) return false;
  try {
    return ['https:', 'http:', 'mailto:'].includes(new URL(url).protocol);
  } catch {
    return false;
  }
}
