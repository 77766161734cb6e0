// The other admin commands as processes of their own, beside a running server: people, keys under traffic, backup and restore.
import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { BSON, MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SignedIn } from '../../common/auth/user.ts';
import { call, newPerson, TestClient } from '../../test/harness/client.ts';
import { type TestDatabase, testDatabase } from '../../test/harness/mongo.ts';
import { startServer, type TestServer } from '../../test/harness/server.ts';

const run = promisify(execFile);
const program = join(import.meta.dirname, 'main.ts');
const folder = mkdtempSync(join(tmpdir(), 'baraza-admin-'));
const newKey = () => randomBytes(32).toString('base64');
const [oldKey, key] = [newKey(), newKey()];
const jwtSecret = randomBytes(48).toString('base64url');

let database: TestDatabase;
let server: TestServer;
let env: Record<string, string>;
beforeAll(async () => {
  database = await testDatabase();
  env = { MONGODB_URI: database.uri, JWT_SECRET: jwtSecret, MONGODB_ENCRYPTION_KEY: oldKey };
  env = { ...env, FILES_DIR: join(folder, 'files'), RATE_LIMIT_SCALE: '0' };
  server = await startServer({ env });
});
afterAll(async () => {
  await server.stop();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function admin<T>(args: readonly string[], over: Record<string, string> = {}): Promise<T> {
  const { PATH } = process.env;
  const all = { PATH, ...env, ...over };
  const { stdout } = await run(process.execPath, [program, ...args, '--json'], { env: all });
  return JSON.parse(stdout) as T;
}
const fails = (args: readonly string[], over: Record<string, string> = {}) =>
  admin(args, over).then(
    () => null,
    ({ code, stderr, stdout }: Record<'stderr' | 'stdout', string> & { code: number }) => ({
      code,
      stderr,
      stdout,
    }),
  );

test('people are made, found, signed out everywhere and removed, and it is all in the log', async () => {
  const made = await admin<{ id: string; password: string }>(['create-user', 'neema', 'Neema', '--admin']);
  const signIn = (password: string) =>
    call<SignedIn>(server.url, 'POST', '/auth/login', { body: { username: 'neema', password } });
  const neema = new TestClient(server.url, (await signIn(made.password)).body);
  expect((await neema.rest('GET', '/admin/stats')).status).toBe(200);
  const socket = await neema.socket();
  expect(await admin<unknown[]>(['sessions', 'neema'])).toHaveLength(1);
  // Without Redis the server finds out by itself that a session was ended elsewhere.
  expect(await admin(['end-sessions', '@neema'])).toEqual({ ended: 1 });
  expect(await socket.closed).toBe(4401);
  const { password } = await admin<{ password: string }>(['reset-password', 'neema']);
  expect((await signIn(made.password)).status).toBe(401);
  expect((await signIn(password)).status).toBe(200);
  const invitation = await admin<{ web: string }>(['invite', '--url', 'https://chat.example.org']);
  expect(invitation.web).toMatch(/^https:\/\/chat\.example\.org\/\?invite=[\w-]{20,}$/);
  expect(await fails(['delete-user', 'neema', '--yes'])).toMatchObject({ code: 1 });
  await admin(['create-user', 'second', 'Second', '--admin']);
  expect(await fails(['delete-user', 'neema'])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/--yes/),
  });
  expect(await admin(['delete-user', 'neema', '--yes'])).toBe('Deleted');
  expect((await signIn(password)).status).toBe(401);
  const log = await admin<{ action: string; via: string }[]>(['audit']);
  const actions = log.filter(({ via }) => via === 'cli').map(({ action }) => action);
  expect(new Set(actions)).toEqual(
    new Set([
      ...['user_created', 'admin_given', 'session_revoked', 'password_reset', 'invite_created'],
      ...['deletion_asked', 'user_deleted'],
    ]),
  );
  expect(JSON.stringify(log)).not.toContain(password);
}, 120_000);

