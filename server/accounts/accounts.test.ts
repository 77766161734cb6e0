// Registration, the second factor, the end of an account, and administration, over the wire of a real server.
import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SignedIn } from '../../common/auth/user.ts';
import type { adminHttp } from '../../common/wire/admin.ts';
import type { Reply } from '../../common/wire/http.ts';
import { call, newPerson, TestClient } from '../../test/harness/client.ts';
import { type TestDatabase, testDatabase } from '../../test/harness/mongo.ts';
import { startServer, type TestServer } from '../../test/harness/server.ts';

let server: TestServer;
let database: TestDatabase;
let mongo: MongoClient;
let founder: TestClient;
beforeAll(async () => {
  database = await testDatabase();
  server = await startServer({
    env: { MONGODB_URI: database.uri, REGISTRATION: 'invite', RATE_LIMIT_SCALE: '0' },
  });
  mongo = await new MongoClient(database.uri).connect();
  founder = await newPerson(server.url, 'Founder');
});
afterAll(async () => {
  await mongo.close();
  await server.stop();
  await database.drop();
});

const password = 'correct horse battery';
const name = () => `n${randomUUID().slice(0, 8)}`;
const post = (path: string, body: unknown) => call<SignedIn>(server.url, 'POST', path, { body });
const register = (invite?: string) =>
  post('/auth/register', { username: name(), displayName: 'Mgeni', password, ...(invite && { invite }) });
const invite = async (uses = 1) => {
  const { status, body } = await founder.rest<Reply<typeof adminHttp.createInvite>>(
    'POST',
    '/admin/invites',
    {
      uses,
      days: 1,
    },
  );
  expect(status).toBe(201);
  return body;
};
const guest = async () => new TestClient(server.url, (await register((await invite()).token)).body);
const look = async (token: string) =>
  (await call(server.url, 'GET', `/auth/registration?invite=${token}`)).body;
const signIn = (client: TestClient, totp?: string) =>
  post('/auth/login', { username: client.session.user.username, password, ...(totp && { totp }) });
