// Redis as large houses run it: a Cluster of three, Sentinels over a master and its replica, and TLS.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { systemParts } from '../../scripts/provision/apt.ts';
import { run } from '../../scripts/provision/command.ts';
import { type Running, start } from '../../scripts/run/child.ts';
import { freePort } from '../../scripts/run/port.ts';
import { removeFolder } from './folder.ts';

const patience = 30_000;
const { program } = systemParts.redis;

async function poll(holds: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + patience;
  for (;;) {
    if (await holds()) return;
    if (performance.now() > deadline) throw new Error(`Waited in vain for ${what}`);
    await sleep(100);
  }
}

/** One command to one server over a connection of its own; null while it can not be reached. */
async function ask(port: number, ...command: [string, ...(string | number)[]]): Promise<unknown> {
  const client = new Redis({ host: '127.0.0.1', port, lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.call(...command);
  } catch {
    return null;
  } finally {
    client.disconnect();
  }
}

async function launch(port: number, args: readonly string[], folder: string): Promise<Running> {
  const all = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder, ...args];
  const running = await start(program, all);
  await poll(async () => (await ask(port, 'PING')) === 'PONG', `redis-server on ${port}`);
  return running;
}

/** Three masters that share the slots. */
export async function startRedisCluster() {
  const folder = mkdtempSync(join(tmpdir(), 'baraza-cluster-'));
  const ports = [await freePort(), await freePort(), await freePort()];
  const buses = [await freePort(), await freePort(), await freePort()];
  const servers = await Promise.all(
    ports.map((port, at) => {
      const file = ['--cluster-config-file', `nodes-${port}.conf`, '--cluster-port', String(buses[at])];
      return launch(port, ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000', ...file], folder);
    }),
  );
  const [first = 0, ...others] = ports;
  const ends = [0, 5461, 10_923, 16_384] as const;
  for (const [at, port] of ports.entries()) {
    await ask(port, 'CLUSTER', 'ADDSLOTSRANGE', ends[at] as number, (ends[at + 1] as number) - 1);
  }
  for (const port of others) {
    await ask(first, 'CLUSTER', 'MEET', '127.0.0.1', port, buses[ports.indexOf(port)] as number);
  }
  for (const port of ports) {
    const isWhole = async () => {
      const info = String(await ask(port, 'CLUSTER', 'INFO'));
      return info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:3');
    };
    await poll(isWhole, 'the cluster');
  }
  return {
    url: `redis+cluster://${ports.map(port => `127.0.0.1:${port}`).join(',')}`,
    /** On how many shards somebody listens to sharded channels. */
    shardsHeard: async () => {
      const heard = await Promise.all(ports.map(port => ask(port, 'PUBSUB', 'SHARDCHANNELS')));
      return heard.filter(channels => Array.isArray(channels) && channels.length > 0).length;
    },
    async stop() {
      await Promise.all(servers.map(server => server.stop({ signal: 'SIGKILL' })));
      await removeFolder(folder);
    },
  };
}

/** A master, a replica, and one Sentinel that decides alone. */
export async function startRedisSentinel() {
  const folder = mkdtempSync(join(tmpdir(), 'baraza-sentinel-'));
  const [master, replica, sentinel] = [await freePort(), await freePort(), await freePort()];
  const first = await launch(master, [], folder);
  const second = await launch(replica, ['--replicaof', '127.0.0.1', String(master)], folder);
  const file = join(folder, 'sentinel.conf');
  const about = ['down-after-milliseconds house 1000', 'failover-timeout house 5000'];
  const lines = [`monitor house 127.0.0.1 ${master} 1`, ...about].map(line => `sentinel ${line}`);
  writeFileSync(file, [`port ${sentinel}`, 'bind 127.0.0.1', `dir ${folder}`, ...lines, ''].join('\n'));
  const watcher = await start(program, [file, '--sentinel']);
  const knows = async () => {
    const found = await ask(sentinel, 'SENTINEL', 'REPLICAS', 'house');
    return Array.isArray(found) && found.length === 1;
  };
  await poll(knows, 'the Sentinel to know the replica');
  return {
    url: `redis+sentinel://127.0.0.1:${sentinel}/house`,
    killMaster: () => first.stop({ signal: 'SIGKILL' }),
    async stop() {
      await Promise.all([first, second, watcher].map(server => server.stop({ signal: 'SIGKILL' })));
      await removeFolder(folder);
    },
  };
}

/** One server that speaks TLS only, under a password. */
export async function startRedisTls() {
  const folder = mkdtempSync(join(tmpdir(), 'baraza-redis-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const kind = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
  ];
  const made = await run('openssl', [...kind, '-keyout', key, '-out', cert, ...subject]);
  if (made.code !== 0) throw new Error(`No certificate: ${made.output}`);
  const port = await freePort();
  const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert];
  const tls = ['--tls-port', String(port), '--tls-auth-clients', 'no', ...files, '--requirepass', 's:e@cret'];
  const server = await start(program, ['--port', '0', '--bind', '127.0.0.1', '--save', '', ...tls]);
  return {
    url: `rediss://:${encodeURIComponent('s:e@cret')}@localhost:${port}/1`,
    ca: cert,
    async stop() {
      await server.stop({ signal: 'SIGKILL' });
      await removeFolder(folder);
    },
  };
}
