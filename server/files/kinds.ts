// As what a file is served: which types may be shown where they are, as nothing in them can run.
import { bareType, kindOf, pictureTypes } from '../../common/files/kinds.ts';
import type { About } from './sealer.ts';
import type { PictureType } from './strip.ts';

const pictures = new Set<string>(pictureTypes satisfies readonly PictureType[]);

export const isPicture = (type: string): type is PictureType => pictures.has(type);

/** A picture only when it could be decoded; HTML, SVG and all else as mere bytes. */
export function servedAs(about: About): { type: string; inline: boolean } {
  const type = bareType(about.type);
  const inline = kindOf(about) !== 'other' || type === 'application/pdf';
  return { type: inline ? type : 'application/octet-stream', inline };
}
