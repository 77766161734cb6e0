// How texts become words that can be found: one folding for indexing, for queries, and for checking what was found.

/** A word, or a run of a script that is written without spaces; always folded. */
export interface Unit {
  readonly kind: 'word' | 'run';
  readonly text: string;
}

/** What a query asks of a text. */
export type Wanted =
  | { readonly kind: 'prefix'; readonly text: string }
  | { readonly kind: 'run'; readonly text: string }
  /** Exact units, one right after the other. */
  | { readonly kind: 'phrase'; readonly units: readonly Unit[] };

/** A query is sought under the longest of these that it reaches; the texts found decide about the rest of it. */
const prefixLengths = [2, 3, 5, 8] as const;
const [shortestPrefix] = prefixLengths;

// Voiced kana keep their marks: those make other letters of them. Arabic and Hebrew vowel signs, and the stretching of
// Arabic words, go as Latin accents do.
const marks =
  /(?![\u3099\u309A])[\p{Script=Inherited}\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0640]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const ascii = /^[\x00-\x7f]*$/;
const chunks = /[\p{L}\p{N}\p{M}]+/gu;
const unspaced =
  '\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Hang}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}';
const parts = new RegExp(`[${unspaced}]+|[^${unspaced}]+`, 'gu');
const isUnspaced = new RegExp(`^[${unspaced}]`, 'u');

/** Case, diacritics and compatibility forms made equal. Full Unicode folding, by way of the upper case. */
export function fold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(marks, '')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKD')
    .replace(marks, '')
    .replaceAll('ς', 'σ')
    .normalize('NFC');
}

/** The words and runs of a text in their order. */
export function unitsOf(text: string): Unit[] {
  const found = fold(text).match(chunks) ?? [];
  return found
    .flatMap(chunk => chunk.match(parts) ?? [])
    .map(part => ({ kind: isUnspaced.test(part) ? 'run' : 'word', text: part }));
}

/** What a text is indexed under, each once, at most `limit`: beginnings of words, single signs and pairs of runs. */
export function indexTerms(text: string, limit: number): string[] {
  const terms = new Set<string>();
  for (const unit of unitsOf(text)) {
    for (const term of unit.kind === 'word' ? wordTerms(unit.text) : runTerms(unit.text)) {
      if (terms.size >= limit) return [...terms];
      terms.add(term);
    }
  }
  return [...terms];
}

/** Index terms that a text with all of this has. */
export function termsOf(wanted: readonly Wanted[]): string[] {
  const terms = wanted.flatMap(want => {
    if (want.kind === 'phrase') {
      return want.units.flatMap(({ kind, text }) =>
        kind === 'word' ? [askedOfPrefix(text)] : askedOfRun(text),
      );
    }
    return want.kind === 'run' ? askedOfRun(want.text) : [askedOfPrefix(want.text)];
  });
  return [...new Set(terms)];
}

/** Whether a text has all that is wanted. */
export function hasAll(text: string, wanted: readonly Wanted[]): boolean {
  const units = unitsOf(text);
  const joined = ` ${units.map(unit => unit.text).join(' ')} `;
  return wanted.every(want => {
    if (want.kind === 'phrase') return joined.includes(joinPhrase(want.units));
    return units.some(unit => {
      if (want.kind === 'run') return unit.kind === 'run' && unit.text.includes(want.text);
      if (unit.kind !== 'word') return false;
      return isPrefix(want.text) ? unit.text.startsWith(want.text) : unit.text === want.text;
    });
  });
}

function joinPhrase(units: readonly Unit[]): string {
  const text = units.map(unit => unit.text).join(' ');
  // A run has no word borders: "京都" is in "東京都".
  const before = units[0]?.kind === 'word' ? ' ' : '';
  const after = units.at(-1)?.kind === 'word' ? ' ' : '';
  return `${before}${text}${after}`;
}

/** A single letter stands for itself: nearly every text has a word that begins with it. */
const isPrefix = (text: string) => [...text].length >= shortestPrefix;

const askedOfPrefix = (text: string) => wordTerms(text).at(-1) ?? '';

/** The shortest first; a single letter is a term of its own. */
function wordTerms(word: string): string[] {
  const signs = [...word];
  if (signs.length < shortestPrefix) return [`w:${word}`];
  return prefixLengths
    .filter(length => length <= signs.length)
    .map(length => `p:${signs.slice(0, length).join('')}`);
}

function runTerms(run: string): string[] {
  const signs = [...run];
  return signs.flatMap((sign, index) => {
    const next = signs[index + 1];
    return next === undefined ? [`c:${sign}`] : [`c:${sign}`, `c:${sign}${next}`];
  });
}

function askedOfRun(run: string): string[] {
  const signs = [...run];
  if (signs.length === 1) return [`c:${run}`];
  return signs.slice(1).map((sign, index) => `c:${signs[index]}${sign}`);
}
