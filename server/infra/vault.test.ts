// The vault against a real database: what it seals, nobody reads or moves.
import { randomBytes } from 'node:crypto';
import { Binary, MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/harness/mongo.ts';
import { createVault, open, seal } from './vault.ts';

const master = { id: 'one', key: randomBytes(32) };
const newer = { id: 'two', key: randomBytes(32) };
let database: TestDatabase;
let client: MongoClient;

beforeAll(async () => {
  database = await testDatabase();
  client = await new MongoClient(database.uri).connect();
  await client.db().collection('keys').createIndex({ scope: 1 }, { unique: true });
});
afterAll(async () => {
  await client.close();
  await database.drop();
});

test('a sealed text opens with its key and context', async () => {
  const key = await createVault(client.db(), [master]).keyFor('chat');
  expect(open(key, 'chat/message', seal(key, 'chat/message', 'Habari 🌍'))).toBe('Habari 🌍');
});

test('an altered text, a moved one and one of another key do not open', async () => {
  const vault = createVault(client.db(), [master]);
  const key = await vault.keyFor('chat');
  const sealed = seal(key, 'chat/message', 'Habari');
  expect(() => open(key, 'chat/other', sealed)).toThrow();
  const bytes = Buffer.from(sealed.b.buffer);
  bytes[14] = (bytes[14] ?? 0) ^ 1;
  expect(() => open(key, 'chat/message', { ...sealed, b: new Binary(bytes) })).toThrow();
  expect(() => seal(key, 'x', 'y') && open({ ...key, id: 'foreign' }, 'chat/message', sealed)).toThrow(
    'another key',
  );
});

test('two vaults that make a key at once agree on one', async () => {
  const vaults = [createVault(client.db(), [master]), createVault(client.db(), [master])];
  const keys = await Promise.all(vaults.map(vault => vault.keyFor('contested')));
  expect(keys[0]).toEqual(keys[1]);
});

test('after the master key was rotated the old data keys still unwrap, and new ones use the new key', async () => {
  const before = await createVault(client.db(), [master]).keyFor('old');
  const rotated = createVault(client.db(), [newer, master]);
  expect(await rotated.keyFor('old')).toEqual(before);
  await rotated.keyFor('new');
  expect(await client.db().collection('keys').findOne({ scope: 'new' })).toMatchObject({ masterId: 'two' });
});

test('a wrong master key is a clear error', async () => {
  await createVault(client.db(), [master]).keyFor('mine');
  await expect(createVault(client.db(), [newer]).keyFor('mine')).rejects.toThrow('MONGODB_ENCRYPTION_KEY');
});
