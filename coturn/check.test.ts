// The check against real coturns with the settings that we ship.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { startTurn, type TestTurn } from '../test/harness/turn.ts';
import { allocate, type Credentials } from './allocation.ts';
import { check } from './check.ts';
import { probe } from './probe.ts';
import type { Place } from './wire.ts';

let turn: TestTurn;
let tls: { port: number; ca: string };
const host = '127.0.0.1';

beforeAll(async () => {
  turn = await startTurn({ tls: true });
  if (turn.tls === null) throw new Error('No TLS');
  tls = turn.tls;
});
afterAll(() => turn.stop());

const places = (): Place[] => [
  { transport: 'udp', host, port: turn.port },
  { transport: 'tcp', host, port: turn.port },
  { transport: 'tls', host, port: tls.port, ca: tls.ca },
];
function credentials(secondsLeft: number, secret = turn.secret): Credentials {
  const username = `${Math.floor(Date.now() / 1000) + secondsLeft}:someone`;
  return { username, password: createHmac('sha1', secret).update(username).digest('base64') };
}

test('the settings that we ship hold no option that coturn does not know', () => {
  expect(turn.log()).not.toMatch(/bad configuration format|unknown|unrecognized|deprecat/i);
});

describe('over UDP, TCP and TLS', () => {
  test('the relay carries packets there and back', async () => {
    for (const place of places()) {
      expect(await probe(place, credentials(60))).toMatchObject({ works: true, back: 20 });
    }
  });

  test('credentials of another secret, or that have run out, are refused; a second before they hold', async () => {
    for (const place of places()) {
      const refused = { works: false, why: 'it refuses the credentials' };
      expect(await probe(place, credentials(60, 'another'))).toMatchObject(refused);
      expect(await probe(place, credentials(-1))).toMatchObject(refused);
      await (await allocate(place, credentials(5))).release();
    }
  });

  test('the check says so in plain words, with the settings of the server', async () => {
    const urls = `turn:${host}:${turn.port},turns:${host}:${tls.port}`;
    const env = { TURN_SERVER_URL: urls, TURN_SECRET: turn.secret };
    const good = await check({ env, ca: tls.ca, allowPrivate: true });
    expect(good.fine).toBe(true);
    expect(good.lines.map(line => line.split(' ')[0])).toEqual(['UDP', 'TCP', 'TLS']);
    for (const line of good.lines) expect(line).toMatch(/works: 20 of 20 packets came back/);
    const untrusted = await check({ env, allowPrivate: true });
    expect(untrusted.fine).toBe(false);
    expect(untrusted.lines[2]).toMatch(
      /^TLS .* DOES NOT WORK: the encrypted connection fails: .*Check cert and pkey/,
    );
    const wrong = await check({ env: { ...env, TURN_SECRET: 'wrong' }, ca: tls.ca });
    for (const line of wrong.lines) expect(line).toMatch(/refuses the credentials.*must be the same/);
  });

  test('nobody there is told apart by transport', async () => {
    const places: Place[] = [
      { transport: 'udp', host, port: 9 },
      { transport: 'tcp', host, port: 9 },
      { transport: 'tls', host: 'nowhere.invalid', port: 5349 },
    ];
    const verdicts = await Promise.all(places.map(place => probe(place, credentials(60))));
    expect(verdicts).toMatchObject(
      [{ why: 'nobody answers' }, { why: 'nobody listens' }, { why: /is not known/ }].map(verdict => ({
        ...verdict,
        why: expect.stringMatching(verdict.why),
      })),
    );
  });
});

test('as shipped it relays into no private network', async () => {
  const strict = await startTurn({ strict: true });
  try {
    const open = await allocate({ transport: 'udp', host, port: strict.port }, credentials(60));
    const denied = [
      '10.1.2.3',
      '100.64.0.1',
      '127.0.0.1',
      '169.254.169.254',
      '172.31.0.1',
      '192.168.1.1',
      '0.0.0.0',
    ];
    for (const ip of denied) await expect(open.permit({ ip, port: 9 })).rejects.toMatchObject({ code: 403 });
    await open.permit({ ip: '8.8.8.8', port: 9 });
    await open.release();
  } finally {
    await strict.stop();
  }
});

test('one person has so many places at a time as the settings say, another one is not in the way', async () => {
  const quota = Number(/^user-quota=(\d+)/m.exec(conf())?.[1]);
  const place = places()[0] as Place;
  const mine = credentials(60);
  const held = [];
  for (let each = 0; each < quota; each++) held.push(await allocate(place, mine));
  await expect(allocate(place, mine)).rejects.toMatchObject({ code: 486 });
  // Credentials that were renewed are the same person's.
  await expect(allocate(place, credentials(90))).rejects.toMatchObject({ code: 486 });
  const username = `${Math.floor(Date.now() / 1000) + 60}:another`;
  const theirs = { username, password: createHmac('sha1', turn.secret).update(username).digest('base64') };
  await (await allocate(place, theirs)).release();
  for (const allocation of held) await allocation.release();
  const again = async () => (await allocate(place, mine)).release();
  await expect.poll(() => again().then(() => 'held', String), { timeout: 10_000 }).toBe('held');
});

const conf = () => readFileSync(join(import.meta.dirname, 'turnserver.conf'), 'utf8');

test('the total quota is no more than there are ports', () => {
  const number = (name: string) => Number(new RegExp(`^${name}=(\\d+)`, 'm').exec(conf())?.[1]);
  expect(number('total-quota')).toBeLessThanOrEqual(number('max-port') - number('min-port') + 1);
});

test('the compose file starts coturn with these settings, on the network of the machine', () => {
  const compose = parse(readFileSync(join(import.meta.dirname, 'compose.yml'), 'utf8'));
  expect(Object.keys(compose)).toEqual(['services']);
  const { coturn } = compose.services;
  expect(coturn).toMatchObject({ network_mode: 'host', restart: 'unless-stopped' });
  expect(coturn.image).toMatch(/^coturn\/coturn:4\.6\.\d+$/);
  const inside = coturn.command[coturn.command.indexOf('-c') + 1];
  const [mounted] = coturn.volumes.filter((volume: string) => volume.split(':')[1] === inside);
  expect(mounted).toBe(`./turnserver.conf:${inside}:ro`);
  const certificates = [...conf().matchAll(/^(?:cert|pkey)=(.*)$/gm)].map(([, path]) => path ?? '');
  const folders = coturn.volumes.map((volume: string) => volume.split(':')[1]);
  for (const path of certificates)
    expect(folders.some((folder: string) => path.startsWith(folder))).toBe(true);
});
