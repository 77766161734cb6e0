// `npm run check:turn`: proves with the server's own settings that coturn relays, over each transport, and nothing else.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { UserId } from '../common/ids.ts';
import { complain, Problem, say } from '../scripts/provision/say.ts';
import { createTurn } from '../server/calls/turn.ts';
import { systemClock } from '../server/context.ts';
import type { Credentials } from './allocation.ts';
import { probe, reaches, type Verdict } from './probe.ts';
import type { Place, Transport } from './wire.ts';

const usage = `npm run check:turn [-- options]
  reads TURN_SERVER_URL and TURN_SECRET (or TURN_USERNAME and TURN_PASSWORD) as the server does
  --ca FILE            trusts this certificate for turns:, beyond the system's
  --allow-private      does not complain that private networks can be reached`;

const inside = ['127.0.0.1', '10.0.0.1', '172.16.0.1', '192.168.0.1', '169.254.169.254'];

interface Asked {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly ca?: string | undefined;
  readonly allowPrivate?: boolean | undefined;
}

/** All lines of the answer, and whether everything is as it must be. */
export async function check({ env, ca, allowPrivate }: Asked): Promise<{ fine: boolean; lines: string[] }> {
  const { places, credentials } = readSettings(env, ca);
  const lines: string[] = [];
  let fine = true;
  for (const place of places) {
    const verdict = await probe(place, credentials);
    fine &&= verdict.works;
    lines.push(`${nameOf(place)}  ${words(verdict)}`);
    if (verdict.works && allowPrivate !== true && !lines.some(line => line.startsWith('Private'))) {
      const { open, line } = await privateNetworks(place, credentials);
      fine &&= !open;
      lines.push(line);
    }
  }
  return { fine, lines };
}

async function privateNetworks(place: Place, credentials: Credentials) {
  const reached: string[] = [];
  for (const ip of inside) if (await reaches(place, credentials, ip)) reached.push(ip);
  if (reached.length === 0)
    return { open: false, line: 'Private networks  cannot be reached through it: good' };
  const line = `Private networks  CAN BE REACHED through it (${reached.join(', ')}). Add the denied-peer-ip lines of coturn/turnserver.conf`;
  return { open: true, line };
}

function words(verdict: Verdict): string {
  if (!verdict.works) return `DOES NOT WORK: ${verdict.why}. ${verdict.remedy}`;
  const { sent, back, milliseconds } = verdict;
  const way = `${milliseconds.toFixed(1)} ms there and back`;
  return `works: ${back} of ${sent} packets came back through the relay, ${way}`;
}

const nameOf = ({ transport, host, port }: Place) => `${transport.toUpperCase()} ${host}:${port}`;

function readSettings(env: Asked['env'], ca: string | undefined) {
  const urls = (env.TURN_SERVER_URL ?? '')
    .split(',')
    .map(url => url.trim())
    .filter(url => /^turns?:/.test(url));
  const [secret, username, password] = [env.TURN_SECRET, env.TURN_USERNAME, env.TURN_PASSWORD];
  if (urls.length === 0 || !(secret || (username && password))) {
    throw new Problem('TURN_SERVER_URL and TURN_SECRET are not set', usage);
  }
  const config = {
    urls,
    secret: secret || null,
    username: username ?? null,
    password: password ?? null,
    ttl: 120,
  };
  // What a person gets from GET /calls/ice-servers.
  const { iceServers } = createTurn(config, systemClock).iceServersFor('check' as UserId);
  const given = iceServers.find(server => server.credential !== undefined);
  const credentials = { username: given?.username ?? '', password: given?.credential ?? '' };
  return { places: (given?.urls ?? []).map(url => placeOf(url, ca)), credentials };
}

function placeOf(url: string, ca: string | undefined): Place {
  const [, scheme, host, port, transport] =
    /^(turns?):([^:?]+)(?::(\d+))?(?:\?transport=(udp|tcp))?$/.exec(url) ?? [];
  if (host === undefined) throw new Problem(`${url} is no address of a TURN server`, usage);
  const isTls = scheme === 'turns';
  const way: Transport = isTls ? 'tls' : transport === 'tcp' ? 'tcp' : 'udp';
  return { transport: way, host, port: Number(port ?? (isTls ? 5349 : 3478)), ca };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { ca: { type: 'string' }, 'allow-private': { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) return say(usage);
  const ca = values.ca === undefined ? undefined : readFileSync(values.ca, 'utf8');
  const { fine, lines } = await check({ env: process.env, ca, allowPrivate: values['allow-private'] });
  for (const line of lines) say(line);
  if (!fine) process.exitCode = 1;
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    process.exitCode = 1;
    complain(error);
  }
}
