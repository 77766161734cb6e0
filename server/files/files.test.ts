// Files over the wire, on both kinds of storage, with all that can go wrong on the way.
import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredFile, UploadState } from '../../common/files/file.ts';
import type { FileId } from '../../common/ids.ts';
import { type Answer, newPerson, type TestClient } from '../../test/harness/client.ts';
import { s3Missing, startS3, type TestS3 } from '../../test/harness/s3.ts';
import { startServer, type TestServer } from '../../test/harness/server.ts';
import { jpegWith, pixels } from './pictures.testing.ts';

const noS3 = await s3Missing();

interface Sent {
  file: StoredFile;
}

async function answerOf<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) } as Answer<T>;
}

function headersOf(person: TestClient) {
  return { authorization: `Bearer ${person.session.accessToken}` };
}

async function upload(person: TestClient, content: Buffer | string, name = 'file.bin', field = 'file') {
  const form = new FormData();
  form.append(field, new Blob([Buffer.from(content)]), name);
  const response = await fetch(`${person.url}/api/v1/files`, {
    method: 'POST',
    headers: headersOf(person),
    body: form,
  });
  return answerOf<Sent>(response);
}

async function sent(person: TestClient, content: Buffer | string, name?: string): Promise<StoredFile> {
  const { status, body } = await upload(person, content, name);
  expect(status, JSON.stringify(body)).toBe(201);
  return body.file;
}

function get(person: TestClient, path: string, headers: Record<string, string> = {}, method = 'GET') {
  return fetch(`${person.url}/api/v1${path}`, { method, headers: { ...headersOf(person), ...headers } });
}

async function patch(person: TestClient, id: string, offset: number, content: Buffer) {
  const response = await fetch(`${person.url}/api/v1/files/uploads/${id}`, {
    method: 'PATCH',
    headers: {
      ...headersOf(person),
      'content-type': 'application/octet-stream',
      'upload-offset': String(offset),
    },
    body: new Uint8Array(content),
  });
  return answerOf<UploadState>(response);
}

/** Sends a part of what it announces, and hangs up. */
async function breakOff(person: TestClient, method: string, path: string, headers: object, content: Buffer) {
  const request = httpRequest(`${person.url}/api/v1${path}`, {
    method,
    headers: { ...headersOf(person), 'content-length': content.length * 2, ...headers },
  });
  request.on('error', () => undefined);
  await new Promise<void>(resolve => request.write(content, () => resolve()));
  await sleep(300);
  request.destroy();
}

async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (let turn = 0; turn < 100; turn++) {
    const value = await read();
    if (holds(value)) return value;
    await sleep(100);
  }
  throw new Error('Waited in vain');
}

