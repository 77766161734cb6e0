// Pictures for tests: a gradient, and JPEGs that tell too much.
import { Transformer } from '@napi-rs/image';

/** Red grows to the right, green downwards. */
export function pixels(width: number, height: number): Transformer {
  const rgba = Buffer.alloc(width * height * 4, 255);
  for (let at = 0; at < width * height; at++) {
    rgba[at * 4] = Math.floor((255 * (at % width)) / width);
    rgba[at * 4 + 1] = Math.floor((255 * Math.floor(at / width)) / height);
    rgba[at * 4 + 2] = 90;
  }
  return Transformer.fromRgbaPixels(rgba, width, height);
}

/** The JPEG with EXIF (APP1) and a comment. */
export function jpegWith(
  jpeg: Buffer,
  { orientation, comment = '' }: { orientation: number; comment?: string },
): Buffer {
  const tiff = Buffer.from('4d4d002a00000008000101120003000000010000000000000000', 'hex');
  tiff.writeUInt16BE(orientation, 18);
  const exif = segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), tiff]));
  const words = comment === '' ? Buffer.alloc(0) : segment(0xfe, Buffer.from(comment));
  return Buffer.concat([jpeg.subarray(0, 2), exif, words, jpeg.subarray(2)]);
}

function segment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}
