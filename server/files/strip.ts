// Takes out of pictures what is not picture (place, camera, comments, hidden tails), without touching a pixel.

export type PictureType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp';

export interface Stripped {
  readonly content: Buffer;
  readonly width: number;
  readonly height: number;
}

/** The picture without its metadata; throws on what is not such a picture. */
export function strip(type: PictureType, bytes: Buffer): Stripped {
  switch (type) {
    case 'image/jpeg':
      return stripJpeg(bytes);
    case 'image/png':
      return stripPng(bytes);
    case 'image/gif':
      return stripGif(bytes);
    case 'image/webp':
      return stripWebp(bytes);
  }
}

/** Colour profiles and what decoding needs: JFIF, ICC, Adobe. */
const keptApps = new Set([0xe0, 0xe2, 0xee]);

/** ITU-T T.81: segments up to a scan, then its data up to the next marker, until the end of the image. */
function stripJpeg(bytes: Buffer): Stripped {
  if (bytes.readUInt16BE(0) !== 0xffd8) throw new RangeError('Not a JPEG');
  const kept: Buffer[] = [bytes.subarray(0, 2)];
  let size = { width: 0, height: 0 };
  for (let at = 2; at < bytes.length; ) {
    const marker = bytes.readUInt16BE(at);
    if (marker < 0xff01) throw new RangeError('No marker where one must be');
    if (marker === 0xffff) {
      at += 1;
      continue;
    }
    if (marker === 0xffd9) {
      kept.push(bytes.subarray(at, at + 2));
      break;
    }
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    const low = marker & 0xff;
    const isFrame = low >= 0xc0 && low <= 0xcf && low !== 0xc4 && low !== 0xc8 && low !== 0xcc;
    if (isFrame) size = { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    const isApp = low >= 0xe0 && low <= 0xef;
    const stop = low === 0xda ? endOfScan(bytes, end) : end;
    if (low !== 0xfe && (!isApp || keepsApp(low, bytes, at))) kept.push(bytes.subarray(at, stop));
    at = stop;
  }
  if (size.width === 0 || size.height === 0) throw new RangeError('A JPEG without size');
  return { content: Buffer.concat(kept), ...size };
}

/** APP2 also carries further pictures (MPF); only the colour profile of it is kept. */
function keepsApp(low: number, bytes: Buffer, at: number): boolean {
  if (!keptApps.has(low)) return false;
  return low !== 0xe2 || bytes.toString('latin1', at + 4, at + 15) === 'ICC_PROFILE';
}

function endOfScan(bytes: Buffer, from: number): number {
  for (let at = from; ; at++) {
    at = bytes.indexOf(0xff, at);
    if (at === -1 || at + 1 >= bytes.length) return bytes.length;
    const next = bytes[at + 1] ?? 0;
    const isRestart = next >= 0xd0 && next <= 0xd7;
    if (next !== 0 && next !== 0xff && !isRestart) return at;
  }
}

const keptChunks = /^([A-Z]...|tRNS|gAMA|cHRM|sRGB|iCCP|cICP|sBIT|bKGD|pHYs|acTL|fcTL|fdAT)$/;

function stripPng(bytes: Buffer): Stripped {
  if (bytes.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1A\n') throw new RangeError('Not a PNG');
  if (bytes.toString('latin1', 12, 16) !== 'IHDR') throw new RangeError('A PNG without a head');
  const kept: Buffer[] = [bytes.subarray(0, 8)];
  for (let at = 8; at < bytes.length; ) {
    const name = bytes.toString('latin1', at + 4, at + 8);
    const end = at + 12 + bytes.readUInt32BE(at);
    if (keptChunks.test(name)) kept.push(bytes.subarray(at, end));
    if (name === 'IEND') break;
    at = end;
  }
  return { content: Buffer.concat(kept), width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** GIF89a: keeps pictures, colours, timing and looping. */
function stripGif(bytes: Buffer): Stripped {
  if (!/^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6))) throw new RangeError('Not a GIF');
  const colours = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  let at = 13 + colours(bytes.readUInt8(10));
  const kept: Buffer[] = [bytes.subarray(0, at)];
  while (at < bytes.length) {
    const kind = bytes.readUInt8(at);
    if (kind === 0x3b) break;
    const isPicture = kind === 0x2c;
    if (!isPicture && kind !== 0x21) throw new RangeError('No GIF block');
    const data = isPicture ? at + 11 + colours(bytes.readUInt8(at + 9)) : at + 2;
    const end = endOfBlocks(bytes, data);
    if (isPicture || keepsExtension(bytes, at)) kept.push(bytes.subarray(at, end));
    at = end;
  }
  kept.push(Buffer.from([0x3b]));
  return { content: Buffer.concat(kept), width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
}

function keepsExtension(bytes: Buffer, at: number): boolean {
  const label = bytes.readUInt8(at + 1);
  const isLoop = /^(NETSCAPE2\.0|ANIMEXTS1\.0)$/.test(bytes.toString('latin1', at + 3, at + 14));
  return label === 0xf9 || (label === 0xff && isLoop);
}

function endOfBlocks(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes.readUInt8(at) !== 0) at += 1 + bytes.readUInt8(at);
  return at + 1;
}

const keptRiff = /^(VP8 |VP8L|VP8X|ALPH|ANIM|ANMF|ICCP)$/;

/** RFC 9649. */
function stripWebp(bytes: Buffer): Stripped {
  if (!/^RIFF.{4}WEBP$/s.test(bytes.toString('latin1', 0, 12))) throw new RangeError('Not a WebP');
  const kept: Buffer[] = [];
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = bytes.toString('latin1', at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    const chunk = Buffer.from(bytes.subarray(at, at + 8 + length + (length % 2)));
    // The flags that tell of EXIF and XMP.
    if (name === 'VP8X') chunk[8] = (chunk[8] ?? 0) & ~0x0c;
    if (keptRiff.test(name)) kept.push(chunk);
    at += 8 + length + (length % 2);
  }
  const [first] = kept;
  if (first === undefined) throw new RangeError('A WebP without a picture');
  const body = Buffer.concat(kept);
  const head = Buffer.from(bytes.subarray(0, 12));
  head.writeUInt32LE(body.length + 4, 4);
  return { content: Buffer.concat([head, body]), ...webpSize(first) };
}

function webpSize(chunk: Buffer): { width: number; height: number } {
  switch (chunk.toString('latin1', 0, 4)) {
    case 'VP8X':
      return { width: chunk.readUIntLE(12, 3) + 1, height: chunk.readUIntLE(15, 3) + 1 };
    case 'VP8L': {
      const bits = chunk.readUInt32LE(9);
      return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
    }
    default:
      return { width: chunk.readUInt16LE(14) & 0x3fff, height: chunk.readUInt16LE(16) & 0x3fff };
  }
}
