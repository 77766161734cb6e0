// Fetches files with progress, a checked hash, and short patience for hosts that do not answer.
import { createHash } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { connect } from 'node:net';
import { Problem, progress } from './say.ts';

const CONNECT_MS = 4_000;
const STALL_MS = 30_000;

/** Whether a TCP connection to the host can be opened within seconds. */
export async function reachable(host: string, port = 443): Promise<boolean> {
  try {
    const { address } = await lookup(host);
    const socket = connect({ host: address, port });
    try {
      await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_MS) });
      return true;
    } finally {
      socket.destroy();
    }
  } catch {
    // Every way of not getting through has the same meaning here: take the next source.
    return false;
  }
}

/** GET with a limit on the time to the first byte. */
export async function get(url: string, headers: Record<string, string> = {}): Promise<Response> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new Error(`${new URL(url).host} did not answer`)), STALL_MS / 2);
  try {
    return await fetch(url, { headers, signal: abort.signal });
  } finally {
    clearTimeout(timer);
  }
}

export interface Download {
  readonly label: string;
  readonly url: string;
  readonly file: string;
  readonly sha256: string;
}

/** Writes a URL to a file; what does not have the expected hash is refused. */
export async function download({ label, url, file, sha256 }: Download): Promise<void> {
  const response = await get(url);
  if (!response.ok || !response.body) throw new Error(`${url} answered ${response.status}`);
  const total = Number(response.headers.get('content-length')) || undefined;
  const line = progress(label);
  const hash = createHash('sha256');
  const out = createWriteStream(file);
  const failed = once(out, 'error').then(([error]) => Promise.reject(error));
  // Awaited below together with the writing; this only keeps an early failure from counting as unhandled.
  failed.catch(() => undefined);
  const reader = response.body.getReader();
  let done = 0;
  try {
    for (;;) {
      const part = await Promise.race([stalls(reader.read(), url), failed]);
      if (part.done) break;
      hash.update(part.value);
      done += part.value.byteLength;
      line.update(done, total);
      if (!out.write(part.value)) await Promise.race([once(out, 'drain'), failed]);
    }
    out.end();
    await Promise.race([once(out, 'close'), failed]);
  } finally {
    line.end();
    out.destroy();
    // Whatever ended the download is already on its way to the caller.
    await reader.cancel().catch(() => undefined);
  }
  if (hash.digest('hex') !== sha256) {
    throw new Problem(
      `${label}: what ${new URL(url).host} sent is not the expected file`,
      'Try again; if it happens again, someone may be tampering with the connection',
    );
  }
}

function stalls<T>(promise: Promise<T>, url: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${new URL(url).host} stopped sending`)), STALL_MS);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
