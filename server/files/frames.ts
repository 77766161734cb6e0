// Files at rest: AES-256-GCM in frames, so that any range opens without the rest, and nothing can be cut, swapped or moved.
import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';

/** Plain bytes in a frame; the last one of a segment may have fewer. */
export const frameBytes = 64 * 1024;
const tagBytes = 16;
export const prefixBytes = 8;

/** What the frames of one segment are sealed with. */
export interface Sealing {
  /** The file's own key. */
  readonly key: KeyObject;
  readonly fileId: string;
  /** Which part of the file it is, such as "3" or "thumbnail". */
  readonly part: string;
  /** Random for each segment; with the frame's number it is the nonce. */
  readonly prefix: Buffer;
}

/** Bytes that a segment takes at rest. */
export const sealedBytes = (size: number): number => size + Math.ceil(size / frameBytes) * tagBytes;

function nonceOf({ prefix }: Sealing, frame: number): Buffer {
  const nonce = Buffer.alloc(prefixBytes + 4);
  prefix.copy(nonce);
  nonce.writeUInt32BE(frame, prefixBytes);
  return nonce;
}

const boundTo = ({ fileId, part }: Sealing, frame: number, last: boolean) =>
  Buffer.from(`file/${fileId}/${part}/${frame}/${last ? 'last' : 'more'}`);

function sealFrame(sealing: Sealing, frame: number, last: boolean, plain: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', sealing.key, nonceOf(sealing, frame));
  cipher.setAAD(boundTo(sealing, frame, last));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function openFrame(sealing: Sealing, frame: number, last: boolean, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', sealing.key, nonceOf(sealing, frame));
  decipher.setAAD(boundTo(sealing, frame, last));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]);
}

/** Seals content that arrives in pieces of any size. */
export async function* sealFrames(
  sealing: Sealing,
  content: AsyncIterable<Buffer> | Iterable<Buffer>,
): AsyncGenerator<Buffer> {
  // A full frame waits for the next byte, which tells that it is not the last.
  const held = Buffer.allocUnsafe(frameBytes);
  let filled = 0;
  let frame = 0;
  for await (const piece of content) {
    for (let at = 0; at < piece.length; ) {
      if (filled === frameBytes) {
        yield sealFrame(sealing, frame++, false, held);
        filled = 0;
      }
      const taken = piece.copy(held, filled, at);
      filled += taken;
      at += taken;
    }
  }
  if (filled > 0) yield sealFrame(sealing, frame, true, held.subarray(0, filled));
}

/** Where the frames lie at rest that hold the plain bytes `from` up to and without `to` of a segment. */
export function sealedRange(size: number, from: number, to: number) {
  const first = Math.floor(from / frameBytes);
  const end = Math.ceil(to / frameBytes);
  const whole = frameBytes + tagBytes;
  return { first, from: first * whole, to: Math.min(end * whole, sealedBytes(size)) };
}

/** Opens the frames that `sealedRange` named and gives the plain bytes asked for; throws when anything was altered. */
export function openRange(sealing: Sealing, size: number, from: number, to: number, sealed: Buffer): Buffer {
  const { first } = sealedRange(size, from, to);
  const lastFrame = Math.ceil(size / frameBytes) - 1;
  const whole = frameBytes + tagBytes;
  const plain: Buffer[] = [];
  for (let at = 0, frame = first; at < sealed.length; at += whole, frame++) {
    plain.push(openFrame(sealing, frame, frame === lastFrame, sealed.subarray(at, at + whole)));
  }
  const start = from - first * frameBytes;
  return Buffer.concat(plain).subarray(start, start + (to - from));
}
