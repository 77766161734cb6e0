// ICE servers and their credentials.
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import type { UserId } from '../../common/ids.ts';
import { createTurn } from './turn.ts';

const clock = { now: () => new Date('2026-03-01T12:00:00.900Z') };
const asha = 'asha' as UserId;
const none = { secret: null, username: null, password: null, ttl: 600 };

test('credentials follow the TURN REST formula: HMAC-SHA1 over "<expiry>:<user>" in base64', () => {
  const turn = createTurn({ ...none, urls: ['turn:turn.example.org:3478'], secret: 'north' }, clock);
  const { iceServers, ttl } = turn.iceServersFor(asha);
  const username = `${Date.parse('2026-03-01T12:00:00Z') / 1000 + 600}:asha`;
  expect(ttl).toBe(600);
  expect(iceServers).toEqual([
    { urls: ['stun:turn.example.org:3478'] },
    {
      urls: ['turn:turn.example.org:3478', 'turn:turn.example.org:3478?transport=tcp'],
      username,
      credential: createHmac('sha1', 'north').update(username).digest('base64'),
    },
  ]);
});

test('the formula gives what openssl gives', () => {
  // printf '1772370000:asha' | openssl dgst -sha1 -hmac north -binary | base64
  const turn = createTurn({ ...none, urls: ['turn:t.example.org'], secret: 'north', ttl: 3600 }, clock);
  expect(turn.iceServersFor(asha).iceServers[1]).toMatchObject({
    username: '1772370000:asha',
    credential: '1HR2wmiDCG+jjvOC/53ZYSpYvak=',
  });
});

test('without a secret the static name and password are given', () => {
  const urls = ['turns:t.example.org:5349?transport=tcp'];
  const turn = createTurn({ ...none, urls, username: 'u', password: 'p' }, clock);
  expect(turn.iceServersFor(asha).iceServers).toEqual([{ urls, username: 'u', credential: 'p' }]);
});

test('STUN alone needs no credentials, and nothing configured is an empty list', () => {
  const stun = createTurn({ ...none, urls: ['stun:s.example.org'] }, clock);
  expect(stun.iceServersFor(asha).iceServers).toEqual([{ urls: ['stun:s.example.org'] }]);
  expect(createTurn(null, clock).iceServersFor(asha).iceServers).toEqual([]);
});

test('a URL over TCP only gives no STUN over UDP', () => {
  const urls = ['turn:t.example.org:3478?transport=tcp'];
  const turn = createTurn({ ...none, urls, secret: 'north' }, clock);
  expect(turn.iceServersFor(asha).iceServers).toHaveLength(1);
});

test('[CALL8] credentials hold for as long as the operator says, and the reply tells how long', () => {
  const turn = createTurn({ ...none, urls: ['turn:t.example.org'], secret: 'north', ttl: 10 }, clock);
  const { iceServers, ttl } = turn.iceServersFor(asha);
  expect(ttl).toBe(10);
  expect(iceServers[1]?.username).toBe(`${Date.parse('2026-03-01T12:00:10Z') / 1000}:asha`);
});