function suite(start: () => Promise<TestServer>, stored: () => string[]) {
  let server: TestServer;
  let asha: TestClient;
  let juma: TestClient;
  beforeAll(async () => {
    server = await start();
    asha = await newPerson(server.url, 'Asha');
    juma = await newPerson(server.url, 'Juma');
  });
  afterAll(() => server.stop());

  test('keeps a file of any type, sealed, and gives it back', async () => {
    const content = Buffer.concat([Buffer.from('needle'), randomBytes(300_000), Buffer.from('needle')]);
    const file = await sent(asha, content, 'report 2026.dat');
    expect(file).toEqual({
      id: file.id,
      name: 'report 2026.dat',
      type: 'application/octet-stream',
      size: content.length,
    });
    const response = await get(asha, `/files/${file.id}`);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': String(content.length),
      'content-disposition': `attachment; filename="report 2026.dat"; filename*=UTF-8''report%202026.dat`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'bytes',
    });
    expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true);
    const mine = stored().filter(path => path.includes(file.id));
    expect(mine.length).toBeGreaterThan(0);
    for (const path of mine) expect(readFileSync(path).includes('needle')).toBe(false);
  });

  test('answers ranges and conditions', async () => {
    const content = randomBytes(400_000);
    const { id } = await sent(asha, content);
    const part = await get(asha, `/files/${id}`, { range: 'bytes=65530-65545' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe('bytes 65530-65545/400000');
    expect(Buffer.from(await part.arrayBuffer())).toEqual(content.subarray(65_530, 65_546));
    const tail = await get(asha, `/files/${id}`, { range: 'bytes=-100000' });
    expect(Buffer.from(await tail.arrayBuffer()).equals(content.subarray(300_000))).toBe(true);
    const beyond = await get(asha, `/files/${id}`, { range: 'bytes=400000-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */400000']);
    const etag = part.headers.get('etag') ?? '';
    expect((await get(asha, `/files/${id}`, { 'if-none-match': etag })).status).toBe(304);
    const changed = await get(asha, `/files/${id}`, { range: 'bytes=0-1', 'if-range': '"other"' });
    expect(changed.status).toBe(200);
    await changed.body?.cancel();
    const head = await get(asha, `/files/${id}`, {}, 'HEAD');
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '400000']);
  });

  test('shows a file to its owner, and to nobody else', async () => {
    const { id } = await sent(asha, 'private');
    expect((await get(juma, `/files/${id}`)).status).toBe(403);
    expect((await get(juma, `/files/${id}/thumbnail`)).status).toBe(403);
    expect((await get(juma, `/files/${id}/link`)).status).toBe(403);
    expect((await get(asha, '/files/000000000000000000000000')).status).toBe(404);
    expect((await get(asha, '/files/..%2F..%2Fetc')).status).toBe(400);
    expect((await fetch(`${server.url}/api/v1/files/${id}`)).status).toBe(401);
  });

  test('gives links that open one file for one person for a while', async () => {
    const { id } = await sent(asha, 'linked');
    const other = await sent(asha, 'other');
    const { url, expiresAt } = (await (await get(asha, `/files/${id}/link`)).json()) as {
      url: string;
      expiresAt: string;
    };
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
    expect(await (await fetch(server.url + url)).text()).toBe('linked');
    expect((await fetch(server.url + url.replace(id, other.id))).status).toBe(401);
    expect((await fetch(`${server.url}${url.slice(0, -2)}xx`)).status).toBe(401);
  });

  test('makes pictures upright, small, and silent about their place', async () => {
    const lying = jpegWith(pixels(600, 400).jpegSync(90), { orientation: 6, comment: 'GPS -6.1 39.2' });
    const file = await sent(asha, lying, 'IMG_1.jpg');
    expect(file).toMatchObject({ type: 'image/jpeg', width: 400, height: 600 });
    expect(file.thumbhash).toMatch(/^[A-Za-z0-9+/]+=*$/);
    const response = await get(asha, `/files/${file.id}`);
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(response.headers.get('content-disposition')).toMatch(/^inline/);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.length).toBe(file.size);
    expect(bytes.includes('GPS') || bytes.includes('Exif')).toBe(false);
    const thumbnail = await get(asha, `/files/${file.id}/thumbnail`);
    expect(thumbnail.headers.get('content-type')).toBe('image/webp');
    expect((await thumbnail.arrayBuffer()).byteLength).toBeGreaterThan(50);
  });

  test('serves nothing that could run, whatever its name or first bytes say', async () => {
    const pages: [string | Buffer, string][] = [
      ['<html><script>alert(1)</script></html>', 'page.html'],
      ['<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image.svg'],
      ['GIF89a/*<script>*/=1;alert(1)', 'polyglot.gif'],
      ['<html></html>', 'photo.jpg'],
    ];
    for (const [content, name] of pages) {
      const { id } = await sent(asha, content, name);
      const response = await get(asha, `/files/${id}`);
      expect(response.headers.get('content-type')).toBe('application/octet-stream');
      expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
      expect(response.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
      await response.body?.cancel();
    }
  });

  test('takes bombs as files like any other', async () => {
    const bomb = pixels(10, 10).pngSync();
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    const file = await sent(asha, bomb, 'bomb.png');
    expect(file).not.toHaveProperty('width');
    expect(file).not.toHaveProperty('thumbhash');
    expect((await get(asha, `/files/${file.id}/thumbnail`)).status).toBe(404);
    const broken = await sent(asha, pixels(300, 300).pngSync().subarray(0, 200), 'cut.png');
    expect(broken).not.toHaveProperty('thumbhash');
  });

  test('cleans names, and finds the type in the bytes', async () => {
    const file = await sent(asha, pixels(8, 8).pngSync(), '..\\..\\evil\u202Egpj.exe');
    expect(file).toMatchObject({ name: 'evilgpj.exe', type: 'image/png' });
  });

  test('refuses nothing, no file, another field, and what is too large', async () => {
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
    const { body } = await asha.rest<UploadState>('POST', '/files/uploads', { name: 'a', size: 10 });
    expect((await patch(juma, body.uploadId, 0, Buffer.from('x'))).status).toBe(404);
    expect((await juma.rest('GET', `/files/uploads/${body.uploadId}`)).status).toBe(404);
    expect((await patch(asha, body.uploadId, 0, Buffer.alloc(11))).status).toBe(413);
    expect((await get(asha, `/files/${body.uploadId}`)).status).toBe(404);
    expect((await asha.rest('DELETE', `/files/uploads/${body.uploadId}`)).status).toBe(204);
    expect((await asha.rest('GET', `/files/uploads/${body.uploadId}`)).status).toBe(404);
    expect((await asha.rest('POST', '/files/uploads', { name: 'a', size: 0 })).status).toBe(400);
  });

  test('shares a file with everyone who has a message that holds it, and with nobody after the last one', async () => {
    const zawadi = await newPerson(server.url, 'Zawadi');
    const [pictures, words] = [
      await sent(asha, pixels(30, 20).pngSync(), 'a.png'),
      await sent(asha, 'words', 'b.txt'),
    ];
    const chat = await asha.directChat(juma);
    const socket = await asha.socket();
    const other = await juma.socket();
    const fileIds = [words.id, pictures.id];
    const { message } = await socket.request('message_send', { chatId: chat.id, clientId: 'f1', fileIds });
    expect(message).toMatchObject({ text: '', files: [words, pictures] });
    expect((await other.event('message_created')).message.files).toEqual([words, pictures]);
    expect((await juma.messages(chat.id)).at(-1)?.files).toEqual([words, pictures]);
    expect(await (await get(juma, `/files/${words.id}`)).text()).toBe('words');
    expect((await get(juma, `/files/${pictures.id}/thumbnail`)).status).toBe(200);
    expect((await get(zawadi, `/files/${words.id}`)).status).toBe(403);

    const further = await juma.directChat(zawadi);
    const forward = { chatId: chat.id, messageId: message.id };
    const passed = await other.request('message_send', { chatId: further.id, clientId: 'f2', forward });
    expect(passed.message.files).toEqual([words, pictures]);
    expect((await get(zawadi, `/files/${words.id}`)).status).toBe(200);

    const gone = await socket.request('message_delete', { chatId: chat.id, messageId: message.id });
    expect(gone.message.files).toEqual([]);
    expect((await get(zawadi, `/files/${words.id}`)).status).toBe(200);
    await other.request('message_delete', { chatId: further.id, messageId: passed.message.id });
    expect((await get(zawadi, `/files/${words.id}`)).status).toBe(403);
    await socket.close();
    await other.close();
  });

  test('sends only what is there and may be sent', async () => {
    const chat = await asha.directChat(juma);
    const socket = await juma.socket();
    const send = (fileIds: FileId[]) =>
      socket.request('message_send', { chatId: chat.id, clientId: randomUUID(), fileIds });
    const foreign = await sent(asha, 'not shared');
    await expect(send([foreign.id])).rejects.toMatchObject({ code: 'forbidden' });
    await expect(send(['000000000000000000000000' as FileId])).rejects.toMatchObject({ code: 'not_found' });
    const own = await sent(juma, 'own');
    await expect(send([own.id, own.id])).rejects.toMatchObject({ code: 'bad_request' });
    await expect(send([])).rejects.toMatchObject({ code: 'bad_request' });
    await expect(send(Array(21).fill(own.id))).rejects.toMatchObject({ code: 'bad_request' });
    await socket.close();
  });

  test('gives people and groups pictures of their own', async () => {
    const picture = await sent(asha, pixels(500, 300).pngSync(), 'me.png');
    const { body } = await asha.rest<{ user: { avatar?: string } }>('PUT', '/me/avatar', {
      fileId: picture.id,
    });
    const avatar = body.user.avatar ?? '';
    expect((await get(juma, `/files/${avatar}`)).headers.get('content-type')).toBe('image/webp');
    expect((await get(juma, `/files/${avatar}/thumbnail`)).status).toBe(200);
    const text = await sent(asha, 'no picture');
    expect((await asha.rest('PUT', '/me/avatar', { fileId: text.id })).status).toBe(415);
    expect((await juma.rest('PUT', '/me/avatar', { fileId: picture.id })).status).toBe(403);
    const made = await asha.rest<{ chat: { id: string } }>('POST', '/chats', {
      kind: 'group',
      title: 'Baraza',
      memberIds: [juma.id],
    });
    const path = `/chats/${made.body.chat.id}/avatar`;
    expect((await juma.rest('PUT', path, { fileId: picture.id })).status).toBe(403);
    const changed = await asha.rest<{ chat: { avatar: string } }>('PUT', path, { fileId: picture.id });
    expect(changed.status).toBe(200);
    expect((await get(juma, `/files/${changed.body.chat.avatar}`)).status).toBe(200);
    const stranger = await newPerson(server.url);
    expect((await get(stranger, `/files/${changed.body.chat.avatar}`)).status).toBe(403);
    expect((await get(stranger, `/files/${avatar}`)).status).toBe(200);
    const gone = await asha.rest<{ user: { avatar?: string } }>('DELETE', '/me/avatar');
    expect(gone.body.user).not.toHaveProperty('avatar');
  });

  test('counts what each person keeps, and says when it is too much', async () => {
    const rehema = await newPerson(server.url, 'Rehema');
    await sent(rehema, randomBytes(2_500_000));
    await sent(rehema, randomBytes(2_000_000));
    const { body } = await rehema.rest('GET', '/me/storage');
    expect(body).toEqual({ used: 4_500_000, quota: 5_000_000 });
    const refused = await upload(rehema, randomBytes(600_000));
    expect(refused.body.error).toMatchObject({
      code: 'too_large',
      details: { quota: { of: 'user', used: 4_500_000, bytes: 5_000_000 } },
    });
    expect((await rehema.rest('POST', '/files/uploads', { name: 'a', size: 600_000 })).status).toBe(413);
    expect((await rehema.rest('GET', '/me/storage')).body).toMatchObject({ used: 4_500_000 });
  });
}

