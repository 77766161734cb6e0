// What only the sender's device can say of pictures, sound and video: shape, length, and how a video looks.
import { posterOf } from './poster.ts';

export interface Measured {
  readonly width?: number;
  readonly height?: number;
  readonly duration?: number;
  /** Of a video: a picture of it, base64 JPEG. */
  readonly poster?: string;
}

/** So long a file that says nothing is waited for. */
const patience = 4_000;
/** Beyond the end of everything: the engine goes to the end then, and knows where that is. */
const beyond = 1e9;

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
  media.muted = true;
  try {
    await until(media, 'loadedmetadata', () => {
      media.src = url;
    });
    const duration = await lengthOf(media);
    const poster = media instanceof HTMLVideoElement ? await posterAt(media, duration) : undefined;
    return {
      ...(duration !== undefined && { duration }),
      ...(media instanceof HTMLVideoElement &&
        media.videoWidth > 0 && { width: media.videoWidth, height: media.videoHeight }),
      ...(poster !== undefined && { poster }),
    };
  } catch {
    // A format that this device does not know: it goes as a file.
    return {};
  } finally {
    media.removeAttribute('src');
    media.load();
    URL.revokeObjectURL(url);
  }
}

/** In seconds, two digits. What a page recorded does not say it before its end was seen. */
async function lengthOf(media: HTMLMediaElement): Promise<number | undefined> {
  if (!Number.isFinite(media.duration)) {
    await until(media, 'seeked', () => {
      media.currentTime = beyond;
    });
  }
  const { duration } = media;
  return Number.isFinite(duration) ? Math.round(duration * 100) / 100 : undefined;
}

/** The first moment of a film is often black. */
async function posterAt(video: HTMLVideoElement, duration = 0): Promise<string | undefined> {
  if (video.videoWidth === 0) return undefined;
  await until(video, 'seeked', () => {
    video.currentTime = Math.min(1, duration / 4);
  });
  return posterOf(video);
}

/** Does something, and waits for what comes of it. */
async function until(media: HTMLMediaElement, name: 'loadedmetadata' | 'seeked', begin: () => void) {
  const heard = new AbortController();
  const { signal } = heard;
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('No answer')), patience);
      signal.addEventListener('abort', () => clearTimeout(timer));
      media.addEventListener(name, () => resolve(), { signal });
      media.addEventListener('error', () => reject(new Error('Not playable')), { signal });
      begin();
    });
  } finally {
    heard.abort();
  }
}
