// The socket as clients meet it, good and bad ones: each mistake gets its code, and the server lives on.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { limits } from '../../common/limits.ts';
import { connect, newPerson, type TestClient, type TestSocket } from '../../test/harness/client.ts';
import { startServer, type TestServer } from '../../test/harness/server.ts';

let server: TestServer;
let amina: TestClient;
let baraka: TestClient;
let stranger: TestClient;
let chatId: string;

beforeAll(async () => {
  server = await startServer();
  [amina, baraka, stranger] = await Promise.all([
    newPerson(server.url, 'Amina'),
    newPerson(server.url, 'Baraka'),
    newPerson(server.url, 'Chausiku'),
  ]);
  chatId = (await amina.directChat(baraka)).id;
});
afterAll(() => server.stop());

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    error => (error as { code: string }).code,
  );

const total = async () => (await amina.messages(chatId, '?limit=200')).length;

describe('hello', () => {
  test('tells who one is and how the heart beats', async () => {
    const socket = await connect(server.url);
    const reply = await socket.request('hello', { token: amina.session.accessToken });
    expect(reply).toMatchObject({ userId: amina.id, deviceId: amina.session.deviceId });
    expect(reply.heartbeatMs).toBeGreaterThan(0);
    expect(Math.abs(Date.parse(reply.serverTime) - Date.now())).toBeLessThan(60_000);
    await socket.close();
  });

  test('with a forged token is refused and closes with 4401', async () => {
    const socket = await connect(server.url);
    const [head, , tail] = amina.session.accessToken.split('.');
    const claims = Buffer.from(JSON.stringify({ sub: amina.id, did: 'x', exp: 9e9 })).toString('base64url');
    expect(await code(socket.request('hello', { token: `${head}.${claims}.${tail}` }))).toBe('unauthorized');
    expect(await socket.closed).toBe(4401);
  });

  test('not said within five seconds closes with 4408', async () => {
    expect(await (await connect(server.url)).closed).toBe(4408);
  });

  test('must come first', async () => {
    const socket = await connect(server.url);
    expect(await code(socket.raw({ type: 'typing', data: { chatId, active: true } }))).toBe('unauthorized');
    await socket.request('hello', { token: amina.session.accessToken });
    await socket.close();
  });

  test('said twice is a conflict, and the connection lives on', async () => {
    const socket = await amina.socket();
    expect(await code(socket.request('hello', { token: amina.session.accessToken }))).toBe('conflict');
    expect(await code(socket.raw({ type: 'typing', data: { chatId, active: false } }))).toBe('ok');
    await socket.close();
  });
});

describe('bad input', () => {
  let socket: TestSocket;
  beforeAll(async () => {
    socket = await amina.socket();
  });
  afterAll(() => socket.close());

  const send = (data: Record<string, unknown>) => code(socket.raw({ type: 'message_send', data }));
  const good = () => ({ chatId, clientId: randomUUID(), text: 'Habari' });

  test('frames that are no JSON, no object or have no id are answered without an id', async () => {
    const before = socket.strays.length;
    for (const text of ['{', '"text"', '[]', 'null', '{"type":"hello"}', '{"id":"1","type":"hello"}', ''])
      socket.text(text);
    await socket.until(() => socket.strays.length >= before + 7, 'seven refusals');
    expect(new Set(socket.strays.map(error => error.code))).toEqual(new Set(['bad_request']));
    expect(await send(good())).toBe('ok');
  });

  test('unknown types, wrong types and missing fields are bad_request, and nothing is written', async () => {
    const before = await total();
    expect(await code(socket.raw({ type: 'nonsense', data: {} }))).toBe('bad_request');
    expect(await code(socket.raw({ type: 'constructor', data: {} }))).toBe('bad_request');
    expect(await send({ ...good(), text: 7 })).toBe('bad_request');
    expect(await send({ ...good(), chatId: { $gt: '' } })).toBe('bad_request');
    expect(await send({ ...good(), clientId: '' })).toBe('bad_request');
    expect(await send({ chatId, text: 'no clientId' })).toBe('bad_request');
    expect(await send({ ...good(), text: '  \n ' })).toBe('bad_request');
    expect(await code(socket.raw({ type: 'message_send' }))).toBe('bad_request');
    expect(await code(socket.raw({ type: 'read', data: { chatId, seq: -1 } }))).toBe('bad_request');
    expect(await total()).toBe(before);
  });

  test('text over 10,000 characters is too_large, exactly 10,000 is fine', async () => {
    expect(await send({ ...good(), text: 'x'.repeat(limits.textCharacters + 1) })).toBe('too_large');
    expect(await send({ ...good(), text: '🌍'.repeat(limits.textCharacters) })).toBe('ok');
  });

  test('a foreign chat is forbidden, one that is not there too', async () => {
    const foreign = await stranger.socket();
    const before = await total();
    expect(await code(foreign.raw({ type: 'message_send', data: good() }))).toBe('forbidden');
    expect(await code(foreign.raw({ type: 'read', data: { chatId, seq: 1 } }))).toBe('forbidden');
    expect(await code(foreign.raw({ type: 'typing', data: { chatId, active: true } }))).toBe('forbidden');
    expect(await send({ ...good(), chatId: 'nowhere' })).toBe('forbidden');
    expect(await total()).toBe(before);
    await foreign.close();
  });

  test('a frame over 64 KiB closes with 1009, and the next connection works', async () => {
    const own = await amina.another();
    const large = await own.socket();
    large.text('x'.repeat(limits.frameBytes + 1));
    expect(await large.closed).toBe(1009);
    await (await own.socket()).close();
  });

  test('a burst over the limit is answered frame by frame, and the connection lives on', async () => {
    const own = await amina.another();
    const socket = await own.socket();
    const outcomes = await Promise.all(
      Array.from({ length: 400 }, () =>
        code(socket.raw({ type: 'typing', data: { chatId, active: false } })),
      ),
    );
    expect(new Set(outcomes)).toEqual(new Set(['ok', 'rate_limited']));
    await socket.close();
  });

  test('persistent abuse closes with 4429', async () => {
    const own = await amina.another();
    const abuser = await own.socket();
    for (let index = 0; index < 200; index++) abuser.text('{');
    expect(await abuser.closed).toBe(4429);
  });
});

describe('sessions', () => {
  test('a revoked device is told and closes with 4401, and its token is worth nothing', async () => {
    const other = await amina.another();
    const socket = await other.socket();
    const { status } = await amina.rest('DELETE', `/devices/${other.session.deviceId}`);
    expect(status).toBe(204);
    await socket.event('session_revoked');
    expect(await socket.closed).toBe(4401);
    expect((await other.rest('GET', '/me')).status).toBe(401);
  });

  test('a newer socket of the same device takes the place of the older one', async () => {
    const older = await stranger.socket();
    const newer = await stranger.socket();
    expect(await older.closed).toBe(1000);
    await newer.close();
  });
});
