// Files in a folder: written beside their place, synced, and moved there at once.
import { randomUUID } from 'node:crypto';
import { access, constants, type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { type Storage, storageFailure, writeWhole } from './storage.ts';
import { bytesPassed } from './youngGarbage.ts';

const halves = '.half';

/** Makes the folder, private to its owner, when it is not there. */
export async function openDisk(root: string): Promise<Storage> {
  await mkdir(join(root, halves), { recursive: true, mode: 0o700 });
  const placeOf = (key: string) => join(root, ...key.split('/'));

  return {
    async put(key, content) {
      const draft = join(root, halves, randomUUID());
      const handle = await open(draft, 'wx', 0o600).catch(fail);
      try {
        await writeAll(handle, content);
        const place = placeOf(key);
        await mkdir(dirname(place), { recursive: true, mode: 0o700 }).catch(fail);
        await rename(draft, place).catch(fail);
        await syncFolder(dirname(place));
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },

    async get(key, from, to) {
      const handle = await open(placeOf(key), 'r').catch(fail);
      try {
        const bytes = Buffer.allocUnsafe(to - from);
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, from).catch(fail);
        if (bytesRead < bytes.length) fail(new Error(`${key} is shorter than it was written`));
        return bytes;
      } finally {
        await handle.close();
      }
    },

    // Keys end in whole names, so that a prefix is a folder or a file.
    remove: prefix => rm(placeOf(prefix), { recursive: true, force: true }).catch(fail),

    async keys(prefix) {
      const inside = await readdir(root, { recursive: true, withFileTypes: true }).catch(fail);
      return inside
        .filter(entry => entry.isFile())
        .map(entry => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
        .filter(key => key.startsWith(prefix) && !key.startsWith(halves));
    },

    ping: () => access(join(root, halves), constants.R_OK | constants.W_OK).catch(fail),

    async tidy(olderThan) {
      for (const name of await readdir(join(root, halves)).catch(fail)) {
        const draft = join(root, halves, name);
        const found = await stat(draft).catch(gone);
        if (found !== null && found.mtime < olderThan) await rm(draft, { force: true }).catch(fail);
      }
    },

    close: () => Promise.resolve(),
  };
}

function fail(error: unknown): never {
  throw storageFailure(error);
}

/** Another node may have been quicker. */
function gone(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  return fail(error);
}

async function writeAll(handle: FileHandle, content: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const chunk of content) {
      await writeWhole(handle, chunk).catch(fail);
      bytesPassed(chunk.length);
    }
    await handle.sync().catch(fail);
  } finally {
    await handle.close();
  }
}

/** Makes the new name durable too; Windows has no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r').catch(fail);
  try {
    await handle.sync().catch(fail);
  } finally {
    await handle.close();
  }
}
