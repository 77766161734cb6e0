// What nobody holds goes, what somebody holds stays, and a crash at any moment leaves nothing for ever.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AppError } from '../../common/errors.ts';
import type { ChatId, DeviceId, FileId, UserId } from '../../common/ids.ts';
import { times } from '../../common/limits.ts';
import { testDatabase } from '../../test/harness/mongo.ts';
import { openDisk } from '../infra/disk.ts';
import { ensureIndexes } from '../infra/indexes.ts';
import { connectMongo, type Mongo } from '../infra/mongo.ts';
import type { Storage } from '../infra/storage.ts';
import { createVault } from '../infra/vault.ts';
import { createFiles } from './feature.ts';
import { pixels } from './pictures.testing.ts';
import { createFileStore, type FileStore } from './store.ts';

const asha = { userId: 'asha' as UserId, deviceId: 'd1' as DeviceId };
const chatId = 'chat' as ChatId;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

let mongo: Mongo;
let dropDatabase: () => Promise<void>;
let storage: Storage;
let store: FileStore;
let root: string;
let now: Date;
let held: Set<FileId>;
let planned: Set<FileId>;
let avatar: FileId | undefined;
let down: boolean;
let parts: ReturnType<typeof make>;

const pass = (milliseconds: number) => {
  now = new Date(now.getTime() + milliseconds);
};
const upload = (bytes = randomBytes(100_000)) =>
  parts.uploads.upload(asha.userId, 'a.bin', Readable.from([bytes]));

function make() {
  return createFiles({
    store,
    storage: {
      ...storage,
      remove: prefix =>
        down ? Promise.reject(new AppError('unavailable', 'The storage is down')) : storage.remove(prefix),
    },
    vault: createVault(mongo.db, [{ id: 'test', key: Buffer.alloc(32, 7) }]),
    config: { place: null, maxBytes: 1_000_000, userQuota: null, serverQuota: 3_000_000 },
    secret: 'a secret of the tests',
    clock: { now: () => now },
    log,
    holders: {
      holding: async id => (held.has(id) ? [{ chatId, seq: 1 }] : []),
      waiting: async id => planned.has(id),
    },
    reach: async () => ({ upTo: Infinity }),
    avatarOf: { user: async () => avatar, chat: async () => undefined },
    people: {
      async setAvatar(_caller, id) {
        const before = avatar;
        avatar = id ?? undefined;
        return { before, shown: null };
      },
    },
    groups: {
      setAvatar: async () => ({ before: undefined, shown: null }),
      mayChange: async () => undefined,
    },
  });
}

beforeAll(async () => {
  const database = await testDatabase();
  mongo = await connectMongo(database.uri);
  dropDatabase = database.drop;
  await ensureIndexes(mongo.db);
  root = mkdtempSync(join(tmpdir(), 'baraza-sweep-'));
  storage = await openDisk(root);
  store = createFileStore(mongo.db);
});
beforeEach(async () => {
  parts?.close();
  now = new Date('2026-03-14T10:00:00Z');
  held = new Set();
  planned = new Set();
  avatar = undefined;
  down = false;
  await mongo.db.collection('files').deleteMany({});
  await storage.remove('');
  storage = await openDisk(root);
  parts = make();
});
afterAll(async () => {
  parts.close();
  await mongo.close();
  await dropDatabase();
  rmSync(root, { recursive: true, force: true });
});

test('a file that no message took up goes after a day, and not before', async () => {
  const { id } = await upload();
  pass(times.unattachedFile - 1000);
  await parts.sweeper.sweep();
  expect(await store.file(id)).not.toBeNull();
  pass(2000);
  await parts.sweeper.sweep();
  expect(await store.file(id)).toBeNull();
  expect(await storage.keys('')).toEqual([]);
});

