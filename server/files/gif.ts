// The first picture of a GIF as pixels: the picture library knows no GIF.

/** Decodes into RGBA; throws on damaged data. `bytes` was gone through block by block before. */
export function firstFrame(bytes: Buffer): { width: number; height: number; rgba: Buffer } {
  const width = bytes.readUInt16LE(6);
  const height = bytes.readUInt16LE(8);
  const common = table(bytes, 13, bytes.readUInt8(10));
  let at = 13 + common.length;
  let clear = -1;
  while (bytes.readUInt8(at) === 0x21) {
    const isControl = bytes.readUInt8(at + 1) === 0xf9;
    if (isControl) clear = bytes.readUInt8(at + 3) & 1 ? bytes.readUInt8(at + 6) : -1;
    at = blocks(bytes, at + 2).end;
  }
  if (bytes.readUInt8(at) !== 0x2c) throw new RangeError('A GIF without a picture');
  const [left, top, wide, high] = [1, 3, 5, 7].map(offset => bytes.readUInt16LE(at + offset));
  const frame = { left: left ?? 0, top: top ?? 0, wide: wide ?? 0, high: high ?? 0 };
  const flags = bytes.readUInt8(at + 9);
  const own = table(bytes, at + 10, flags);
  const start = at + 10 + own.length;
  const colours = own.length > 0 ? own : common;
  const { data } = blocks(bytes, start + 1);
  // A picture larger than its canvas is cut; nothing beyond the canvas is ever held.
  const indices = unpack(data, bytes.readUInt8(start), Math.min(frame.wide * frame.high, 2 ** 26));
  const rgba = Buffer.alloc(width * height * 4);
  const rows = flags & 0x40 ? interlaced(frame.high) : null;
  for (let index = 0; index < indices.length; index++) {
    const row = Math.floor(index / frame.wide);
    const x = frame.left + (index % frame.wide);
    const y = frame.top + (rows === null ? row : (rows[row] ?? row));
    const colour = indices[index] ?? 0;
    if (x >= width || y >= height || colour === clear) continue;
    colours.copy(rgba, (y * width + x) * 4, colour * 3, colour * 3 + 3);
    rgba[(y * width + x) * 4 + 3] = 255;
  }
  return { width, height, rgba };
}

function table(bytes: Buffer, at: number, flags: number): Buffer {
  return bytes.subarray(at, at + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0));
}

function blocks(bytes: Buffer, from: number): { data: Buffer; end: number } {
  const parts: Buffer[] = [];
  let at = from;
  for (let size = bytes.readUInt8(at); size !== 0; size = bytes.readUInt8(at)) {
    parts.push(bytes.subarray(at + 1, at + 1 + size));
    at += 1 + size;
  }
  return { data: Buffer.concat(parts), end: at + 1 };
}

function interlaced(high: number): number[] {
  const passes = [
    [0, 8],
    [4, 8],
    [2, 4],
    [1, 2],
  ] as const;
  const rows: number[] = [];
  for (const [first, step] of passes) for (let row = first; row < high; row += step) rows.push(row);
  return rows;
}

const codes = 4096;

/** LZW with codes that grow from `size` + 1 to 12 bits (GIF89a, appendix F). */
function unpack(data: Buffer, size: number, count: number): Buffer {
  if (size < 1 || size > 8) throw new RangeError('No GIF code size');
  const prefix = new Uint16Array(codes);
  const suffix = new Uint8Array(codes);
  const length = new Uint16Array(codes);
  const clear = 1 << size;
  for (let code = 0; code < clear; code++) {
    suffix[code] = code;
    length[code] = 1;
  }
  const out = Buffer.alloc(count);
  let [filled, next, bits, before] = [0, clear + 2, size + 1, -1];
  let [held, have] = [0, 0];
  const firstOf = (code: number) => {
    let at = code;
    while ((length[at] ?? 0) > 1) at = prefix[at] ?? 0;
    return suffix[at] ?? 0;
  };
  for (const byte of data) {
    held |= byte << have;
    for (have += 8; have >= bits; ) {
      const code = held & ((1 << bits) - 1);
      held >>>= bits;
      have -= bits;
      if (code === clear + 1 || filled === count) return out;
      if (code === clear) {
        [next, bits, before] = [clear + 2, size + 1, -1];
        continue;
      }
      if (code > next || (code === next && before < 0)) throw new RangeError('A GIF code out of order');
      if (before >= 0 && next < codes) {
        prefix[next] = before;
        suffix[next] = firstOf(code === next ? before : code);
        length[next] = (length[before] ?? 0) + 1;
        next += 1;
        if (next === 1 << bits && bits < 12) bits += 1;
      }
      const run = length[code] ?? 0;
      for (let at = code, place = filled + run - 1; place >= filled; place--) {
        if (place < count) out[place] = suffix[at] ?? 0;
        at = prefix[at] ?? 0;
      }
      filled = Math.min(count, filled + run);
      before = code;
    }
  }
  return out;
}
