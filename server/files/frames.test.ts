// Sealed frames against everything that could befall them at rest.
import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameBytes, openRange, type Sealing, sealedBytes, sealedRange, sealFrames } from './frames.ts';

const sealing: Sealing = {
  key: createSecretKey(randomBytes(32)),
  fileId: 'f1',
  part: '0',
  prefix: randomBytes(8),
};

async function sealAll(plain: Buffer, piece = 50_000, by = sealing): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let at = 0; at < plain.length; at += piece) pieces.push(plain.subarray(at, at + piece));
  const frames: Buffer[] = [];
  for await (const frame of sealFrames(by, pieces)) frames.push(frame);
  return Buffer.concat(frames);
}

function read(sealed: Buffer, size: number, from: number, to: number, by = sealing): Buffer {
  const range = sealedRange(size, from, to);
  return openRange(by, size, from, to, sealed.subarray(range.from, range.to));
}

describe('frames', () => {
  test('open any range of content of any size that came in pieces of any size', async () => {
    const sizes = fc.oneof(
      fc.integer({ min: 1, max: 4 * frameBytes }),
      fc.constantFrom(1, frameBytes - 1, frameBytes, frameBytes + 1, 2 * frameBytes),
    );
    await fc.assert(
      fc.asyncProperty(
        sizes,
        fc.integer({ min: 1000, max: 200_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (size, piece, a, b) => {
          const plain = randomBytes(size);
          const sealed = await sealAll(plain, piece);
          expect(sealed.length).toBe(sealedBytes(size));
          const from = Math.floor(Math.min(a, b) * size * 0.999);
          const to = Math.min(size, Math.max(from + 1, Math.ceil(Math.max(a, b) * size)));
          expect(read(sealed, size, from, to).equals(plain.subarray(from, to))).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  const size = 2 * frameBytes + 100;
  const plain = randomBytes(size);

  test('do not open when one bit was altered', async () => {
    const sealed = await sealAll(plain);
    sealed[frameBytes + 40] = (sealed[frameBytes + 40] ?? 0) ^ 1;
    expect(() => read(sealed, size, 0, size)).toThrow();
    expect(read(sealed, size, 0, 100)).toEqual(plain.subarray(0, 100));
  });

  test('do not open in another order, of another file, another part, or cut at the end of a frame', async () => {
    const sealed = await sealAll(plain);
    const whole = frameBytes + 16;
    const swapped = Buffer.concat([
      sealed.subarray(whole, 2 * whole),
      sealed.subarray(0, whole),
      sealed.subarray(2 * whole),
    ]);
    expect(() => read(swapped, size, 0, size)).toThrow();
    expect(() => read(sealed, size, 0, 10, { ...sealing, fileId: 'f2' })).toThrow();
    expect(() => read(sealed, size, 0, 10, { ...sealing, part: '1' })).toThrow();
    const cut = sealed.subarray(0, 2 * whole);
    expect(() => read(cut, 2 * frameBytes, frameBytes, 2 * frameBytes)).toThrow();
  });

  test('show nothing of the content', async () => {
    const sealed = await sealAll(Buffer.from('needle '.repeat(30_000)));
    expect(sealed.includes('needle')).toBe(false);
  });
});
