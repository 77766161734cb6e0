// Takes single files out of a zip archive: enough for wheels, without a dependency.
import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly size: number;
  readonly offset: number;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const END_SIZE = 22;
const LOCAL_HEADER_SIZE = 30;

/** Writes the first entry whose name ends with `suffix` to `file`. */
export async function unzipOne(archive: string, suffix: string, file: string): Promise<void> {
  const handle = await open(archive);
  try {
    const entry = (await listEntries(handle)).find(({ name }) => name.endsWith(suffix));
    if (!entry) throw new Error(`${archive} holds no ${suffix}`);
    const local = await read(handle, entry.offset, LOCAL_HEADER_SIZE);
    const start = entry.offset + LOCAL_HEADER_SIZE + local.readUInt16LE(26) + local.readUInt16LE(28);
    const bytes = createReadStream(archive, { start, end: start + entry.size - 1 });
    const out = createWriteStream(file);
    if (entry.method === 0) await pipeline(bytes, out);
    else await pipeline(bytes, createInflateRaw(), out);
  } finally {
    await handle.close();
  }
}

async function listEntries(handle: FileHandle): Promise<Entry[]> {
  const { size } = await handle.stat();
  const tailStart = Math.max(0, size - END_SIZE - 0xffff);
  const tail = await read(handle, tailStart, size - tailStart);
  let end = tail.length - END_SIZE;
  while (end >= 0 && tail.readUInt32LE(end) !== END_SIGNATURE) end--;
  if (end < 0) throw new Error('Not a zip archive');
  const directory = await read(handle, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const entries: Entry[] = [];
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === ENTRY_SIGNATURE; ) {
    const nameLength = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      size: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead !== length) throw new Error('The zip archive is cut short');
  return buffer;
}
