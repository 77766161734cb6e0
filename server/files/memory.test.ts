// Uploads far larger than what the server may hold: its memory stays flat.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { newPerson, type TestClient } from '../../test/harness/client.ts';
import { s3Missing, startS3, type TestS3 } from '../../test/harness/s3.ts';
import { startServer, type TestServer } from '../../test/harness/server.ts';

const noS3 = await s3Missing();
const mebibyte = 1024 * 1024;
const atOnce = 4;
const size = 256 * mebibyte;
const mostGrowth = 64 * mebibyte;

/** Resident memory of a process, from the kernel. */
const memoryOf = (pid: number) =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;

function upload(person: TestClient, bytes: number): Promise<number> {
  const boundary = 'boundary-of-the-test';
  const piece = randomBytes(mebibyte);
  function* body() {
    yield Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="big.bin"\r\n\r\n`,
    );
    for (let at = 0; at < bytes; at += piece.length) yield piece;
    yield Buffer.from(`\r\n--${boundary}--\r\n`);
  }
  const request = httpRequest(`${person.url}/api/v1/files`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${person.session.accessToken}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
  });
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', response => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    Readable.from(body()).pipe(request);
  });
}

async function growthWhile(server: TestServer, work: () => Promise<void>): Promise<number> {
  const idle = memoryOf(server.pid);
  let most = idle;
  const timer = setInterval(() => {
    most = Math.max(most, memoryOf(server.pid));
  }, 50);
  await work();
  clearInterval(timer);
  return most - idle;
}

async function measure(server: TestServer): Promise<number> {
  const person = await newPerson(server.url);
  // What is loaded at the first use is not what is asked here.
  await Promise.all(Array.from({ length: atOnce }, () => upload(person, 8 * mebibyte)));
  return growthWhile(server, async () => {
    const done = await Promise.all(Array.from({ length: atOnce }, () => upload(person, size)));
    expect(done).toEqual(Array(atOnce).fill(201));
  });
}

describe.skipIf(process.platform !== 'linux')('memory of the server', () => {
  let s3: TestS3 | undefined;
  afterAll(() => s3?.stop());

  test('stays flat while large files go to a folder', { timeout: 300_000 }, async () => {
    const server = await startServer();
    const growth = await measure(server);
    console.log(`${atOnce} uploads of 256 MiB to a folder: ${Math.round(growth / mebibyte)} MiB more memory`);
    await server.stop();
    expect(growth).toBeLessThan(mostGrowth);
  });

  test.skipIf(noS3)('stays flat while large files go to S3', { timeout: 300_000 }, async () => {
    s3 = await startS3();
    const server = await startServer({ env: s3.env });
    const growth = await measure(server);
    console.log(`${atOnce} uploads of 256 MiB to S3: ${Math.round(growth / mebibyte)} MiB more memory`);
    await server.stop();
    expect(growth).toBeLessThan(mostGrowth);
  });
});
