// Finds the @usernames in a text.
import { limits } from '../limits.ts';

const code = /(`{3,})[\s\S]*?(?:\1|$)|(`{1,2})(?!`)[^\n]*?[^`\n]\2(?!`)/g;
/** Not inside of a word, an address or a path. */
const token = /(?<![\p{L}\p{N}_@./-])@([A-Za-z0-9][A-Za-z0-9._-]*)(?![\p{L}\p{N}_@])/gu;

/**
 * [MENT1] The names that a text may mention, in lower case, at most `limits.mentionsPerMessage`: outside of code, and also
 * without the punctuation that ends them ("@asha." can be "asha." or "asha"), the longer one first.
 */
export function mentionedNames(text: string): string[][] {
  const found = new Map<string, string[]>();
  for (const [, name = ''] of text.replace(code, ' ').matchAll(token)) {
    if (found.size === limits.mentionsPerMessage) break;
    const key = name.toLowerCase();
    const variants = [key];
    for (let rest = key; /[._-]$/.test(rest); ) {
      rest = rest.slice(0, -1);
      variants.push(rest);
    }
    found.set(key, variants.filter(variant => variant.length <= limits.usernameMax).slice(-4));
  }
  return [...found.values()];
}
