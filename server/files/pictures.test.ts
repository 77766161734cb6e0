// Pictures as phones and forgers make them.
import { Transformer } from '@napi-rs/image';
import { describe, expect, test } from 'vitest';
import { jpegWith, pixels } from './pictures.testing.ts';
import { makePicture, makeSquare, typeOf } from './pictures.ts';
import { strip } from './strip.ts';

describe('a picture', () => {
  test('loses place and camera, and not one pixel', () => {
    const plain = pixels(60, 40).jpegSync(90);
    const telling = jpegWith(plain, { orientation: 1, comment: 'GPS -6.1 39.2' });
    expect(telling.includes('GPS')).toBe(true);
    const { content, width, height } = strip('image/jpeg', telling);
    expect([width, height]).toEqual([60, 40]);
    expect(content.includes('GPS')).toBe(false);
    expect(content.includes('Exif')).toBe(false);
    const raw = (bytes: Buffer) => new Transformer(bytes).rawPixelsSync();
    expect(raw(content).equals(raw(plain))).toBe(true);
  });

  test('is turned upright', () => {
    const lying = jpegWith(pixels(60, 40).jpegSync(90), { orientation: 6 });
    const { content, shown } = makePicture('image/jpeg', lying);
    expect(shown).toMatchObject({ width: 40, height: 60 });
    expect(new Transformer(content).metadataSync(true)).toMatchObject({ width: 40, height: 60 });
    expect(new Transformer(content).metadataSync(true).orientation ?? 1).toBe(1);
    expect(content.includes('Exif')).toBe(false);
  });

  test('has a thumbnail within bounds and a small hash', () => {
    const { shown, thumbnail } = makePicture('image/png', pixels(1600, 800).pngSync());
    expect(new Transformer(thumbnail ?? Buffer.alloc(0)).metadataSync()).toMatchObject({
      width: 640,
      height: 320,
      format: 'webp',
    });
    expect(Buffer.from(shown?.thumbhash ?? '', 'base64').length).toBeGreaterThan(4);
    expect(Buffer.from(shown?.thumbhash ?? '', 'base64').length).toBeLessThan(40);
  });

  test.each(['png', 'webp'] as const)('that is %s loses what is hidden behind its end', kind => {
    const plain = kind === 'png' ? pixels(20, 20).pngSync() : pixels(20, 20).webpSync(90);
    const { content } = makePicture(
      `image/${kind}`,
      Buffer.concat([plain, Buffer.from('PK\x03\x04 hidden')]),
    );
    expect(content.includes('hidden')).toBe(false);
    expect(new Transformer(content).metadataSync()).toMatchObject({ width: 20, height: 20 });
  });

  test('that is animated stays so', () => {
    const frame = '2c00000000010001000002024401003b'.slice(0, -2);
    const loop = '21ff0b4e45545343415045322e3003010000' + '00';
    const comment = `21fe06${Buffer.from('secret').toString('hex')}00`;
    const control = '21f90400000000' + '00';
    const head = `47494638396101000100800000ffffff000000`;
    const gif = Buffer.from(`${head}${loop}${comment}${control}${frame}${control}${frame}3b`, 'hex');
    const { content, shown } = makePicture('image/gif', gif);
    expect(shown).toMatchObject({ width: 1, height: 1 });
    expect(content.includes('secret')).toBe(false);
    expect(content.toString('hex')).toBe(`${head}${loop}${control}${frame}${control}${frame}3b`);
  });

  test('of too many pixels is not decoded', () => {
    const bomb = pixels(10, 10).pngSync();
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    expect(makePicture('image/png', bomb)).not.toHaveProperty('shown');
  });

  test('becomes a square', () => {
    expect(new Transformer(makeSquare(pixels(300, 100).pngSync())).metadataSync()).toMatchObject({
      width: 256,
      height: 256,
    });
  });

  test('that is none is refused', () => {
    for (const bytes of [
      Buffer.from('GIF89a/*<script>alert(1)</script>*/'),
      Buffer.from([0xff, 0xd8]),
      Buffer.alloc(64),
    ]) {
      expect(() => makePicture('image/gif', bytes)).toThrow();
      expect(() => makePicture('image/jpeg', bytes)).toThrow();
      expect(() => makePicture('image/png', bytes)).toThrow();
      expect(() => makePicture('image/webp', bytes)).toThrow();
    }
  });
});

test('the type comes from the bytes', async () => {
  expect(await typeOf(pixels(5, 5).pngSync(), true)).toBe('image/png');
  expect(await typeOf(Buffer.from('%PDF-1.7\n%âãÏÓ\n'), true)).toBe('application/pdf');
  expect(await typeOf(Buffer.from('Habari za asubuhi'), true)).toBe('text/plain');
  expect(await typeOf(Buffer.from('<html><script>alert(1)</script>'), true)).toBe('text/plain');
  expect(await typeOf(Buffer.from([1, 2, 0, 255]), true)).toBe('application/octet-stream');
  expect(await typeOf(Buffer.from('Ä').subarray(0, 1), false)).toBe('text/plain');
});
