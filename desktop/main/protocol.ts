// Serves the built page from app://baraza/, each answer with the policy that names the chosen server only.
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import type { Protocol } from 'electron';
import { contentSecurityPolicy } from '../../common/csp.ts';
import { isCode } from './files.ts';
import { isOwnPage, SCHEME } from './origin.ts';

export interface Page {
  status: number;
  type: string;
  headers: Record<string, string>;
  body: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** The file below the root that an address names; null for anything outside it. */
export function fileFor(root: string, url: string): string | null {
  if (!isOwnPage(url)) return null;
  let path: string;
  try {
    path = decodeURIComponent(new URL(url).pathname);
  } catch {
    return null;
  }
  if (path.includes('\0') || path.includes('\\') || path.split('/').includes('..')) return null;
  const file = normalize(join(root, path === '' || path === '/' ? 'index.html' : path));
  return file.startsWith(normalize(root) + sep) ? file : null;
}

/** Answers a request for one file of the page. */
export async function servePage(root: string, url: string, server: string | null): Promise<Page> {
  const headers = {
    'Content-Security-Policy': contentSecurityPolicy({ connect: server }),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cache-Control': 'no-cache',
  };
  const file = fileFor(root, url);
  const body = file === null ? null : await readOrNull(file);
  if (file === null || body === null) {
    return { status: 404, type: 'text/plain; charset=utf-8', headers, body: Buffer.from('Not found') };
  }
  return { status: 200, type: TYPES[extname(file)] ?? 'application/octet-stream', headers, body };
}

async function readOrNull(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'EISDIR') || isCode(error, 'ENOTDIR')) return null;
    throw error;
  }
}

/** Tells the engine what kind of scheme ours is; only before the app is ready. */
export function registerScheme(protocol: Protocol): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true, stream: true };
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }]);
}

/** Serves the page; engines before 25 lack protocol.handle and take whole buffers. */
export function servePages(protocol: Protocol, root: string, server: () => string | null): void {
  if ('handle' in protocol) {
    protocol.handle(SCHEME, async request => {
      const page = await servePage(root, request.url, server());
      const headers = { ...page.headers, 'Content-Type': page.type };
      return new Response(new Uint8Array(page.body), { status: page.status, headers });
    });
    return;
  }
  (protocol as Protocol).registerBufferProtocol(SCHEME, (request, answer) => {
    servePage(root, request.url, server()).then(
      page =>
        answer({
          statusCode: page.status,
          mimeType: page.type.replace(/;.*/, ''),
          charset: 'utf-8',
          headers: page.headers,
          data: page.body,
        }),
      () => answer({ error: -2 }),
    );
  });
}