const codeAt = (secret: string, steps = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
const actions = async () => {
  const { body } = await founder.rest<Reply<typeof adminHttp.audit>>('GET', '/admin/audit?limit=200');
  return body.entries;
};

describe('[REG1] with registration by invitation', () => {
  test('[REG2] the first one needs none and is an administrator; everyone else needs a valid one', async () => {
    expect((await founder.rest('GET', '/me/security')).body).toMatchObject({ admin: true });
    const without = await register();
    expect([without.status, without.body.error?.code, without.body.error?.details]).toEqual([
      403,
      'forbidden',
      undefined,
    ]);
    expect((await register('made-up-token')).body.error?.details).toEqual({ invite: true });
    const { token } = await invite();
    expect(await look(token)).toEqual({ mode: 'invite', invite: true });
    const guests = await Promise.all([register(token), register(token), register(token)]);
    expect(guests.map(({ status }) => status).sort()).toEqual([201, 403, 403]);
    expect(await look(token)).toEqual({ mode: 'invite', invite: false });
  });

  test('a registration that fails gives its use back, and one taken back is worth nothing', async () => {
    const { token, invite: made } = await invite();
    const taken = { username: founder.session.user.username, displayName: 'X', password, invite: token };
    expect((await post('/auth/register', taken)).status).toBe(409);
    expect(await look(token)).toMatchObject({ invite: true });
    expect((await founder.rest('DELETE', `/admin/invites/${made.id}`)).status).toBe(204);
    expect((await register(token)).status).toBe(403);
  });
});

describe('[TOTP1] the second factor', () => {
  test('is on after its first code, asked for at sign-in, takes each code once, and goes with the password', async () => {
    const person = await guest();
    expect((await person.rest('POST', '/me/totp', { password: 'wrong' })).status).toBe(403);
    const { body } = await person.rest<{ secret: string; uri: string }>('POST', '/me/totp', { password });
    expect(body.uri).toContain(`secret=${body.secret}`);
    expect((await signIn(person)).status).toBe(200);
    expect((await person.rest('PUT', '/me/totp', { code: '000000' })).status).toBe(403);
    const first = codeAt(body.secret, -1);
    const confirmed = await person.rest<{ recoveryCodes: string[] }>('PUT', '/me/totp', { code: first });
    const { recoveryCodes } = confirmed.body;
    expect(recoveryCodes).toHaveLength(10);

    const asked = await signIn(person);
    expect([asked.status, asked.body.error?.details]).toEqual([401, { secondFactor: true }]);
    expect((await signIn(person, first)).body.error?.details).toEqual({ secondFactor: true, wrong: true });
    const next = codeAt(body.secret);
    expect((await signIn(person, next)).status).toBe(200);
    expect((await signIn(person, next)).status).toBe(401);
    const [recovery = ''] = recoveryCodes;
    const both = await Promise.all([signIn(person, recovery), signIn(person, recovery.toUpperCase())]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect((await person.rest('GET', '/me/security')).body).toEqual({
      admin: false,
      secondFactor: true,
      recoveryCodes: 9,
    });
    const kept = JSON.stringify(
      await mongo
        .db()
        .collection('users')
        .findOne({ _id: person.id as never }),
    );
    for (const secret of [body.secret, ...recoveryCodes]) expect(kept).not.toContain(secret);

    expect((await person.rest('DELETE', '/me/totp', { password: 'wrong' })).status).toBe(403);
    expect((await person.rest('DELETE', '/me/totp', { password })).status).toBe(204);
    expect((await signIn(person)).status).toBe(200);
  });

  test('takes no code for a while after ten wrong ones', async () => {
    const person = await guest();
    const { body } = await person.rest<{ secret: string }>('POST', '/me/totp', { password });
    await person.rest('PUT', '/me/totp', { code: codeAt(body.secret, -1) });
    for (let tries = 0; tries < 10; tries++) expect((await signIn(person, 'wrong')).status).toBe(401);
    const right = await signIn(person, codeAt(body.secret));
    expect([right.status, right.body.error?.code]).toEqual([429, 'rate_limited']);
  });
});

describe('leaving', () => {
  test('[DELME1] ends all sessions, and signing in within the grace takes it back', async () => {
    const person = await guest();
    expect((await person.rest('DELETE', '/me', { password: 'wrong' })).status).toBe(403);
    const { status, body } = await person.rest<{ deleteAt: string }>('DELETE', '/me', { password });
    expect([status, Date.parse(body.deleteAt) > Date.now()]).toEqual([200, true]);
    expect((await person.rest('GET', '/me')).status).toBe(401);
    expect((await signIn(person)).status).toBe(200);
    const kept = await mongo
      .db()
      .collection('users')
      .findOne({ _id: person.id as never });
    expect(kept?.deleteAt).toBeUndefined();
  });

  test('[DELME2] removes what was theirs, and leaves a nameless place to others', async () => {
    const [person, other] = [await guest(), await guest()];
    const { id: chatId } = await other.directChat(person);
    const socket = await person.socket();
    const words = { chatId, clientId: randomUUID(), text: 'siri yangu' } as never;
    await socket.request('message_send', words);
    const { body } = await other.rest<{ chat: { id: string } }>('POST', '/chats', {
      kind: 'group',
      title: 'Watu',
      memberIds: [person.id],
    });
    const watching = await other.socket();
    const closed = socket.closed;
    expect((await founder.rest('DELETE', `/admin/users/${person.id}`)).status).toBe(204);
    expect(await closed).toBe(4401);
    // Its time has come already: signing in does not take it back.
    expect((await signIn(person)).status).toBe(401);
    const gone = async () => (await other.rest('GET', `/users/${person.id}`)).status;
    while ((await gone()) !== 404) await new Promise(resolve => setTimeout(resolve, 100));
    await watching.event(
      'message_created',
      ({ message }) => message.chatId === body.chat.id && message.system?.kind === 'left',
    );
    const [message] = await other.messages(chatId);
    expect(message).toMatchObject({ text: '', deletedAt: expect.any(String) });
    const more = { chatId, clientId: randomUUID(), text: 'upo?' } as never;
    await expect(watching.request('message_send', more)).rejects.toMatchObject({ code: 'forbidden' });
    expect((await signIn(person)).status).toBe(401);
    const kept = await mongo
      .db()
      .collection('users')
      .findOne({ _id: person.id as never });
    expect(kept).toMatchObject({ username: '', displayName: '', passwordHash: '' });
  }, 60_000);
});

describe('[ADM1] administration', () => {
  test('is for administrators only, and the last one stays one', async () => {
    const person = await guest();
    for (const path of ['/admin/users', '/admin/stats', '/admin/audit', '/admin/reports', '/admin/invites']) {
      expect((await person.rest('GET', path)).status).toBe(403);
      expect((await call(server.url, 'GET', path)).status).toBe(401);
      expect((await founder.rest('GET', path)).status).toBe(200);
    }
    expect((await founder.rest('DELETE', `/admin/users/${founder.id}/admin`)).status).toBe(409);
    expect((await founder.rest('DELETE', '/me', { password })).status).toBe(409);
    expect((await founder.rest('PUT', `/admin/users/${person.id}/admin`)).status).toBe(204);
    expect((await person.rest('GET', '/admin/stats')).status).toBe(200);
    expect((await founder.rest('DELETE', `/admin/users/${person.id}/admin`)).status).toBe(204);
    expect((await person.rest('GET', '/admin/stats')).status).toBe(403);
  });

  test('[ADM2] makes people, resets passwords, ends sessions, and writes it all down without a secret', async () => {
    const username = name();
    const made = await founder.rest<Reply<typeof adminHttp.createUser>>('POST', '/admin/users', {
      username,
      displayName: 'Neema Mpya',
    });
    expect(made.status).toBe(201);
    const first = await post('/auth/login', { username, password: made.body.password });
    expect(first.status).toBe(200);
    const person = new TestClient(server.url, first.body);
    const found = await founder.rest<Reply<typeof adminHttp.users>>('GET', '/admin/users?query=neema');
    expect(found.body.users.map(({ id }) => id)).toContain(person.id);
    const reset = await founder.rest<{ password: string }>('POST', `/admin/users/${person.id}/password`);
    expect((await person.rest('GET', '/me')).status).toBe(401);
    const second = await post('/auth/login', { username, password: reset.body.password });
    const again = new TestClient(server.url, second.body);
    const path = `/admin/users/${person.id}/devices`;
    const devices = await founder.rest<Reply<typeof adminHttp.devices>>('GET', path);
    expect(devices.body.devices.map(({ id }) => id)).toEqual([again.session.deviceId]);
    expect((await founder.rest('DELETE', `${path}/${again.session.deviceId}`)).status).toBe(204);
    expect((await again.rest('GET', '/me')).status).toBe(401);
    await post('/auth/login', { username, password: 'guess' });
    const entries = (await actions()).filter(({ target }) => target === person.id);
    expect(entries.map(({ action }) => action)).toEqual([
      'login_failed',
      'session_revoked',
      'password_reset',
      'user_created',
    ]);
    expect(entries.slice(1).every(({ by, via }) => by === founder.id && via === 'app')).toBe(true);
    expect(JSON.stringify(await actions())).not.toContain(reset.body.password);
  });

  test('[REP2] shows a report with the words that it is about, and closes it once', async () => {
    const [asha, juma] = [await guest(), await guest()];
    const { id: chatId } = await asha.directChat(juma);
    const socket = await juma.socket();
    const words = { chatId, clientId: randomUUID(), text: 'matusi' } as never;
    const { message } = await socket.request('message_send', words);
    await asha.rest('POST', '/reports', {
      userId: juma.id,
      message: { chatId, messageId: message.id },
      reason: 'harassment',
      text: 'tazama',
    });
    type Reports = Reply<typeof adminHttp.reports>;
    const { body } = await founder.rest<Reports>('GET', '/admin/reports');
    const [report] = body.reports;
    expect(report).toMatchObject({ by: asha.id, userId: juma.id, text: 'tazama', quoted: 'matusi' });
    const close = () => founder.rest('POST', `/admin/reports/${report?.id}/close`);
    expect([(await close()).status, (await close()).status]).toEqual([204, 404]);
  });

  test('counts what there is', async () => {
    const { body } = await founder.rest<Reply<typeof adminHttp.stats>>('GET', '/admin/stats');
    expect(body).toMatchObject({ bus: true, storage: true, registration: 'invite', nodes: 1 });
    expect(body.users).toBeGreaterThan(3);
    expect(body.databaseBytes).toBeGreaterThan(0);
  });
});
