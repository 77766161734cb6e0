// Starts the server as a process of its own and waits until it is ready.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../provision/say.ts';
import { type Running, start } from './child.ts';

export interface ServerProcess {
  readonly process: Running;
  readonly url: string;
}

export interface ServerOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly port: number;
  readonly logFile?: string;
  readonly ownGroup?: boolean;
  /** Called as soon as the process is there, long before it is ready. */
  readonly onSpawn?: (running: Running) => void;
}

const root = join(import.meta.dirname, '../..');
const READY_MS = 60_000;
const RETRY_MS = 50;
const LAST_LINES = 15;

/** Fresh secrets under the names that the server reads. */
export function serverSecrets(): Record<'JWT_SECRET' | 'MONGODB_ENCRYPTION_KEY' | 'TURN_SECRET', string> {
  return {
    JWT_SECRET: randomBytes(48).toString('base64url'),
    MONGODB_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    TURN_SECRET: randomBytes(32).toString('base64url'),
  };
}

/** Starts `server/main.ts` and waits for /health/ready. */
export async function launchServer({
  env,
  port,
  logFile,
  ownGroup,
  onSpawn,
}: ServerOptions): Promise<ServerProcess> {
  const running = await start(process.execPath, [join(root, 'server/main.ts')], {
    env,
    cwd: root,
    ownGroup: ownGroup ?? false,
    ...(logFile === undefined ? {} : { logFile }),
  });
  onSpawn?.(running);
  const url = `http://${localHost(env.HOST)}:${port}`;
  const where = () => (logFile === undefined ? running.tail() : `${plainEnd(logFile)}See ${logFile}`);
  const ended = running.ended.then(code => {
    throw new Problem(`The server ended while starting (${code})`, where());
  });
  try {
    await Promise.race([ready(url), ended]);
  } catch (error) {
    await running.stop();
    throw error instanceof Problem
      ? error
      : new Problem('The server did not get ready within a minute', where());
  }
  ended.catch(() => undefined);
  return { process: running, url };
}

/** What the server said in plain words at its end, such as everything that is wrong with its configuration. */
function plainEnd(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-LAST_LINES);
  const plain = lines.filter(line => line !== '' && !line.startsWith('{'));
  return plain.map(line => `${line}\n`).join('');
}

// Listening on all addresses includes loopback; a single other address does not.
function localHost(host: string | undefined): string {
  if (!host || host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

async function ready(url: string): Promise<void> {
  const deadline = performance.now() + READY_MS;
  let last: unknown;
  while (performance.now() < deadline) {
    try {
      const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
      await response.body?.cancel();
      if (response.ok) return;
      last = new Error(`/health/ready answered ${response.status}`);
    } catch (error) {
      // Not listening yet.
      last = error;
    }
    await sleep(RETRY_MS);
  }
  throw new Error('Not ready', { cause: last });
}
