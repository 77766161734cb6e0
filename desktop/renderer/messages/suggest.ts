// What a composer may complete at the caret: people behind an @, emoji behind a colon.
import type { User } from '../../../common/auth/user.ts';
import { matches } from '../chats/describe.ts';

export interface Wanted {
  readonly kind: 'person' | 'emoji';
  readonly query: string;
  /** Where the word begins, mark included. */
  readonly from: number;
}

const person = /(?:^|[\s(])@([\p{L}\p{N}._-]{0,32})$/u;
const emoji = /(?:^|[\s(])(:[a-z0-9_+-]{2,32})$/i;

/** The word that stands before the caret, if it is one to complete. */
export function wantedAt(text: string, caret: number): Wanted | null {
  const before = text.slice(Math.max(0, caret - 40), caret);
  const named = person.exec(before);
  if (named) return { kind: 'person', query: named[1] ?? '', from: caret - (named[1] ?? '').length - 1 };
  const coded = emoji.exec(before)?.[1];
  return coded ? { kind: 'emoji', query: coded.slice(1), from: caret - coded.length } : null;
}

/** The text with the word at the caret replaced, and where the caret is then. */
export function complete(text: string, caret: number, from: number, by: string): readonly [string, number] {
  const after = text.slice(caret);
  const end = after.startsWith(' ') ? '' : ' ';
  return [`${text.slice(0, from)}${by}${end}${after}`, from + by.length + 1];
}

/** A shortcode that has just been closed, such as ":smile:". */
export function closedCode(
  text: string,
  caret: number,
): { readonly code: string; readonly from: number } | null {
  const code = /:([a-z0-9_+-]{2,32}):$/i.exec(text.slice(Math.max(0, caret - 40), caret))?.[1];
  return code ? { code: code.toLowerCase(), from: caret - code.length - 2 } : null;
}

/** People that fit what is typed, at most so many. */
export function fittingPeople(users: readonly User[], query: string, most = 6): readonly User[] {
  return users.filter(user => matches(query, user.displayName, user.username)).slice(0, most);
}
