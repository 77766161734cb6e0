// Files on their way in, with all that can go wrong there.
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { UploadState } from '../../common/files/file.ts';
import { newPerson } from '../../test/harness/client.ts';
import { breakOff, get, onEachStorage, patch, sent, until, upload } from '../../test/harness/files.ts';

onEachStorage(place => {
  test('refuses nothing, no file, another field, and what is too large', async () => {
    const { asha, stored } = place;
    expect(await upload(asha, '')).toMatchObject({ status: 400, body: { error: { code: 'bad_request' } } });
    expect(await upload(asha, 'x', 'x', 'other')).toMatchObject({ status: 400 });
    expect((await asha.rest('POST', '/files', {})).status).toBe(400);
    const before = stored().length;
    const large = await upload(asha, randomBytes(3_100_000));
    expect(large).toMatchObject({ status: 413, body: { error: { code: 'too_large' } } });
    expect(stored().length).toBe(before);
    const announced = await asha.rest<UploadState>('POST', '/files/uploads', { name: 'a', size: 3_100_000 });
    expect(announced.body).toMatchObject({ error: { code: 'too_large', details: { maxBytes: 3_000_000 } } });
  });

  test('keeps nothing of an upload that breaks off', async () => {
    const { asha, stored } = place;
    const before = stored().length;
    const boundary = 'x'.repeat(20);
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.bin"\r\n\r\n`;
    const content = Buffer.concat([Buffer.from(head), randomBytes(1_000_000)]);
    const type = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    await breakOff(asha, 'POST', '/files', type, content);
    await until(
      async () => stored().length,
      count => count === before,
    );
    expect((await asha.rest<{ used: number }>('GET', '/me/storage')).status).toBe(200);
  });

  test('takes a file in pieces, and goes on after a cut where it was', async () => {
    const { asha } = place;
    const content = randomBytes(2_000_000);
    const opened = await asha.rest<UploadState>('POST', '/files/uploads', {
      name: 'large.bin',
      size: content.length,
    });
    expect(opened).toMatchObject({ status: 201, body: { offset: 0, size: content.length } });
    const id = opened.body.uploadId;
    expect((await patch(asha, id, 0, content.subarray(0, 500_000))).body.offset).toBe(500_000);
    expect(await patch(asha, id, 0, content)).toMatchObject({
      status: 409,
      body: { error: { details: { offset: 500_000 } } },
    });
    const headers = { 'content-type': 'application/octet-stream', 'upload-offset': '500000' };
    await breakOff(asha, 'PATCH', `/files/uploads/${id}`, headers, content.subarray(500_000, 1_000_000));
    const read = async () => (await asha.rest<UploadState>('GET', `/files/uploads/${id}`)).body;
    const { offset } = await until(read, state => state.offset > 500_000);
    const done = await patch(asha, id, offset, content.subarray(offset));
    expect(done.body).toMatchObject({ offset: content.length, file: { name: 'large.bin' } });
    const response = await get(asha, `/files/${done.body.file?.id}`);
    expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true);
    // The answer may have been lost: asked again, it is the same file.
    expect((await read()).file).toEqual(done.body.file);
  });

  test('guards uploads in pieces', async () => {
    const { asha, juma } = place;
    const { body } = await asha.rest<UploadState>('POST', '/files/uploads', { name: 'a', size: 10 });
    expect((await patch(juma, body.uploadId, 0, Buffer.from('x'))).status).toBe(404);
    expect((await juma.rest('GET', `/files/uploads/${body.uploadId}`)).status).toBe(404);
    expect((await patch(asha, body.uploadId, 0, Buffer.alloc(11))).status).toBe(413);
    expect((await get(asha, `/files/${body.uploadId}`)).status).toBe(404);
    expect((await asha.rest('DELETE', `/files/uploads/${body.uploadId}`)).status).toBe(204);
    expect((await asha.rest('GET', `/files/uploads/${body.uploadId}`)).status).toBe(404);
    expect((await asha.rest('POST', '/files/uploads', { name: 'a', size: 0 })).status).toBe(400);
  });

  test('counts what each person keeps, and says when it is too much', async () => {
    const { server } = place;
    const rehema = await newPerson(server.url, 'Rehema');
    await sent(rehema, randomBytes(2_500_000));
    await sent(rehema, randomBytes(2_000_000));
    const { body } = await rehema.rest('GET', '/me/storage');
    expect(body).toEqual({ used: 4_500_000, quota: 5_000_000, maxBytes: 3_000_000 });
    const refused = await upload(rehema, randomBytes(600_000));
    expect(refused.body.error).toMatchObject({
      code: 'too_large',
      details: { quota: { of: 'user', used: 4_500_000, bytes: 5_000_000 } },
    });
    expect((await rehema.rest('POST', '/files/uploads', { name: 'a', size: 600_000 })).status).toBe(413);
    expect((await rehema.rest('GET', '/me/storage')).body).toMatchObject({ used: 4_500_000 });
  });
});
