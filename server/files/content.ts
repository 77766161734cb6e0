// The bytes of files: cut into segments and sealed on their way in, opened in small windows on their way out.
import type { KeyObject } from 'node:crypto';
import { randomBytes } from 'node:crypto';
import type { FileId } from '../../common/ids.ts';
import type { Storage } from '../infra/storage.ts';
import { frameBytes, openRange, prefixBytes, type Sealing, sealedRange, sealFrames } from './frames.ts';
import type { Segment } from './store.ts';

/** A segment is what a lost connection or a slow storage costs at most. */
export const segmentBytes = 16 * 1024 * 1024;
/** What one reader has in memory. */
const windowBytes = 8 * frameBytes;

export type Content = ReturnType<typeof createContent>;

/** Sorted by the fast-changing end of the id, so that no folder holds them all. */
export const folderOf = (id: FileId) => `${id.slice(-2)}/${id}/`;
export const placeOf = (id: FileId, part: string, prefix: string) => `${folderOf(id)}${part}-${prefix}`;

interface Source {
  _id: FileId;
  segments: readonly Segment[];
}

export function createContent(storage: Storage) {
  async function put(
    id: FileId,
    key: KeyObject,
    part: string,
    plain: AsyncIterable<Buffer>,
  ): Promise<Segment> {
    const prefix = randomBytes(prefixBytes);
    const hex = prefix.toString('hex');
    let size = 0;
    async function* counted() {
      for await (const piece of plain) {
        size += piece.length;
        yield piece;
      }
    }
    const sealing: Sealing = { key, fileId: id, part, prefix };
    await storage.put(placeOf(id, part, hex), sealFrames(sealing, counted()));
    return { prefix: hex, size };
  }

  async function window(
    id: FileId,
    key: KeyObject,
    part: string,
    segment: Segment,
    from: number,
    to: number,
  ) {
    const prefix = Buffer.from(segment.prefix, 'hex');
    const range = sealedRange(segment.size, from, to);
    const sealed = await storage.get(placeOf(id, part, segment.prefix), range.from, range.to);
    return openRange({ key, fileId: id, part, prefix }, segment.size, from, to, sealed);
  }

  async function* read({ _id, segments }: Source, key: KeyObject, from: number, to: number) {
    let start = 0;
    for (const [number, segment] of segments.entries()) {
      const end = Math.min(to - start, segment.size);
      // Windows end where frames end, so that no frame is fetched twice.
      for (let at = Math.max(0, from - start); at < end; ) {
        const next = Math.min(end, (Math.floor(at / windowBytes) + 1) * windowBytes);
        yield await window(_id, key, String(number), segment, at, next);
        at = next;
      }
      start += segment.size;
      if (start >= to) return;
    }
  }

  return {
    put,
    /** Opens the bytes `from` up to and without `to`. Throws where they were altered; errors: `unavailable`. */
    read,
    /** All of a part that is one segment, such as a thumbnail. */
    part: (id: FileId, key: KeyObject, part: string, segment: Segment) =>
      window(id, key, part, segment, 0, segment.size),
    async whole(source: Source, key: KeyObject, size: number): Promise<Buffer> {
      const pieces: Buffer[] = [];
      for await (const piece of read(source, key, 0, size)) pieces.push(piece);
      return Buffer.concat(pieces);
    },
    removeParts: async (id: FileId, segments: readonly Segment[]) => {
      for (const [number, { prefix }] of segments.entries()) {
        await storage.remove(placeOf(id, String(number), prefix));
      }
    },
    removeAll: (id: FileId) => storage.remove(folderOf(id)),
  };
}
