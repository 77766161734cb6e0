// Serves the built web client at /, under the same content security policy as the desktop window.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { contentSecurityPolicy } from '../common/csp.ts';

/** Does nothing where no client is built: the server then serves its API alone. */
export async function registerWeb(app: FastifyInstance, root: string): Promise<boolean> {
  if (!existsSync(join(root, 'index.html'))) return false;
  const policy = contentSecurityPolicy({ connect: null });
  await app.register(fastifyStatic, {
    root,
    wildcard: true,
    // Names of built assets carry a hash of their content; the page itself is always asked for anew.
    cacheControl: false,
    setHeaders(reply, path) {
      reply.header('content-security-policy', policy);
      const lasting = path.includes('/assets/') || path.includes('\\assets\\');
      reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  return true;
}
