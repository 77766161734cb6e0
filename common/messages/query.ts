// What people write into the search field: words, "exact words", and operators.
import { AppError } from '../errors.ts';
import { type Unit, unitsOf, type Wanted } from './search.ts';

export interface SearchQuery {
  readonly wanted: readonly Wanted[];
  /** Usernames, lower case, without the @. */
  readonly from: readonly string[];
  /** Titles or usernames, as written. */
  readonly inside: readonly string[];
  readonly has: readonly ('link' | 'file')[];
  /** Only messages before this moment, and from that moment on. */
  readonly before?: Date;
  readonly after?: Date;
}

const pieces = /\b(from|in|has|before|after):("[^"]*"|\S+)|"([^"]*)"?|\S+/giu;

/** Whether a text has a link. */
export const hasLink = (text: string): boolean => /\bhttps?:\/\/[^\s]/i.test(text);

/** Errors: `bad_request` for what can not be understood, or would ask for everything. */
export function parseQuery(text: string): SearchQuery {
  const wanted: Wanted[] = [];
  const from: string[] = [];
  const inside: string[] = [];
  const has: ('link' | 'file')[] = [];
  let before: Date | undefined;
  let after: Date | undefined;
  for (const [piece, operator, quotedValue = '', phrase] of text.replace(/[“”„]/g, '"').matchAll(pieces)) {
    const value = quotedValue.replaceAll('"', '').trim();
    switch (operator?.toLowerCase()) {
      case 'from':
        from.push(value.replace(/^@/, '').toLowerCase());
        break;
      case 'in':
        inside.push(value);
        break;
      case 'has':
        has.push(readHas(value));
        break;
      case 'before':
        before = readDay(value);
        break;
      case 'after':
        after = readDay(value);
        break;
      default:
        wanted.push(...(phrase === undefined ? unitsOf(piece).map(loosely) : exactly(phrase)));
    }
  }
  if (wanted.length + from.length + has.length === 0) {
    throw new AppError('bad_request', 'Search for a word, or add from: or has:');
  }
  return { wanted, from, inside, has, ...(before && { before }), ...(after && { after }) };
}

/** What was searched for, folded, for highlighting. */
export function wordsOf({ wanted }: SearchQuery): string[] {
  const words = wanted.flatMap(want =>
    want.kind === 'phrase' ? want.units.map(unit => unit.text) : [want.text],
  );
  return [...new Set(words)];
}

const loosely = ({ kind, text }: Unit): Wanted => ({ kind: kind === 'word' ? 'prefix' : 'run', text });

function exactly(phrase: string): Wanted[] {
  const units = unitsOf(phrase);
  return units.length === 0 ? [] : [{ kind: 'phrase', units }];
}

function readHas(value: string): 'link' | 'file' {
  const thing = value.toLowerCase();
  if (thing === 'link' || thing === 'file') return thing;
  throw new AppError('bad_request', 'has: knows link and file');
}

/** The beginning of a day in UTC. */
function readDay(value: string): Date {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : new Date(Number.NaN);
  // "2026-02-30" is read as a day in March.
  if (!Number.isNaN(day.getTime()) && day.toISOString().startsWith(value)) return day;
  throw new AppError('bad_request', 'A day is written like 2026-03-14');
}
