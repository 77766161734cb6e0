// Accounts and sessions over the wire.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SignedIn } from '../../common/auth/user.ts';
import { call, newPerson } from '../../test/harness/client.ts';
import { startServer, type TestServer } from '../../test/harness/server.ts';
import { hashPassword, verifyPassword } from './passwords.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const post = <T = SignedIn>(path: string, body: unknown) => call<T>(server.url, 'POST', path, { body });
const name = () => `n${randomUUID().slice(0, 8)}`;
const password = 'long enough';

describe('passwords', () => {
  test('verify against their own hash only', async () => {
    const hash = await hashPassword(password);
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verifyPassword(password, hash)).toBe(true);
    expect(await verifyPassword(`${password}!`, hash)).toBe(false);
    expect(await verifyPassword(password, null)).toBe(false);
  });
});

describe('registering', () => {
  test('signs in at once', async () => {
    const username = name();
    const { status, body } = await post('/auth/register', {
      username,
      displayName: 'Amina Wanjiku',
      password,
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ user: { username, displayName: 'Amina Wanjiku' }, expiresIn: 900 });
    const me = await call(server.url, 'GET', '/me', { token: body.accessToken });
    expect(me.body).toEqual({ user: body.user });
  });

  test('[PATCH1] a profile takes what it knows; an unknown field is refused and changes nothing', async () => {
    const { body } = await post('/auth/register', { username: name(), displayName: 'Amina', password });
    const token = body.accessToken;
    const patch = (path: string, change: unknown) => call(server.url, 'PATCH', path, { token, body: change });
    const refused = await patch('/me', { displayName: 'Asha', username: 'asha' });
    expect([refused.status, refused.body.error?.code]).toEqual([400, 'bad_request']);
    expect((await call(server.url, 'GET', '/me', { token })).body).toEqual({ user: body.user });
    expect((await patch('/me', { displayName: 'Asha' })).body).toMatchObject({
      user: { displayName: 'Asha' },
    });
    expect((await patch('/me/preferences', { quiet: true })).status).toBe(400);
  });

  test('of a taken name is a conflict, whatever its case', async () => {
    const username = name();
    await post('/auth/register', { username, displayName: 'A', password });
    const again = await post('/auth/register', {
      username: username.toUpperCase(),
      displayName: 'B',
      password,
    });
    expect([again.status, again.body.error?.code]).toEqual([409, 'conflict']);
  });

  test.each([
    [{ username: 'a', displayName: 'A', password }],
    [{ username: 'has space', displayName: 'A', password }],
    [{ username: { $ne: null }, displayName: 'A', password }],
    [{ username: 'fine-name', displayName: '   ', password }],
    [{ username: 'fine-name', displayName: 'A', password: 'short' }],
    [{}],
  ])('with bad input %j is bad_request', async body => {
    const answer = await post('/auth/register', body);
    expect([answer.status, answer.body.error?.code]).toEqual([400, 'bad_request']);
  });
});

describe('signing in', () => {
  test('needs the right password, and tells no difference between a wrong one and an unknown name', async () => {
    const username = name();
    await post('/auth/register', { username, displayName: 'A', password });
    expect((await post('/auth/login', { username, password })).status).toBe(200);
    const wrong = await post('/auth/login', { username, password: 'something else' });
    const unknown = await post('/auth/login', { username: name(), password });
    expect(wrong.status).toBe(401);
    expect(wrong.body).toEqual(unknown.body);
  });

  test('gives each device its own session, listed and ended one by one', async () => {
    const person = await newPerson(server.url);
    const other = await person.another();
    const { body } = await person.rest<{ devices: { id: string; current: boolean }[] }>('GET', '/devices');
    expect(body.devices.map(device => [device.id, device.current]).sort()).toEqual(
      [
        [person.session.deviceId, true],
        [other.session.deviceId, false],
      ].sort(),
    );
    expect((await other.rest('POST', '/auth/logout')).status).toBe(204);
    expect((await other.rest('GET', '/me')).status).toBe(401);
    expect((await person.rest('GET', '/me')).status).toBe(200);
  });
});

