// What kind of thing a stored file is: which ones may be shown where they are, rather than only kept.
import type { StoredFile } from './file.ts';

export const pictureTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'] as const;

const audioTypes: ReadonlySet<string> = new Set([
  'application/ogg',
  'audio/aac',
  'audio/flac',
  'audio/mp4',
  'audio/mpeg',
  'audio/ogg',
  'audio/opus',
  'audio/vnd.wave',
  'audio/wav',
  'audio/webm',
  'audio/x-m4a',
]);

const videoTypes: ReadonlySet<string> = new Set([
  'video/matroska',
  'video/mp4',
  'video/mpeg',
  'video/ogg',
  'video/quicktime',
  'video/webm',
  'video/x-m4v',
]);

export type FileKind = 'image' | 'video' | 'audio' | 'other';

/** The type without its parameters, such as codecs. */
export function bareType(type: string): string {
  return type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** Under which of a chat's shelves a file lies. */
export type Shelf = 'media' | 'files' | 'voice';

/** Sound that brought its waveform was spoken into the microphone. */
export function shelfOf(file: Pick<StoredFile, 'type' | 'thumbhash' | 'waveform'>): Shelf {
  const kind = kindOf(file);
  if (kind === 'image' || kind === 'video') return 'media';
  return kind === 'audio' && file.waveform !== undefined ? 'voice' : 'files';
}

/** [FILE7] A picture only when it could be decoded, which its thumbhash says. */
export function kindOf(file: Pick<StoredFile, 'type' | 'thumbhash' | 'waveform'>): FileKind {
  const type = bareType(file.type);
  if ((pictureTypes as readonly string[]).includes(type)) {
    return file.thumbhash === undefined ? 'other' : 'image';
  }
  if (audioTypes.has(type)) return 'audio';
  if (!videoTypes.has(type)) return 'other';
  // The same container holds both, and its bytes do not say which at once.
  return file.waveform === undefined ? 'video' : 'audio';
}
