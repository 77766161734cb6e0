// Makes pictures smaller before they are sent: drawn anew within bounds, and only where that saves something.

const longest = 2560;
const quality = 0.82;
const types = new Set(['image/jpeg', 'image/png', 'image/webp']);
/** Less is not worth a loss. */
const smallest = 256 * 1024;

export function isCompressible(blob: Blob): boolean {
  return types.has(blob.type) && blob.size >= smallest;
}

/** The smaller picture, or the same where it cannot be made smaller. */
export async function compressed(blob: Blob, name: string): Promise<{ blob: Blob; name: string }> {
  const bitmap = await createImageBitmap(blob).catch(() => null);
  // What can not be drawn goes as it is: the server decides what it is.
  if (bitmap === null) return { blob, name };
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  // WebP keeps what is transparent; a photograph stays what every program opens.
  const type = blob.type === 'image/jpeg' ? 'image/jpeg' : 'image/webp';
  const smaller = await canvas.convertToBlob({ type, quality }).catch(() => null);
  if (smaller === null || smaller.type !== type || smaller.size >= blob.size * 0.9) return { blob, name };
  return { blob: smaller, name: type === 'image/webp' ? `${name.replace(/\.[^.]*$/, '')}.webp` : name };
}
