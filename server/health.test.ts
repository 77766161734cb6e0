// What a node says of itself while parts that it leans on go away and come back, and how long messages took to reach it.
import { createSocket } from 'node:dgram';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { freePort } from '../scripts/run/port.ts';
import { startExchange } from '../test/harness/exchange.ts';
import { startServer } from '../test/harness/server.ts';
import { startTurn } from '../test/harness/turn.ts';
import { answersStun, placeOf } from './infra/stun.ts';
import { createWatch } from './infra/watch.ts';

const ends: (() => unknown)[] = [];
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

const patient = { timeout: 30_000, interval: 100 };
const degraded = async (url: string) => {
  const answer = await fetch(`${url}/health/ready`);
  return [answer.status, ((await answer.json()) as { degraded: string[] }).degraded] as const;
};

test('a node stays ready without files and TURN, and names what is away', async () => {
  const [s3, turn] = [await freePort(), await freePort()];
  const server = await startServer({
    env: {
      ...{ S3_ENDPOINT: `http://127.0.0.1:${s3}`, S3_BUCKET: 'b', S3_ACCESS_KEY_ID: 'key' },
      ...{ S3_SECRET_ACCESS_KEY: 'secret', TURN_SECRET: 'x'.repeat(32) },
      TURN_SERVER_URL: `turn:127.0.0.1:${turn}`,
    },
  });
  ends.push(server.stop);
  const words = [
    'S3 can not be reached: files can neither be brought nor opened',
    `turn:127.0.0.1:${turn} does not answer: calls that need it do not connect`,
  ];
  await expect.poll(() => degraded(server.url), patient).toEqual([200, words]);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toMatch(/^baraza_part_up\{part="files".*\} 0$/m);
}, 60_000);

test('a part that comes back is not named any more', async () => {
  let up = false;
  const told: string[] = [];
  const log = {
    info: (_: object, words: string) => void told.push(words),
    warn: (_: object, words: string) => void told.push(words),
    error: () => undefined,
  };
  const probe = () => (up ? Promise.resolve() : Promise.reject(new Error('away')));
  const watch = createWatch([{ name: 'files', words: 'No files', probe }], log, 20);
  ends.push(watch.start());
  await expect.poll(watch.degraded, patient).toEqual(['No files']);
  up = true;
  await expect.poll(watch.degraded, patient).toEqual([]);
  // Each change is told once, however often it was looked at.
  expect(told).toEqual(['No files', 'A part answers again']);
});

test('coturn answers over UDP, TCP and TLS, and nothing else passes for an answer', async () => {
  const turn = await startTurn({ tls: true });
  ends.push(turn.stop);
  const ask = (url: string) => {
    const place = placeOf(url);
    if (place === null) throw new Error(`${url} is no address`);
    return answersStun(place, 3_000);
  };
  await ask(`turn:127.0.0.1:${turn.port}`);
  await ask(`turn:127.0.0.1:${turn.port}?transport=tcp`);
  await ask(`turns:127.0.0.1:${turn.tls?.port}`);
  const parrot = createSocket('udp4');
  ends.push(() => parrot.close());
  parrot.on('message', (message, { port, address }) => parrot.send(message, port, address));
  await new Promise<void>(resolve => parrot.bind(0, '127.0.0.1', resolve));
  await expect(ask(`stun:127.0.0.1:${parrot.address().port}`)).rejects.toThrow('No answer');
  const web: Server = createServer((_request, response) => response.end('hello'));
  ends.push(() => web.close());
  await new Promise<void>(resolve => web.listen(0, '127.0.0.1', resolve));
  const { port } = web.address() as AddressInfo;
  await expect(ask(`turn:127.0.0.1:${port}?transport=tcp`)).rejects.toThrow(/answer/);
  expect(placeOf('turn:[::1]')).toEqual({ host: '::1', port: 3478, way: 'udp' });
  expect(placeOf('https://example.org')).toBeNull();
}, 60_000);

test('a node measures how long a message took from the node where it arrived to the sockets of its receiver', async () => {
  const exchange = await startExchange();
  ends.push(exchange.stop);
  const { north, south, person } = exchange;
  const [asha, juma] = [await person(north), await person(south)];
  const { id: chatId } = await asha.client.directChat(juma.client);
  const counted = async ({ url }: { url: string }) => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(/^baraza_message_delivery_seconds_count\S* (\d+)$/m.exec(text)?.[1]);
  };
  await asha.socket.request('message_send', { chatId, clientId: 'one', text: 'habari' });
  await juma.socket.event('message_created');
  expect(await counted(south)).toBe(1);
}, 60_000);
