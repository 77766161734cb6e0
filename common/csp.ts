// The content security policy of the client: one shape for the desktop window and the web client.

/** The http(s) and ws(s) addresses of one origin, as sources of a policy. */
function sourcesOf(origin: string): { http: string; socket: string } {
  const match = /^http(s?):\/\/([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i.exec(origin);
  if (match === null) throw new Error(`Not an origin that a policy can name: ${JSON.stringify(origin)}`);
  return { http: origin, socket: origin.replace(/^http/i, 'ws') };
}

/**
 * The policy as the value of a Content-Security-Policy header. `connect` is the origin of the one server that the
 * client may talk to, null before one is chosen. Inline styles are allowed as attributes only, because positioned
 * parts (menus, virtual lists) need them.
 */
export function contentSecurityPolicy({ connect }: { connect: string | null }): string {
  const server = connect === null ? null : sourcesOf(connect);
  const http = server === null ? '' : ` ${server.http}`;
  const socket = server === null ? '' : ` ${server.socket}`;
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    `img-src 'self' data: blob:${http}`,
    `media-src 'self' blob:${http}`,
    "font-src 'self'",
    `connect-src 'self'${http}${socket}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
