// The order and the words of the self-test; gathering itself is proved where there is a real engine.
import { expect, test } from 'vitest';
import { runSelfTest, serversFor, type TestResults } from './selfTest.ts';
import { handClock } from './testing.ts';

const servers = [
  { urls: ['stun:relay.example:3478'] },
  {
    urls: [
      'turn:relay.example:3478?transport=udp',
      'turn:relay.example:3478?transport=tcp',
      'turns:relay.example:5349?transport=tcp',
    ],
    username: 'u',
    credential: 'c',
  },
];

test('each transport is tried with its own addresses and the credentials of the server', () => {
  const urls = (name: 'stun' | 'udp' | 'tcp' | 'tls') => serversFor(name, servers).flatMap(each => each.urls);
  expect(urls('stun')).toEqual(['stun:relay.example:3478']);
  expect(urls('udp')).toEqual(['turn:relay.example:3478?transport=udp']);
  expect(urls('tcp')).toEqual(['turn:relay.example:3478?transport=tcp']);
  expect(urls('tls')).toEqual(['turns:relay.example:5349?transport=tcp']);
  expect(serversFor('udp', servers)[0]).toMatchObject({ username: 'u', credential: 'c' });
});

const means = {
  clock: handClock(),
  tryDevice: async (slot: 'audio' | 'camera') => slot === 'audio',
  iceServers: async () => servers,
  gathers: async (tried: readonly { urls: string[] }[]) => !tried[0]?.urls[0]?.endsWith('tcp'),
  relays: async () => true,
};

test('what fails does not stop what comes after it', async () => {
  const seen: TestResults[] = [];
  const results = await runSelfTest(means, each => seen.push(each));
  expect(results).toEqual({
    microphone: 'ok',
    camera: 'failed',
    server: 'ok',
    stun: 'ok',
    udp: 'ok',
    tcp: 'failed',
    tls: 'failed',
    media: 'ok',
  });
  expect(seen[0]).toMatchObject({ microphone: 'running', camera: 'waiting' });
});

test('without a server there is nothing to try, and nothing is said to work', async () => {
  const away = { ...means, iceServers: () => Promise.reject(new Error('away')) };
  expect(await runSelfTest(away, () => undefined)).toMatchObject({
    server: 'failed',
    stun: 'absent',
    udp: 'absent',
    media: 'absent',
  });
});
