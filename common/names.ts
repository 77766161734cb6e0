// What people may call themselves and their groups: nothing invisible, nothing that turns the text around.
import { AppError } from './errors.ts';
import { isEmoji } from './messages/emoji.ts';

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
/** Direction marks, zero-width and blank letters, soft hyphens, tags and other format characters. */
const invisible = /[\p{Cf}\p{Cc}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]/gu;
/** Scripts in which a joiner or non-joiner between letters is part of the spelling. */
const joining =
  /^[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Mongolian}][\p{L}\p{M}\u200C\u200D]*$/u;

/**
 * [NAME1] A name or title as it is kept: normalised, in one line, without invisible characters (joiners stay in
 * emoji, and in scripts that spell with them). Errors: `bad_request` when nothing is left.
 */
export function cleanName(name: string): string {
  const oneLine = name.normalize('NFC').replace(/\s+/gu, ' ');
  const kept = Array.from(graphemes.segment(oneLine), ({ segment }) => {
    if (isEmoji(segment)) return segment;
    return joining.test(segment)
      ? segment.replace(invisible, character => (/[\u200C\u200D]/u.test(character) ? character : ''))
      : segment.replace(invisible, '');
  });
  const clean = kept.join('').replace(/\s+/gu, ' ').trim();
  if (!/[^\s\u2800\u200C\u200D]/u.test(clean))
    throw new AppError('bad_request', 'The name has no visible characters');
  return clean;
}
