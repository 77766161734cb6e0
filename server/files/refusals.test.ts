// Senders who are refused while they still send: they hear why, and the server goes on.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPerson, type TestClient } from '../../test/harness/client.ts';
import { startServer, type TestServer } from '../../test/harness/server.ts';

let server: TestServer;
let asha: TestClient;
beforeAll(async () => {
  server = await startServer({ env: { FILES_MAX_BYTES: '100M', FILES_USER_QUOTA: '2M' } });
  asha = await newPerson(server.url);
});
afterAll(() => server.stop());

const boundary = 'boundary-of-the-test';
const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="big.bin"\r\n\r\n`;
const type = { 'content-type': `multipart/form-data; boundary=${boundary}` };

/**
 * Sends so many MiB, whatever is said meanwhile, over a bare socket: the client of Node stops sending once it has heard.
 * Resolves with the status, once all is sent.
 */
async function send(method: string, path: string, headers: Record<string, string>, mebibytes: number) {
  const start = method === 'POST' ? head : '';
  const end = method === 'POST' ? `\r\n--${boundary}--\r\n` : '';
  const piece = randomBytes(1024 * 1024);
  const { hostname, port } = new URL(asha.url);
  const all = {
    host: hostname,
    authorization: `Bearer ${asha.session.accessToken}`,
    'content-length': String(start.length + mebibytes * piece.length + end.length),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', text => {
    answer += text;
  });
  await once(socket, 'connect');
  socket.write(`${method} /api/v1${path} HTTP/1.1\r\n${lines.join('')}\r\n${start}`);
  for (let sent = 0; sent < mebibytes; sent++) if (!socket.write(piece)) await once(socket, 'drain');
  socket.write(end);
  while (!answer.includes('\r\n\r\n')) await once(socket, 'data');
  socket.destroy();
  return Number(answer.slice(9, 12));
}

test('a sender of far too much hears so, and can send the rest into nowhere', async () => {
  expect(await send('POST', '/files', type, 60)).toBe(413);
});

test('a sender of pieces that are too many, or at another place, hears so', async () => {
  const { body } = await asha.rest<{ uploadId: string }>('POST', '/files/uploads', { name: 'a', size: 1000 });
  const headers = { 'content-type': 'application/octet-stream', 'upload-offset': '0' };
  const path = `/files/uploads/${body.uploadId}`;
  expect(await send('PATCH', path, headers, 40)).toBe(413);
  expect(await send('PATCH', path, { ...headers, 'upload-offset': '7' }, 40)).toBe(409);
});

test('a sender who hangs up while or after being refused harms nobody', async () => {
  const form = () => new Blob([head, randomBytes(30 * 1024 * 1024)]);
  for (const wait of [1, 20, 200]) {
    await fetch(`${asha.url}/api/v1/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${asha.session.accessToken}`, ...type },
      body: form(),
      signal: AbortSignal.timeout(wait),
    }).catch(() => undefined);
  }
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