const bounds = { FILES_MAX_BYTES: '3000000', FILES_USER_QUOTA: '5000000' };

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));
}

describe('files in a folder', () => {
  let folder = '';
  suite(
    async () => {
      const server = await startServer({ env: bounds });
      folder = server.files;
      return server;
    },
    () => filesIn(folder),
  );
});

describe.skipIf(noS3)(noS3 ? `files in S3 (skipped: ${noS3})` : 'files in S3', () => {
  let s3: TestS3;
  let server: TestServer;
  suite(
    async () => {
      s3 = await startS3();
      server = await startServer({ env: { ...bounds, ...s3.env, FILES_USER_QUOTA: '5000000' } });
      return server;
    },
    () => filesIn(s3.folder),
  );

  test('are unavailable while S3 is down, and all else goes on', async () => {
    const asha = await newPerson(server.url, 'Asha');
    const juma = await newPerson(server.url, 'Juma');
    const file = await sent(asha, 'before');
    await s3.kill();
    const refused = await upload(asha, 'during');
    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'unavailable' } } });
    expect((await get(asha, `/files/${file.id}`)).status).toBe(503);
    const chat = await asha.directChat(juma);
    const socket = await asha.socket();
    await socket.request('message_send', { chatId: chat.id, clientId: 'c1', text: 'still here' });
    expect((await juma.messages(chat.id)).map(message => message.text)).toEqual(['still here']);
    await socket.close();
    await s3.restart();
    expect(await (await get(asha, `/files/${file.id}`)).text()).toBe('before');
    await sent(asha, 'after');
  });

  afterAll(() => s3.stop());
});
