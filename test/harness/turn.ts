// A coturn of one's own on loopback, with the short-lived credentials that the server hands out.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { which } from '../../scripts/provision/command.ts';
import { start } from '../../scripts/run/child.ts';
import { freePort, portState } from '../../scripts/run/port.ts';

export interface TestTurn {
  readonly port: number;
  readonly secret: string;
  /** The server's environment for it. */
  readonly env: { readonly TURN_SERVER_URL: string; readonly TURN_SECRET: string };
  log(): string;
  stop(): Promise<void>;
}

const READY_MS = 15_000;
const REALM = 'baraza.test';

/** Starts coturn over UDP and TCP on a free port and waits until it listens. */
export async function startTurn(secret = 'turn-secret-for-tests'): Promise<TestTurn> {
  const program = which('turnserver');
  if (!program) throw new Error('coturn is not installed (npm test installs it)');
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'baraza-turn-'));
  const config = join(folder, 'turnserver.conf');
  writeFileSync(config, configuration(port, secret, folder), { mode: 0o600 });
  const running = await start(program, ['-c', config], { cwd: folder });
  const deadline = performance.now() + READY_MS;
  while ((await portState(port, '127.0.0.1')) === 'free') {
    if (performance.now() > deadline) {
      await running.stop();
      throw new Error(`coturn did not get ready: ${running.tail()}`);
    }
    await sleep(50);
  }
  return {
    port,
    secret,
    env: { TURN_SERVER_URL: `turn:127.0.0.1:${port}`, TURN_SECRET: secret },
    log: running.tail,
    stop: async () => {
      await running.stop({ graceMs: 5_000 });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configuration(port: number, secret: string, folder: string): string {
  return `listening-ip=127.0.0.1
relay-ip=127.0.0.1
listening-port=${port}
realm=${REALM}
use-auth-secret
static-auth-secret=${secret}
fingerprint
allow-loopback-peers
no-cli
no-tls
no-dtls
no-multicast-peers
log-file=stdout
simple-log
pidfile=${join(folder, 'turnserver.pid')}
userdb=${join(folder, 'turndb')}
`;
}