test('mistakes are told with their own exit code', async () => {
  expect(await fails(['stats', 'a', 'b'])).toMatchObject({ code: 2 });
  expect(await fails(['sessions'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/sessions takes: <username>/),
  });
  expect(await fails(['sessions', 'nobody-here'])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/no one called/),
  });
  expect(await fails(['stats', '--loud'])).toMatchObject({ code: 2 });
  expect(await fails(['backup', 'x'])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/BARAZA_BACKUP_PASSPHRASE/),
  });
}, 60_000);

test('the doctor says what it saw, and ends with 1 when something is ill', async () => {
  type Finding = { part: string; fine: boolean };
  const named = (found: readonly Finding[]) => found.map(({ part, fine }) => `${part} ${fine}`);
  const well = await admin<Finding[]>(['doctor', server.url]);
  expect(named(well)).toEqual(['MongoDB', 'Redis', 'Files', 'Socket', 'Clock'].map(part => `${part} true`));
  const ill = await fails(['doctor'], { FILES_DIR: '' });
  expect(ill?.code).toBe(1);
  expect(named(JSON.parse(ill?.stdout ?? '[]'))).toContain('Files false');
}, 60_000);

test('the master key changes while messages flow, and the old one is then needed by nobody', async () => {
  const [old, juma] = [await newPerson(server.url), await newPerson(server.url)];
  const { id: chatId } = await old.directChat(juma);
  const data = { chatId, clientId: randomUUID(), text: 'ujumbe 0' };
  await (await old.socket()).request('message_send', data);
  await server.stop();
  server = await startServer({ env: { ...env, MONGODB_ENCRYPTION_KEY: `${key},${oldKey}` } });
  const asha = new TestClient(server.url, old.session);
  const socket = await asha.socket();
  let sent = 1;
  let over = false;
  const traffic = (async () => {
    while (!over) {
      await socket.request('message_send', { chatId, clientId: randomUUID(), text: `ujumbe ${sent}` });
      sent += 1;
      await newPerson(server.url).then(other => other.directChat(asha));
    }
  })();
  const both = { MONGODB_ENCRYPTION_KEY: `${key},${oldKey}` };
  const { rewrapped } = await admin<{ rewrapped: number }>(['rotate-keys'], both);
  over = true;
  await traffic;
  expect(rewrapped).toBeGreaterThan(0);
  expect(await admin(['rotate-keys'], both)).toMatchObject({ rewrapped: 0 });
  await server.stop();
  env = { ...env, MONGODB_ENCRYPTION_KEY: key };
  server = await startServer({ env });
  const again = new TestClient(server.url, asha.session);
  const texts = (await again.messages(chatId, '?limit=200')).map(({ text }) => text);
  expect(texts).toEqual(Array.from({ length: sent }, (_, index) => `ujumbe ${index}`));
}, 180_000);

