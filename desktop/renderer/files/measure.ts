// What only the sender's device can say of pictures, sound and video: shape and length.

export interface Measured {
  readonly width?: number;
  readonly height?: number;
  readonly duration?: number;
}

/** So long a file that says nothing is waited for. */
const patience = 4_000;

/** Empty for what this device cannot open. */
export async function measured(blob: Blob): Promise<Measured> {
  if (blob.type.startsWith('image/')) return pictureShape(blob);
  if (blob.type.startsWith('video/') || blob.type.startsWith('audio/')) return mediaShape(blob);
  return {};
}

async function pictureShape(blob: Blob): Promise<Measured> {
  const bitmap = await createImageBitmap(blob).catch(() => null);
  if (bitmap === null) return {};
  const { width, height } = bitmap;
  bitmap.close();
  return { width, height };
}

async function mediaShape(blob: Blob): Promise<Measured> {
  const url = URL.createObjectURL(blob);
  const media = document.createElement(blob.type.startsWith('video/') ? 'video' : 'audio');
  media.preload = 'metadata';
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('No answer')), patience);
      media.onloadedmetadata = () => {
        clearTimeout(timer);
        resolve();
      };
      media.onerror = () => {
        clearTimeout(timer);
        reject(new Error('Not playable'));
      };
      media.src = url;
    });
  } catch {
    // A format that this device does not know: it goes as a file.
    return {};
  } finally {
    URL.revokeObjectURL(url);
  }
  const { duration } = media;
  const shape = media instanceof HTMLVideoElement && media.videoWidth > 0;
  return {
    ...(Number.isFinite(duration) && { duration: Math.round(duration * 100) / 100 }),
    ...(shape && { width: media.videoWidth, height: media.videoHeight }),
  };
}
