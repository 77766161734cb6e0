// Draws what was chosen of a picture into a new one.
import { type Area, bounded, type Turned, turnedSize, within } from './crop.ts';

const kept: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp']);

interface Wanted {
  /** In pixels of the turned picture. */
  readonly area: Area;
  readonly turned: Turned;
  /** No side of the result is longer. */
  readonly most: number;
}

/** The part as a picture of the same type; upright, as the orientation in the file says. Rejects when it can not be decoded. */
export async function cutOut(picture: Blob, { area, turned, most }: Wanted): Promise<Blob> {
  const bitmap = await createImageBitmap(picture, { imageOrientation: 'from-image' });
  try {
    const whole = turnedSize(bitmap, turned);
    const part = within(area, whole);
    const size = bounded(part, most);
    const canvas = new OffscreenCanvas(size.width, size.height);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('There is no canvas to draw on');
    context.imageSmoothingQuality = 'high';
    context.scale(size.width / part.width, size.height / part.height);
    context.translate(whole.width / 2 - part.x, whole.height / 2 - part.y);
    context.rotate((turned.quarters * Math.PI) / 2);
    context.scale(turned.flipped.horizontal ? -1 : 1, turned.flipped.vertical ? -1 : 1);
    context.drawImage(bitmap, -bitmap.width / 2, -bitmap.height / 2);
    const type = kept.has(picture.type) ? picture.type : 'image/png';
    return await canvas.convertToBlob({ type, quality: 0.92 });
  } finally {
    bitmap.close();
  }
}
