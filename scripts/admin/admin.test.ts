// Admin commands as processes of their own, beside a running server.
import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MongoClient } from 'mongodb';
import { expect, test } from 'vitest';
import type { http, Reply } from '../../common/wire/http.ts';
import { newPerson } from '../../test/harness/client.ts';
import { testDatabase } from '../../test/harness/mongo.ts';
import { startServer } from '../../test/harness/server.ts';

const run = promisify(execFile);
const program = join(import.meta.dirname, 'main.ts');

test('reindex --rotate brings back a lost index under a new key, while the server runs', async () => {
  const { uri, drop } = await testDatabase();
  const secrets = {
    MONGODB_URI: uri,
    JWT_SECRET: randomBytes(48).toString('base64url'),
    MONGODB_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  };
  const server = await startServer({ env: { ...secrets, RATE_LIMIT_SCALE: '0' } });
  const client = await new MongoClient(uri).connect();
  try {
    const [amina, baraka] = [await newPerson(server.url), await newPerson(server.url)];
    const { id: chatId } = await amina.directChat(baraka);
    const socket = await amina.socket();
    const data = { chatId, clientId: randomUUID(), text: 'embe dodo' };
    await socket.request('message_send', data);
    const found = async () => {
      const { body } = await baraka.rest<Reply<typeof http.search>>('GET', '/search?q=embe');
      return body.hits.length;
    };
    expect(await found()).toBe(1);
    const chats = client.db().collection<{ _id: string }>('chats');
    // As if an entry had been there, and was lost.
    await chats.updateOne({ _id: chatId }, { $set: { indexed: 1 } });
    expect(await found()).toBe(0);
    const { PATH } = process.env;
    const { stdout } = await run(process.execPath, [program, 'reindex', '--rotate'], {
      env: { PATH, ...secrets },
    });
    expect(stdout).toMatch(/made anew: \d+ messages/);
    expect(await found()).toBe(1);
    expect(await client.db().collection('sections').countDocuments({ chatId })).toBe(1);
  } finally {
    await client.close();
    await server.stop();
    await drop();
  }
}, 120_000);

test('an unknown command, and a missing environment, are explained', async () => {
  const failed = (args: string[]) =>
    run(process.execPath, [program, ...args], { env: {} }).then(
      () => null,
      (error: { code: number; stderr: string }) => error,
    );
  expect(await failed(['dance'])).toMatchObject({ code: 2, stderr: expect.stringContaining('reindex') });
  expect(await failed(['reindex'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('MONGODB_URI'),
  });
});
