// Uploads far larger than what the server may hold: its memory stays flat.
import { afterAll, describe, expect, test } from 'vitest';
import { bring, memoryWhile } from '../../test/harness/bulk.ts';
import { newPerson } from '../../test/harness/client.ts';
import { s3Missing, startS3, type TestS3 } from '../../test/harness/s3.ts';
import { startServer, type TestServer } from '../../test/harness/server.ts';

const noS3 = await s3Missing();
const mebibyte = 1024 * 1024;
const atOnce = 4;
const size = 256 * mebibyte;
const mostGrowth = 64 * mebibyte;

async function growthOf(server: TestServer): Promise<number> {
  const { session } = await newPerson(server.url);
  const send = (bytes: number) =>
    Promise.all(Array.from({ length: atOnce }, () => bring(server.url, session.accessToken, bytes)));
  // What is loaded at the first use is not what is asked here.
  await send(8 * mebibyte);
  const { idle, most } = await memoryWhile(server.pid, async () => {
    expect(await send(size)).toEqual(Array(atOnce).fill(201));
  });
  return most - idle;
}

describe.skipIf(process.platform !== 'linux')('memory of the server', () => {
  let s3: TestS3 | undefined;
  afterAll(() => s3?.stop());

  test('stays flat while large files go to a folder', { timeout: 300_000 }, async () => {
    const server = await startServer();
    const growth = await growthOf(server);
    console.log(`${atOnce} uploads of 256 MiB to a folder: ${Math.round(growth / mebibyte)} MiB more memory`);
    await server.stop();
    expect(growth).toBeLessThan(mostGrowth);
  });

  test.skipIf(noS3)('stays flat while large files go to S3', { timeout: 300_000 }, async () => {
    s3 = await startS3();
    const server = await startServer({ env: s3.env });
    const growth = await growthOf(server);
    console.log(`${atOnce} uploads of 256 MiB to S3: ${Math.round(growth / mebibyte)} MiB more memory`);
    await server.stop();
    expect(growth).toBeLessThan(mostGrowth);
  });
});