test('a backup restored into an empty system is the same in every document and every file', async () => {
  const asha = await newPerson(server.url);
  const body = new FormData();
  const bytes = randomBytes(3 * 1024 * 1024);
  body.set('file', new Blob([bytes]), 'data.bin');
  const headers = { authorization: `Bearer ${asha.session.accessToken}` };
  const response = await fetch(`${server.url}/api/v1/files`, { method: 'POST', headers, body });
  const { file } = (await response.json()) as { file: { id: string } };
  const { id: chatId } = await asha.directChat(asha);
  const socket = await asha.socket();
  await socket.request('message_send', {
    chatId,
    clientId: randomUUID(),
    text: 'hifadhi',
    fileIds: [file.id as never],
  });
  await server.stop();

  const path = join(folder, 'all.backup');
  const words = { BARAZA_BACKUP_PASSPHRASE: 'maneno marefu ya siri' };
  const made = await admin<{ documents: number; files: number; missing: number }>(['backup', path], words);
  expect(made).toMatchObject({ files: 1, missing: 0 });
  expect(readFileSync(path).includes('usernameKey')).toBe(false);

  expect(await admin(['verify', path], words)).toMatchObject({ ...made, keysLacking: [] });
  const elsewhere = await fails(['verify', path], { ...words, MONGODB_ENCRYPTION_KEY: oldKey });
  expect(elsewhere?.code).toBe(1);
  expect(JSON.parse(elsewhere?.stdout ?? '{}').keysLacking).toHaveLength(1);
  const altered = join(folder, 'altered.backup');
  const copy = readFileSync(path);
  copy[copy.length - 200] = (copy.at(-200) ?? 0) ^ 1;
  writeFileSync(altered, copy);
  const refused = { code: 1, stderr: expect.stringMatching(/damaged/) };
  expect(await fails(['verify', altered], words)).toMatchObject(refused);

  const [object] = readdirSync(join(folder, 'files'), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));
  const sealed = readFileSync(object ?? '');
  const partial = join(folder, 'partial.backup');
  // Shorter than it was written: it is there and can not be read, so there is no backup at all.
  writeFileSync(object ?? '', sealed.subarray(0, 1_000));
  expect((await fails(['backup', partial], words))?.code).toBe(1);
  expect(existsSync(partial)).toBe(false);
  // Gone, although the database counts on it: what is left is kept, and it is said.
  rmSync(object ?? '');
  const without = await fails(['backup', partial], words);
  expect(without?.code).toBe(1);
  expect(JSON.parse(without?.stdout ?? '{}')).toMatchObject({ files: 0, missing: 0, lost: 1 });
  expect((await fails(['verify', partial], words))?.code).toBe(1);
  // A storage that does not answer is no empty one.
  rmSync(partial);
  const away = { ...words, S3_ENDPOINT: 'http://127.0.0.1:1', S3_BUCKET: 'b', FILES_DIR: '' };
  const s3 = { ...away, S3_ACCESS_KEY_ID: 'key', S3_SECRET_ACCESS_KEY: 'secret' };
  expect((await fails(['backup', partial], s3))?.code).toBe(1);
  expect(existsSync(partial)).toBe(false);
  writeFileSync(object ?? '', sealed);

  const empty = await testDatabase();
  const there = { MONGODB_URI: empty.uri, FILES_DIR: join(folder, 'elsewhere'), ...words };
  try {
    const wrong = { ...there, BARAZA_BACKUP_PASSPHRASE: 'other words of length' };
    expect(await fails(['restore', path], wrong)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/passphrase is wrong/),
    });
    const lost = { ...there, MONGODB_ENCRYPTION_KEY: oldKey };
    expect(await fails(['restore', path], lost)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/lacks master key/),
    });
    const cut = join(folder, 'cut.backup');
    writeFileSync(cut, readFileSync(path).subarray(0, -100));
    await clear(empty.uri);
    expect(await fails(['restore', cut], there)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/too early/),
    });
    await clear(empty.uri);
    expect(await admin(['restore', path], there)).toMatchObject({ documents: made.documents, files: 1 });
    expect(await fails(['restore', path], there)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/not empty/),
    });
    expect(await dump(empty.uri)).toEqual(await dump(database.uri));

    server = await startServer({ env: { ...env, ...there } });
    const back = new TestClient(server.url, asha.session);
    expect((await back.messages(chatId)).map(({ text }) => text)).toEqual(['hifadhi']);
    const got = await fetch(`${server.url}/api/v1/files/${file.id}`, { headers });
    expect(Buffer.from(await got.arrayBuffer()).equals(bytes)).toBe(true);
  } finally {
    await server.stop();
    await empty.drop();
  }
}, 180_000);

async function withDb<T>(uri: string, work: (db: ReturnType<MongoClient['db']>) => Promise<T>): Promise<T> {
  const client = await new MongoClient(uri).connect();
  try {
    return await work(client.db());
  } finally {
    await client.close();
  }
}

const clear = (uri: string) => withDb(uri, db => db.dropDatabase());

/** Every document that outlives processes, with its types; what the commands themselves wrote down left out. */
const dump = (uri: string) =>
  withDb(uri, async db => {
    const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).sort();
    const found: Record<string, string[]> = {};
    for (const name of names.filter(one => !['connections', 'nodes'].includes(one))) {
      const filter = name === 'audit' ? { action: { $nin: ['backup_made', 'backup_restored'] } } : {};
      const docs = await db
        .collection(name)
        .find(filter, { promoteValues: false })
        .sort({ _id: 1 })
        .toArray();
      if (docs.length > 0) found[name] = docs.map(doc => BSON.EJSON.stringify(doc, { relaxed: false }));
    }
    return found;
  });
