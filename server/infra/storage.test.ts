// One suite for both places in which files may lie.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { s3Missing, startS3, type TestS3 } from '../../test/harness/s3.ts';
import { openDisk } from './disk.ts';
import { openS3 } from './s3.ts';
import type { Storage } from './storage.ts';

const noS3 = await s3Missing();

async function* chunks(bytes: Buffer, size = 100_000) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Whether a small disk can be had here; else why not. */
function canMount(): true | string {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'only root on Linux can mount a small disk';
  const folder = mkdtempSync(join(tmpdir(), 'baraza-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return 'mounting is not allowed here';
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function suite(open: () => Promise<Storage>) {
  let storage: Storage;
  beforeAll(async () => {
    storage = await open();
  });
  afterAll(() => storage.close());

  test('gives back what was put, whole and in ranges', async () => {
    const bytes = randomBytes(3_000_000);
    await storage.put('ab/one/0', chunks(bytes));
    expect((await storage.get('ab/one/0', 0, bytes.length)).equals(bytes)).toBe(true);
    expect(await storage.get('ab/one/0', 1_234_567, 1_234_600)).toEqual(bytes.subarray(1_234_567, 1_234_600));
    expect(await storage.get('ab/one/0', bytes.length - 1, bytes.length)).toEqual(bytes.subarray(-1));
  });

  test('says that it answers', async () => {
    await expect(storage.ping()).resolves.toBeUndefined();
  });

  test('keeps nothing of content that breaks off', async () => {
    async function* broken() {
      yield randomBytes(200_000);
      throw new Error('cut');
    }
    await expect(storage.put('ab/two/0', broken())).rejects.toThrow('cut');
    expect(await storage.keys('ab/two/')).toEqual([]);
  });

  test('puts the same key again', async () => {
    await storage.put('ab/three/0', chunks(Buffer.from('first')));
    await storage.put('ab/three/0', chunks(Buffer.from('again')));
    expect((await storage.get('ab/three/0', 0, 5)).toString()).toBe('again');
  });

  test('removes a single object and all below a prefix, and what is not there', async () => {
    for (const part of ['0', '1', '2']) await storage.put(`cd/four/${part}`, chunks(Buffer.from(part)));
    await storage.put('cd/five/0', chunks(Buffer.from('stays')));
    await storage.remove('cd/four/1');
    expect((await storage.keys('cd/four/')).sort()).toEqual(['cd/four/0', 'cd/four/2']);
    await storage.remove('cd/four/');
    expect(await storage.keys('cd/four/')).toEqual([]);
    expect(await storage.keys('cd/five/')).toEqual(['cd/five/0']);
    await storage.remove('cd/never/');
  });

  test('says that it is unavailable when what it should hold is not there or too short', async () => {
    await expect(storage.get('ab/none/0', 0, 10)).rejects.toMatchObject({ code: 'unavailable' });
    await storage.put('ab/short/0', chunks(Buffer.from('12345')));
    await expect(storage.get('ab/short/0', 0, 10)).rejects.toMatchObject({ code: 'unavailable' });
  });
}

describe('a folder', () => {
  const root = mkdtempSync(join(tmpdir(), 'baraza-disk-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  suite(() => openDisk(root));

  test('tidies what a dead process left half-written, and only that', async () => {
    const storage = await openDisk(root);
    writeFileSync(join(root, '.half', 'left'), 'half');
    await storage.tidy(new Date(Date.now() - 60_000));
    expect(readdirSync(join(root, '.half'))).toEqual(['left']);
    await storage.tidy(new Date(Date.now() + 60_000));
    expect(readdirSync(join(root, '.half'))).toEqual([]);
  });

  const mounts = canMount();
  test.skipIf(mounts !== true)(
    `says that it is full when the disk is, leaves nothing half-written, and goes on${mounts === true ? '' : ` (skipped: ${mounts})`}`,
    async () => {
      const small = mkdtempSync(join(tmpdir(), 'baraza-small-'));
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', small]);
      try {
        const storage = await openDisk(small);
        await storage.put('ab/one/0', chunks(randomBytes(1_000_000)));
        // In pieces, and in one of which the system takes only a part.
        for (const size of [100_000, 3_000_000]) {
          const content = chunks(randomBytes(3_000_000), size);
          await expect(storage.put('ab/two/0', content)).rejects.toMatchObject({
            code: 'unavailable',
            message: expect.stringContaining('full'),
          });
        }
        expect(readdirSync(join(small, '.half'))).toEqual([]);
        expect(await storage.keys('')).toEqual(['ab/one/0']);
        await storage.remove('ab/one/');
        await storage.put('ab/three/0', chunks(randomBytes(1_500_000)));
        await storage.close();
      } finally {
        execFileSync('umount', [small]);
        rmSync(small, { recursive: true });
      }
    },
  );

  test.skipIf(process.getuid?.() === 0)('says that it is unavailable when it may not write', async () => {
    const storage = await openDisk(root);
    chmodSync(join(root, '.half'), 0o500);
    await expect(storage.put('x/y/0', chunks(Buffer.from('a')))).rejects.toMatchObject({
      code: 'unavailable',
    });
    chmodSync(join(root, '.half'), 0o700);
  });
});

describe.skipIf(noS3)(noS3 ? `S3 (skipped: ${noS3})` : 'S3', () => {
  let s3: TestS3;
  beforeAll(async () => {
    s3 = await startS3();
  });
  afterAll(() => s3.stop());
  suite(() => openS3(s3.config));

  test('says that it is unavailable while the service is down, and goes on when it is back', async () => {
    const storage = await openS3(s3.config, { pause: 10 });
    await storage.put('ef/six/0', chunks(Buffer.from('here')));
    await s3.kill();
    const content = chunks(Buffer.from('there'));
    await expect(storage.put('ef/six/1', content)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(storage.get('ef/six/0', 0, 4)).rejects.toMatchObject({ code: 'unavailable' });
    await s3.restart();
    expect((await storage.get('ef/six/0', 0, 4)).toString()).toBe('here');
    await storage.close();
  });

  test('starts without the service, and makes the bucket once it is there', async () => {
    await s3.kill();
    const storage = await openS3({ ...s3.config, bucket: 'later' }, { pause: 10 });
    await s3.restart();
    await storage.put('gh/seven/0', chunks(Buffer.from('late')));
    expect((await storage.get('gh/seven/0', 0, 4)).toString()).toBe('late');
    await storage.close();
  });

  test('gives up on a service that takes the question and does not answer', async () => {
    const storage = await openS3(s3.config, { pause: 1, answersWithin: 200 });
    await storage.put('ij/eight/0', chunks(Buffer.from('slow')));
    process.kill(s3.pid, 'SIGSTOP');
    try {
      await expect(storage.get('ij/eight/0', 0, 4)).rejects.toMatchObject({ code: 'unavailable' });
    } finally {
      process.kill(s3.pid, 'SIGCONT');
    }
    await storage.close();
  });

  test('tries again with all the bytes when the service is too busy, and tells that it is full', async () => {
    const bytes = randomBytes(200_000);
    const answers: [number, string][] = [];
    const got: number[] = [];
    // In front of the real service: says what is in `answers` first.
    const gate = createServer((request, response) => {
      const answer = request.method === 'PUT' ? answers.shift() : undefined;
      if (request.method === 'PUT') got.push(Number(request.headers['content-length']));
      if (answer !== undefined) {
        request.resume();
        const [status, code] = answer;
        response.writeHead(status, { 'content-type': 'application/xml' });
        response.end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);
        return;
      }
      const { hostname, port } = new URL(s3.config.endpoint);
      const { method, url: path, headers } = request;
      const passed = httpRequest({ hostname, port, method, path, headers }, reply => {
        response.writeHead(reply.statusCode ?? 500, reply.headers);
        reply.pipe(response);
      });
      request.pipe(passed);
    });
    await new Promise<void>(resolve => gate.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(gate.address() as AddressInfo).port}`;
    const storage = await openS3({ ...s3.config, endpoint }, { pause: 5 });
    answers.push([503, 'SlowDown'], [503, 'ServiceUnavailable']);
    await storage.put('kl/nine/0', chunks(bytes));
    expect(got).toEqual([200_000, 200_000, 200_000]);
    expect((await storage.get('kl/nine/0', 0, bytes.length)).equals(bytes)).toBe(true);
    answers.push(...Array<[number, string]>(4).fill([507, 'XMinioStorageFull']));
    await expect(storage.put('kl/nine/1', chunks(bytes))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('full'),
    });
    await storage.close();
    gate.closeAllConnections();
    gate.close();
  });

  test('tells a wrong secret at once as unavailable', async () => {
    const storage = await openS3({ ...s3.config, secretAccessKey: 'wrong' });
    await expect(storage.get('ab/one/0', 0, 1)).rejects.toMatchObject({ code: 'unavailable' });
    await storage.close();
  });
});
