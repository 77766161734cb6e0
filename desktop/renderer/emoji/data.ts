// All emoji with their names and search words; a chunk of its own, fetched with the first use.
import type { TFunction } from 'i18next';
import { fold } from '../../../common/messages/search.ts';

export interface Emoji {
  readonly unicode: string;
  readonly label: string;
  readonly words: string;
  readonly codes: readonly string[];
  readonly group: number;
  /** The five skin tones, light to dark. */
  readonly skins: readonly string[];
}

interface Compact {
  readonly unicode: string;
  readonly label: string;
  readonly hexcode: string;
  readonly group?: number;
  readonly tags?: readonly string[];
  readonly skins?: readonly { readonly unicode: string }[];
}

// The data's own numbers; 2 is skin tones alone.
export const groups = [0, 1, 3, 4, 5, 6, 7, 8, 9] as const;

let loading: Promise<readonly Emoji[]> | null = null;

/** Every emoji, in the order in which pickers show them. */
export function loadEmoji(): Promise<readonly Emoji[]> {
  loading ??= load();
  return loading;
}

async function load(): Promise<readonly Emoji[]> {
  const [data, codes] = await Promise.all([
    import('emojibase-data/en/compact.json'),
    import('emojibase-data/en/shortcodes/emojibase.json'),
  ]);
  const all = data.default as readonly Compact[];
  const byHex = codes.default as unknown as Readonly<Record<string, string | readonly string[]>>;
  return all
    .filter(({ group }) => group !== undefined && group !== 2)
    .map(({ unicode, label, hexcode, group = 0, tags = [], skins = [] }) => {
      const own = [byHex[hexcode] ?? []].flat();
      return {
        unicode: proper(unicode),
        label,
        group,
        codes: own,
        words: fold([label, ...tags, ...own].join(' ').replaceAll('_', ' ')),
        skins: skins.slice(0, 5).map(skin => proper(skin.unicode)),
      };
    });
}

// The data asks for the picture also where Unicode takes it for granted; interchange does without.
function proper(unicode: string): string {
  return unicode.replace(/(\p{Emoji_Presentation})\uFE0F/gu, '$1');
}

/** Those in which each word that is typed begins a word; names first. */
export function findEmoji(all: readonly Emoji[], query: string): readonly Emoji[] {
  const asked = fold(query).replaceAll('_', ' ').split(/\s+/).filter(Boolean);
  if (asked.length === 0) return all;
  const hits = all.filter(({ words }) => asked.every(word => ` ${words}`.includes(` ${word}`)));
  const rank = ({ codes, label }: Emoji) => {
    const whole = asked.join('_');
    if (codes.includes(whole)) return 0;
    return codes.some(code => code.startsWith(whole)) || fold(label).startsWith(asked.join(' ')) ? 1 : 2;
  };
  return [...hits].sort((a, b) => rank(a) - rank(b));
}

/** The emoji in the chosen skin tone; 0 is the yellow one. */
export function toned(emoji: Emoji, tone: number): string {
  return (tone > 0 ? emoji.skins[tone - 1] : undefined) ?? emoji.unicode;
}

/** A group's name. */
export function groupName(group: number, t: TFunction): string {
  const names: Readonly<Record<number, string>> = {
    0: t('emoji.smileys'),
    1: t('emoji.people'),
    3: t('emoji.nature'),
    4: t('emoji.food'),
    5: t('emoji.travel'),
    6: t('emoji.activities'),
    7: t('emoji.objects'),
    8: t('emoji.symbols'),
    9: t('emoji.flags'),
  };
  return names[group] ?? '';
}
