// What is done to the bytes of a file, in a process of its own: finds their type, and makes pictures safe to show.
import { ResizeFit, Transformer } from '@napi-rs/image';
import { fileTypeFromBuffer } from 'file-type';
import { rgbaToThumbHash } from 'thumbhash';
import { firstFrame } from './gif.ts';
import { type PictureType, strip } from './strip.ts';

/** Beyond it a picture is a file like any other: decoding it would cost too much, here and at those who see it. */
const mostPixels = 50_000_000;
const thumbnailEdge = 640;
const squareEdge = 256;
const hashEdge = 100;

export interface Picture {
  /** Without metadata, and upright; absent where the pixels are beyond the bounds. */
  readonly content: Buffer;
  readonly shown?: { readonly width: number; readonly height: number; readonly thumbhash: string };
  /** WebP. */
  readonly thumbnail?: Buffer;
}

/** The media type that the bytes have, whatever the name says. */
export async function typeOf(head: Buffer, whole: boolean): Promise<string> {
  const found = await fileTypeFromBuffer(head);
  if (found !== undefined) return found.mime;
  return isText(head, whole) ? 'text/plain' : 'application/octet-stream';
}

function isText(head: Buffer, whole: boolean): boolean {
  if (head.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: !whole });
    return true;
  } catch {
    return false;
  }
}

/** Removes place and camera, turns the picture upright, and makes what is shown before it is there. */
export function makePicture(type: PictureType, bytes: Buffer): Picture {
  const { content, width, height } = strip(type, bytes);
  if (width * height > mostPixels) return { content };
  const orientation = canTurn(type, content)
    ? (new Transformer(bytes).metadataSync(true).orientation ?? 1)
    : 1;
  const isTurned = orientation > 1;
  const upright = isTurned ? turn(type, bytes) : content;
  const swapped = isTurned && orientation >= 5;
  const size = swapped ? { width: height, height: width } : { width, height };
  const thumbnail = fitted(decoderOf(upright), thumbnailEdge, size).webpSync(75);
  return { content: upright, shown: { ...size, thumbhash: hashOf(thumbnail, size) }, thumbnail };
}

/** The middle of a picture as a small square, for an avatar. */
export function makeSquare(bytes: Buffer): Buffer {
  return decoderOf(bytes)
    .resize({ width: squareEdge, height: squareEdge, fit: ResizeFit.Cover })
    .webpSync(85);
}

function turn(type: PictureType, bytes: Buffer): Buffer {
  const upright = new Transformer(bytes).rotate();
  return type === 'image/webp' ? upright.webpSync(90) : upright.jpegSync(92);
}

/** Animations have no orientation, and would lose all but one picture. */
function canTurn(type: PictureType, content: Buffer): boolean {
  const isAnimated = content.toString('latin1', 12, 16) === 'VP8X' && (content.readUInt8(20) & 2) !== 0;
  return type === 'image/jpeg' || (type === 'image/webp' && !isAnimated);
}

function decoderOf(bytes: Buffer): Transformer {
  if (bytes.toString('latin1', 0, 4) !== 'GIF8') return new Transformer(bytes);
  const { rgba, width, height } = firstFrame(bytes);
  return Transformer.fromRgbaPixels(rgba, width, height);
}

function fitted(picture: Transformer, edge: number, { width, height }: { width: number; height: number }) {
  const { width: w, height: h } = within(edge, width, height);
  return picture.fastResize({ width: w, height: h, fit: ResizeFit.Fill });
}

function within(edge: number, width: number, height: number) {
  const scale = Math.min(1, edge / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function hashOf(picture: Buffer, size: { width: number; height: number }): string {
  const { width, height } = within(hashEdge, size.width, size.height);
  const pixels = fitted(new Transformer(picture), hashEdge, size).rawPixelsSync();
  return Buffer.from(rgbaToThumbHash(width, height, toRgba(pixels, width * height))).toString('base64');
}

function toRgba(pixels: Buffer, count: number): Buffer {
  const channels = pixels.length / count;
  if (channels === 4) return pixels;
  const rgba = Buffer.alloc(count * 4, 255);
  for (let pixel = 0; pixel < count; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      rgba[pixel * 4 + channel] = pixels[pixel * channels + (channels < 3 ? 0 : channel)] ?? 0;
    }
    if (channels === 2) rgba[pixel * 4 + 3] = pixels[pixel * 2 + 1] ?? 255;
  }
  return rgba;
}
