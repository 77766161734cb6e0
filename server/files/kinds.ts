// Which types may be shown where they are, rather than only kept: nothing in them can run.
import type { About } from './sealer.ts';
import type { PictureType } from './strip.ts';

const pictures = new Set<string>([
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
] satisfies PictureType[]);
const media = new Set([
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
  'application/ogg',
  'application/pdf',
  'video/matroska',
  'video/mp4',
  'video/mpeg',
  'video/ogg',
  'video/quicktime',
  'video/webm',
  'video/x-m4v',
]);

export const isPicture = (type: string): type is PictureType => pictures.has(type);

/** As what a file is served: a picture only when it could be decoded; HTML, SVG and all else as mere bytes. */
export function servedAs({ type, thumbhash }: About): { type: string; inline: boolean } {
  const [bare = type] = type.split(';');
  const inline = (isPicture(bare) && thumbhash !== undefined) || media.has(bare);
  return inline ? { type: bare, inline } : { type: 'application/octet-stream', inline };
}
