// Senders who are refused while they still send: they hear why, and the server goes on.
import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPerson, type TestClient } from '../../test/harness/client.ts';
import { startServer, type TestServer } from '../../test/harness/server.ts';

let server: TestServer;
let asha: TestClient;
beforeAll(async () => {
  server = await startServer({ env: { FILES_MAX_BYTES: '1M', FILES_USER_QUOTA: '2M' } });
  asha = await newPerson(server.url);
});
afterAll(() => server.stop());

const boundary = 'boundary-of-the-test';
const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="big.bin"\r\n\r\n`;
const type = { 'content-type': `multipart/form-data; boundary=${boundary}` };

/** Sends so many MiB, whatever is said meanwhile; without a length, so that only the bytes tell. */
function send(method: string, path: string, headers: Record<string, string>, mebibytes: number) {
  const request = httpRequest(`${asha.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${asha.session.accessToken}`, ...headers },
  });
  request.setMaxListeners(0);
  const answer = new Promise<{ status: number; text: string }>((resolve, reject) => {
    request.on('error', reject);
    request.on('response', async response => {
      let text = '';
      for await (const part of response) text += part;
      resolve({ status: response.statusCode ?? 0, text });
    });
  });
  answer.catch(() => undefined);
  const sending = (async () => {
    if (method === 'POST') request.write(head);
    const piece = randomBytes(1024 * 1024);
    for (let sent = 0; sent < mebibytes && !request.destroyed; sent++) {
      if (!request.write(piece)) await new Promise<void>(go => request.once('drain', go).once('close', go));
    }
    if (!request.destroyed) request.end(method === 'POST' ? `\r\n--${boundary}--\r\n` : '');
  })();
  return { request, answer, sending };
}

test('a sender of far too much hears so, and can send the rest into nowhere', async () => {
  const { answer, sending } = send('POST', '/files', type, 60);
  expect(await answer).toMatchObject({ status: 413 });
  await sending;
});

test('a sender of pieces that are too many hears so', async () => {
  const { body } = await asha.rest<{ uploadId: string }>('POST', '/files/uploads', { name: 'a', size: 1000 });
  const headers = { 'content-type': 'application/octet-stream', 'upload-offset': '0' };
  const path = `/files/uploads/${body.uploadId}`;
  const { answer, sending } = send('PATCH', path, headers, 40);
  expect(await answer).toMatchObject({ status: 413 });
  await sending;
  const elsewhere = send('PATCH', path, { ...headers, 'upload-offset': '7' }, 40);
  expect(await elsewhere.answer).toMatchObject({ status: 409 });
});

test('a sender who hangs up after being refused harms nobody', async () => {
  for (let turn = 0; turn < 3; turn++) {
    const { request, answer } = send('POST', '/files', type, 30);
    await answer.catch(() => undefined);
    request.destroy();
  }
  const { request, sending } = send('POST', '/files', type, 30);
  await sleep(20);
  request.destroy();
  await sending;
  expect((await asha.rest('GET', '/me')).status).toBe(200);
  expect((await asha.rest('GET', '/me/storage')).body).toMatchObject({ quota: 2 * 1024 ** 2 });
});

test('bodies that are no proper form are refused', async () => {
  const bad = async (body: string, contentType: string) => {
    const response = await fetch(`${asha.url}/api/v1/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${asha.session.accessToken}`, 'content-type': contentType },
      body,
    });
    return response.status;
  };
  expect(await bad('nothing of that kind', type['content-type'])).toBe(400);
  expect(await bad(`${head}cut off`, type['content-type'])).toBe(400);
  expect(await bad('x', 'multipart/form-data')).toBeGreaterThanOrEqual(400);
  expect(await bad('{}', 'text/plain')).toBe(400);
  expect((await asha.rest('GET', '/me')).status).toBe(200);
});
