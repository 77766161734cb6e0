// What kind of thing a stored file is: which ones may be shown where they are, rather than only kept.

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

/** [FILE7] A picture only when it could be decoded, which its thumbhash says. */
export function kindOf(file: { readonly type: string; readonly thumbhash?: string }): FileKind {
  const type = bareType(file.type);
  if ((pictureTypes as readonly string[]).includes(type)) {
    return file.thumbhash === undefined ? 'other' : 'image';
  }
  if (audioTypes.has(type)) return 'audio';
  return videoTypes.has(type) ? 'video' : 'other';
}
