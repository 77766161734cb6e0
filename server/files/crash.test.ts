// kill -9 in the middle of uploads: what can go on goes on where it was, and of the rest nothing stays.
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterAll, describe, expect, test } from 'vitest';
import type { UploadState } from '../../common/files/file.ts';
import type { FileId } from '../../common/ids.ts';
import { times } from '../../common/limits.ts';
import { newPerson, type TestClient } from '../../test/harness/client.ts';
import { get, patch, until } from '../../test/harness/files.ts';
import { testDatabase } from '../../test/harness/mongo.ts';
import { s3Missing, startS3, type TestS3 } from '../../test/harness/s3.ts';
import { startServer, type TestServer } from '../../test/harness/server.ts';
import { openDisk } from '../infra/disk.ts';
import { openS3 } from '../infra/s3.ts';
import { createContent } from './content.ts';
import { createFileStore, type FileDoc } from './store.ts';
import { createSweeper } from './sweeper.ts';

const mebibyte = 1024 * 1024;
const noS3 = await s3Missing();
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Begins to send, and stays on the line; gives what ends it. */
function begin(person: TestClient, method: string, path: string, headers: object, bytes: Buffer): () => void {
  const request = httpRequest(`${person.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${person.session.accessToken}`, ...headers },
  });
  request.on('error', () => undefined);
  request.write(bytes);
  return () => request.destroy();
}

for (const kind of ['a folder', 'S3'] as const) {
  const skipped = kind === 'S3' ? noS3 : undefined;
  describe.skipIf(skipped)(`with files in ${kind}${skipped ? ` (skipped: ${skipped})` : ''}`, () => {
    let s3: TestS3 | undefined;
    let server: TestServer | undefined;
    let drop: (() => Promise<void>) | undefined;
    afterAll(async () => {
      await server?.stop();
      await s3?.stop();
      await drop?.();
    });

    test('an upload in pieces goes on where it was, one in one go is gone, and nothing half-written stays', async () => {
      s3 = kind === 'S3' ? await startS3() : undefined;
      const database = await testDatabase();
      drop = database.drop;
      server = await startServer({ env: { MONGODB_URI: database.uri, ...s3?.env } });
      const asha = await newPerson(server.url, 'Asha');
      const size = 40 * mebibyte;
      const content = randomBytes(size);
      const opened = await asha.rest<UploadState>('POST', '/files/uploads', { name: 'kept.bin', size });
      const id = opened.body.uploadId;
      expect((await patch(asha, id, 0, content.subarray(0, 5 * mebibyte))).body.offset).toBe(5 * mebibyte);
      const octets = { 'content-type': 'application/octet-stream', 'upload-offset': String(5 * mebibyte) };
      const form = { 'content-type': 'multipart/form-data; boundary=edge' };
      const head = '--edge\r\ncontent-disposition: form-data; name="file"; filename="a.bin"\r\n\r\n';
      const path = `/files/uploads/${id}`;
      const patched = { ...octets, 'content-length': size - 5 * mebibyte };
      const ends = [
        begin(asha, 'PATCH', path, patched, content.subarray(5 * mebibyte, 30 * mebibyte)),
        begin(asha, 'POST', '/files', form, Buffer.concat([Buffer.from(head), randomBytes(20 * mebibyte)])),
      ];
      const client = await MongoClient.connect(database.uri);
      const files = client.db().collection<FileDoc>('files');
      // Of each a part is stored, and the next one is on its way.
      await until(
        () => files.countDocuments({ state: 'uploading', size: { $gte: 16 * mebibyte } }),
        count => count === 2,
      );
      await server.kill('SIGKILL');
      for (const end of ends) end();
      await server.restart();
      const { offset } = (await asha.rest<UploadState>('GET', `/files/uploads/${id}`)).body;
      expect(offset).toBeGreaterThanOrEqual(21 * mebibyte);
      const broken = await files.findOne({ _id: { $ne: id as FileId } });
      expect(broken).toMatchObject({ state: 'uploading' });

      // Two hours later somebody looks after it.
      const storage = s3 ? await openS3(s3.config) : await openDisk(server.files);
      const clock = { now: () => new Date(Date.now() + 2 * times.uploadLease) };
      await createSweeper({
        store: createFileStore(client.db()),
        content: createContent(storage),
        holders: { holding: async () => [], waiting: async () => false },
        avatarOf: { user: async () => undefined, chat: async () => undefined },
        tidy: storage.tidy,
        clock,
        log,
      }).sweep();
      expect(
        await files
          .find()
          .map(({ _id }) => _id)
          .toArray(),
      ).toEqual([id]);
      const keys = await storage.keys('');
      expect(keys.every(key => key.includes(id))).toBe(true);
      if (!s3) expect(readdirSync(join(server.files, '.half'))).toEqual([]);

      const rest = await patch(asha, id, offset, content.subarray(offset));
      expect(rest.body).toMatchObject({ offset: size, file: { name: 'kept.bin', size } });
      const whole = await get(asha, `/files/${id}`);
      expect(Buffer.from(await whole.arrayBuffer()).equals(content)).toBe(true);
      await storage.close();
      await client.close();
    }, 60_000);
  });
}
