// A coturn of one's own on loopback, with the settings that we ship and the short-lived credentials that the server hands out.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run, which } from '../../scripts/provision/command.ts';
import { start } from '../../scripts/run/child.ts';
import { freePort, portState } from '../../scripts/run/port.ts';
import { removeFolder } from './folder.ts';

export interface TestTurn {
  readonly port: number;
  readonly secret: string;
  /** The server's environment for it, over UDP and TCP. */
  readonly env: { readonly TURN_SERVER_URL: string; readonly TURN_SECRET: string };
  /** With `tls`: its port, and the certificate to trust. */
  readonly tls: { readonly port: number; readonly ca: string } | null;
  log(): string;
  stop(): Promise<void>;
}

export interface TestTurnOptions {
  readonly secret?: string;
  readonly tls?: boolean;
  /** Exactly as shipped: relays to loopback are refused, so that no media can flow here. */
  readonly strict?: boolean;
}

const READY_MS = 15_000;
const host = '127.0.0.1';
const shipped = join(import.meta.dirname, '../../coturn/turnserver.conf');

/** Starts coturn on free ports and waits until it listens. */
export async function startTurn(options: TestTurnOptions = {}): Promise<TestTurn> {
  const program = which('turnserver');
  if (!program) throw new Error('coturn is not installed (npm test installs it)');
  const { secret = 'turn-secret-for-tests', tls = false, strict = false } = options;
  const folder = mkdtempSync(join(tmpdir(), 'baraza-turn-'));
  const ports = { plain: await freePort(), tls: await freePort() };
  if (tls) await makeCertificate(folder);
  const config = join(folder, 'turnserver.conf');
  writeFileSync(config, settings(folder, secret, ports, { tls, strict }), { mode: 0o600 });
  const running = await start(program, ['-c', config], { cwd: folder });
  const deadline = performance.now() + READY_MS;
  for (const port of tls ? [ports.plain, ports.tls] : [ports.plain]) {
    while ((await portState(port, host)) === 'free') {
      if (performance.now() > deadline) {
        await running.stop();
        throw new Error(`coturn did not get ready: ${running.tail()}`);
      }
      await sleep(50);
    }
  }
  return {
    port: ports.plain,
    secret,
    env: { TURN_SERVER_URL: `turn:${host}:${ports.plain}`, TURN_SECRET: secret },
    tls: tls ? { port: ports.tls, ca: readFileSync(join(folder, 'cert.pem'), 'utf8') } : null,
    log: running.tail,
    stop: async () => {
      await running.stop({ graceMs: 5_000 });
      await removeFolder(folder);
    },
  };
}

/** What we ship, with everything that is marked CHANGE there changed. */
function settings(
  folder: string,
  secret: string,
  ports: { readonly plain: number; readonly tls: number },
  { tls, strict }: { readonly tls: boolean; readonly strict: boolean },
): string {
  const own: Record<string, string | true> = {
    'listening-ip': host,
    'relay-ip': host,
    'listening-port': String(ports.plain),
    'tls-listening-port': String(ports.tls),
    realm: 'baraza.test',
    'static-auth-secret': secret,
    ...(tls ? { cert: join(folder, 'cert.pem'), pkey: join(folder, 'key.pem') } : { 'no-tls': true }),
    ...(strict ? {} : { 'allow-loopback-peers': true }),
    'log-file': 'stdout',
    'simple-log': true,
    pidfile: join(folder, 'turnserver.pid'),
    userdb: join(folder, 'turndb'),
  };
  const dropped = new Set([...Object.keys(own), 'external-ip', 'cert', 'pkey']);
  const kept = readFileSync(shipped, 'utf8')
    .split('\n')
    .filter(line => !dropped.has(line.split('=')[0] ?? '') && (strict || !line.includes('=127.')));
  const lines = Object.entries(own).map(([name, value]) => (value === true ? name : `${name}=${value}`));
  return `${[...kept, ...lines].join('\n')}\n`;
}

async function makeCertificate(folder: string): Promise<void> {
  const subject = ['-subj', '/CN=baraza.test', '-addext', `subjectAltName=IP:${host},DNS:localhost`];
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const { code, output } = await run('openssl', ['req', '-x509', ...key, ...subject, ...files]);
  if (code !== 0) throw new Error(`openssl could not make a certificate: ${output}`);
}
