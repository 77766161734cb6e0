// All that is one person's, exported beside a running server, and nothing of anybody else.
import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPerson } from '../../test/harness/client.ts';
import { type TestDatabase, testDatabase } from '../../test/harness/mongo.ts';
import { startServer, type TestServer } from '../../test/harness/server.ts';

const run = promisify(execFile);
const program = join(import.meta.dirname, 'main.ts');
const folder = mkdtempSync(join(tmpdir(), 'baraza-export-'));

let database: TestDatabase;
let server: TestServer;
let env: Record<string, string>;
beforeAll(async () => {
  database = await testDatabase();
  env = {
    MONGODB_URI: database.uri,
    JWT_SECRET: randomBytes(48).toString('base64url'),
    MONGODB_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    FILES_DIR: join(folder, 'files'),
  };
  server = await startServer({ env });
});
afterAll(async () => {
  await server.stop();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function admin<T>(...args: readonly string[]): Promise<T> {
  const { PATH } = process.env;
  const { stdout } = await run(process.execPath, [program, ...args, '--json'], { env: { PATH, ...env } });
  return JSON.parse(stdout) as T;
}

test('an export holds account, chats, words, calls and files of one person, readable, and nobody else’s words', async () => {
  const [asha, juma] = [await newPerson(server.url, 'Asha'), await newPerson(server.url, 'Juma')];
  const { id: chatId } = await asha.directChat(juma);
  const bytes = randomBytes(600_000);
  const body = new FormData();
  body.set('file', new Blob([bytes]), '../ripoti ya mwaka.bin');
  const headers = { authorization: `Bearer ${asha.session.accessToken}` };
  const upload = await fetch(`${server.url}/api/v1/files`, { method: 'POST', headers, body });
  const { file } = (await upload.json()) as { file: { id: string } };
  const [hers, his] = [await asha.socket(), await juma.socket()];
  const say = (socket: typeof hers, text: string, fileIds: readonly string[] = []) =>
    socket.request('message_send', { chatId, clientId: randomUUID(), text, fileIds } as never);
  await his.request('message_send', { chatId, clientId: randomUUID(), text: 'maneno ya Juma' } as never);
  const { message } = await say(hers, 'kwanza');
  await hers.request('message_edit', { chatId, messageId: message.id, text: 'kwanza, kisha pili' });
  await say(hers, 'pamoja na faili', [file.id]);
  await asha.rest('PUT', `/chats/${chatId}/draft`, { text: 'bado' });
  const callId = randomUUID();
  const offer = { callId, to: juma.id, callType: 'voice', offer: { type: 'offer', sdp: 'v=0' } };
  await hers.request('call_offer', offer as never);
  await hers.request('call_end', { callId } as never);
  const neema = await newPerson(server.url, 'Neema');
  await asha.rest('PUT', `/users/${neema.id}/block`);

  const { username } = asha.session.user;
  const to = join(folder, 'asha');
  expect(await admin('export', username, to)).toEqual({ messages: 2, files: 1, calls: 1, lost: 0 });
  const read = (name: string) => JSON.parse(readFileSync(join(to, `${name}.json`), 'utf8'));
  expect(read('account')).toMatchObject({
    account: { id: asha.id, username, displayName: 'Asha' },
    devices: [{ id: asha.session.deviceId }],
    blocked: [{ displayName: 'Neema' }],
  });
  const members = [{ name: 'Asha' }, { name: 'Juma' }];
  expect(read('chats')).toMatchObject([{ id: chatId, members, draft: { text: 'bado' } }]);
  expect(read('messages')).toMatchObject([
    { text: 'kwanza, kisha pili', earlier: [{ text: 'kwanza' }] },
    { text: 'pamoja na faili', files: [{ id: file.id }] },
  ]);
  expect(read('calls')).toMatchObject([{ callId, outcome: 'cancelled' }]);
  const [listed] = read('files') as { name: string; file: string }[];
  expect(listed?.name).toBe('ripoti ya mwaka.bin');
  expect(readFileSync(join(to, listed?.file ?? '')).equals(bytes)).toBe(true);

  const all = readdirSync(to)
    .filter(name => name.endsWith('.json'))
    .map(name => readFileSync(join(to, name), 'utf8'))
    .join('');
  expect(all).not.toMatch(/maneno ya Juma|argon2|passwordHash/);
  await expect(admin('export', username, to)).rejects.toMatchObject({ code: 1 });
  const log = await admin<{ action: string; target: string }[]>('audit');
  expect(log).toContainEqual(expect.objectContaining({ action: 'data_exported', target: asha.id }));
}, 60_000);