describe('refresh tokens', () => {
  test('rotate', async () => {
    const { session } = await newPerson(server.url);
    const { status, body } = await post('/auth/refresh', { refreshToken: session.refreshToken });
    expect(status).toBe(200);
    expect(body.refreshToken).not.toBe(session.refreshToken);
    expect(body.deviceId).toBe(session.deviceId);
  });

  test('used twice end the whole session', async () => {
    const person = await newPerson(server.url);
    const { body: second } = await post('/auth/refresh', { refreshToken: person.session.refreshToken });
    const stolen = await post('/auth/refresh', { refreshToken: person.session.refreshToken });
    expect([stolen.status, stolen.body.error?.code]).toEqual([401, 'unauthorized']);
    expect((await post('/auth/refresh', { refreshToken: second.refreshToken })).status).toBe(401);
    expect((await call(server.url, 'GET', '/me', { token: second.accessToken })).status).toBe(401);
  });

  test('at once from two places: one wins at most, and the session ends', async () => {
    const person = await newPerson(server.url);
    const body = { refreshToken: person.session.refreshToken };
    const answers = await Promise.all([post('/auth/refresh', body), post('/auth/refresh', body)]);
    expect(answers.filter(answer => answer.status === 200).length).toBeLessThanOrEqual(1);
    expect((await person.rest('GET', '/me')).status).toBe(401);
  });

  test('that were made up are refused', async () => {
    expect((await post('/auth/refresh', { refreshToken: 'made up' })).status).toBe(401);
  });
});

describe('a password change', () => {
  test('needs the current one and ends the other sessions', async () => {
    const person = await newPerson(server.url);
    const other = await person.another();
    const change = (currentPassword: string) =>
      person.rest('PUT', '/me/password', { currentPassword, newPassword: 'something newer' });
    expect((await change('wrong')).status).toBe(403);
    expect((await change('correct horse battery')).status).toBe(204);
    expect((await other.rest('GET', '/me')).status).toBe(401);
    expect((await person.rest('GET', '/me')).status).toBe(200);
  });
});

describe('the directory', () => {
  test('finds by the start of names, whatever case and accents', async () => {
    const person = await newPerson(server.url, 'Zoë Ångström');
    for (const query of ['zoe', 'ANG', 'ang zo', `@${person.session.user.username.slice(0, 9)}`]) {
      const { body } = await person.rest<{ users: { id: string }[] }>(
        'GET',
        `/users?query=${encodeURIComponent(query)}`,
      );
      expect(body.users.map(user => user.id)).toContain(person.id);
    }
    const odd = await person.rest<{ users: unknown[] }>('GET', `/users?query=${encodeURIComponent('.*(')}`);
    expect(odd.body.users).toEqual([]);
  });
});

describe('REST bad input', () => {
  test('broken JSON, wrong content type, oversize body and unknown addresses get their codes', async () => {
    const raw = async (headers: Record<string, string>, body: string) => {
      const response = await fetch(`${server.url}/api/v1/auth/login`, { method: 'POST', headers, body });
      return [response.status, ((await response.json()) as { error: { code: string } }).error.code];
    };
    const json = { 'content-type': 'application/json' };
    expect(await raw(json, '{"username":')).toEqual([400, 'bad_request']);
    expect(await raw({ 'content-type': 'application/xml' }, '<a/>')).toEqual([415, 'unsupported_type']);
    expect(await raw(json, JSON.stringify({ username: 'x'.repeat(1024 * 1024) }))).toEqual([
      413,
      'too_large',
    ]);
    const nowhere = await call(server.url, 'GET', '/nowhere');
    expect([nowhere.status, nowhere.body.error?.code]).toEqual([404, 'not_found']);
    const broken = await call(server.url, 'GET', '/users/%E0%A4%A');
    expect([broken.status, broken.body.error?.code]).toEqual([400, 'bad_request']);
    expect((await call(server.url, 'GET', '/me')).status).toBe(401);
    expect((await call(server.url, 'GET', '/me', { token: 'a.b.c' })).status).toBe(401);
  });

  test('the OpenAPI document tells of every route what it answers and whether it needs a token', async () => {
    type Operation = { responses: Record<string, { content?: object }>; security?: unknown };
    const { body } = await call<{ paths: Record<string, Record<string, Operation>> }>(
      server.url,
      'GET',
      '/openapi.json',
    );
    const operation = (path: string, verb: string) => body.paths[`/api/v1${path}`]?.[verb];
    expect(operation('/auth/register', 'post')?.responses['201']?.content).toBeDefined();
    expect(operation('/auth/register', 'post')?.security).toBeUndefined();
    expect(operation('/chats', 'get')?.responses['200']?.content).toBeDefined();
    expect(operation('/chats', 'get')?.security).toEqual([{ bearer: [] }]);
    expect(operation('/devices/{id}', 'delete')?.responses['204']).toBeDefined();
    for (const [path, verbs] of Object.entries(body.paths)) {
      if (!path.startsWith('/api/v1')) continue;
      for (const { responses } of Object.values(verbs)) expect(responses.default?.content).toBeDefined();
    }
  });
});
