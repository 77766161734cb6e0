// Fetching: checked hashes, hosts that do not answer, and single files out of an archive.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort, listen } from '../run/port.ts';
import { makeFolder } from './cache.ts';
import { download, reachable } from './download.ts';
import { unzipOne } from './zip.ts';

let folder: string;
let server: Server;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'baraza-download-'));
  server = createServer((_, response) => response.end('the file'));
});

afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const sha256 = createHash('sha256').update('the file').digest('hex');

it('writes the file when its hash is the expected one', async () => {
  const url = `http://127.0.0.1:${await listen(server)}/`;
  const file = join(folder, 'file');
  await download({ label: 'Fetching', url, file, sha256 });
  expect(readFileSync(file, 'utf8')).toBe('the file');
});

it('refuses a file with another hash', async () => {
  const url = `http://127.0.0.1:${await listen(server)}/`;
  const wrong = { label: 'Fetching', url, file: join(folder, 'file'), sha256: '0'.repeat(64) };
  await expect(download(wrong)).rejects.toThrow(/not the expected file/);
});

it('sees at once that a host is not there', async () => {
  expect(await reachable('host.invalid')).toBe(false);
  expect(await reachable('127.0.0.1', await freePort())).toBe(false);
  expect(await reachable('127.0.0.1', await listen(server))).toBe(true);
});

it('leaves no half-made folder behind', async () => {
  const target = join(folder, 'part');
  const broken = makeFolder(target, async draft => {
    writeFileSync(join(draft, 'half'), '');
    throw new Error('cut off');
  });
  await expect(broken).rejects.toThrow('cut off');
  expect(existsSync(target)).toBe(false);
});

it('takes one file out of a zip archive', async () => {
  const archive = join(folder, 'a.zip');
  writeFileSync(archive, zipOf('wheel/bin/program', 'what it does '.repeat(1000)));
  await unzipOne(archive, '/bin/program', join(folder, 'program'));
  expect(readFileSync(join(folder, 'program'), 'utf8')).toBe('what it does '.repeat(1000));
  await expect(unzipOne(archive, '/missing', join(folder, 'x'))).rejects.toThrow(/holds no/);
});

function zipOf(name: string, text: string): Buffer {
  const packed = deflateRawSync(text);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc32(text), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(Buffer.byteLength(text), 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
  const entry = Buffer.concat([
    Buffer.from('PK\x01\x02\x14\x00'),
    common,
    Buffer.alloc(14),
    Buffer.from(name),
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, entry, end]);
}