test('a file stays as long as a message holds it, and goes with the last one', async () => {
  const { id } = await upload();
  await parts.files.attach(asha.userId, [id]);
  held.add(id);
  pass(times.unattachedFile + 1);
  await parts.sweeper.sweep();
  expect(await store.file(id)).toMatchObject({ state: 'ready' });
  await parts.files.release([id]);
  pass(times.releasedFile + 1);
  await parts.sweeper.sweep();
  expect(await store.file(id)).toMatchObject({ state: 'ready' });
  // The deletion is told first and then done; a node that dies in between changes nothing.
  await parts.files.release([id]);
  held.delete(id);
  pass(times.releasedFile + 1);
  await parts.sweeper.sweep();
  expect(await store.file(id)).toBeNull();
  expect(await storage.keys('')).toEqual([]);
});

test('a file that is sent on while its last message goes stays', async () => {
  const { id } = await upload();
  await parts.files.release([id]);
  await parts.files.attach(asha.userId, [id]);
  pass(times.releasedFile + 1);
  await parts.sweeper.sweep();
  expect(await store.file(id)).toMatchObject({ state: 'ready' });
});

test('[SCHED3] a file that a message of later holds stays, and goes when that is removed', async () => {
  const { id } = await upload();
  planned.add(id);
  pass(times.unattachedFile + 1);
  await parts.sweeper.sweep();
  expect(await store.file(id)).toMatchObject({ state: 'ready' });
  planned.delete(id);
  await parts.files.release([id]);
  pass(times.releasedFile + 1);
  await parts.sweeper.sweep();
  expect(await store.file(id)).toBeNull();
});

test('an upload of a dead node goes when its lease is over', async () => {
  const { uploadId } = await parts.uploads.open(asha.userId, 'a', 200_000, {});
  await parts.uploads.append(asha.userId, uploadId, 0, Readable.from([randomBytes(100_000)]));
  await parts.sweeper.sweep();
  expect(await storage.keys('')).toHaveLength(1);
  pass(times.uploadKept + 1);
  await parts.sweeper.sweep();
  expect(await storage.keys('')).toEqual([]);
  await expect(parts.uploads.state(asha.userId, uploadId)).rejects.toMatchObject({ code: 'not_found' });
});

test('what can not be removed now is removed later', async () => {
  const { id } = await upload();
  pass(times.unattachedFile + 1);
  down = true;
  await expect(parts.sweeper.sweep()).rejects.toMatchObject({ code: 'unavailable' });
  await expect(parts.files.attach(asha.userId, [id])).rejects.toMatchObject({ code: 'unavailable' });
  down = false;
  pass(11 * 60_000);
  await parts.sweeper.sweep();
  expect(await store.file(id)).toBeNull();
  expect(await storage.keys('')).toEqual([]);
});

test('two sweepers do not get in each other’s way', async () => {
  const files = await Promise.all(Array.from({ length: 6 }, () => upload()));
  for (const { id } of files.slice(0, 3)) held.add(id);
  pass(times.unattachedFile + 1);
  await Promise.all([parts.sweeper.sweep(), make().sweeper.sweep()]);
  const left = await Promise.all(files.map(({ id }) => store.file(id)));
  expect(left.map(file => file?.state)).toEqual(['ready', 'ready', 'ready', undefined, undefined, undefined]);
});

test('an avatar goes when another one takes its place', async () => {
  const picture = await parts.uploads.upload(asha.userId, 'a.png', Readable.from([pixels(40, 40).pngSync()]));
  await parts.avatars.setMine(asha, picture.id);
  const first = avatar as FileId;
  pass(2 * times.unattachedFile);
  await parts.sweeper.sweep();
  expect(await store.file(first)).not.toBeNull();
  const next = await parts.uploads.upload(asha.userId, 'b.png', Readable.from([pixels(50, 50).pngSync()]));
  await parts.avatars.setMine(asha, next.id);
  await parts.sweeper.sweep();
  expect(await store.file(first)).toBeNull();
  expect(await store.file(avatar as FileId)).not.toBeNull();
});

test('all together keep no more than the server may', async () => {
  await upload(randomBytes(900_000));
  await upload(randomBytes(900_000));
  await upload(randomBytes(900_000));
  pass(60_000);
  await expect(upload(randomBytes(900_000))).rejects.toMatchObject({
    code: 'too_large',
    details: { quota: { of: 'server' } },
  });
});
