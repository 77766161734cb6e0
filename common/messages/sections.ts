// A section: so many messages of a chat, one after the other, that share one entry of the search index.
import type { ChatId } from '../ids.ts';

/**
 * Words repeat from message to message, and each is written once a section: at this size a message costs the database a
 * tenth of an entry of its own. A hit opens this many messages.
 */
export const sectionSize = 32;
/** Messages by their seqs, both ends included. */
export interface Range {
  chatId: ChatId;
  from: number;
  to: number;
}

/** The number of the section that a seq is in; the first one is 0. */
export const sectionOf = (seq: number): number => Math.floor((seq - 1) / sectionSize);
export const sectionId = (chatId: ChatId, number: number) => `${chatId}/${number}`;

export function rangeOf(chatId: ChatId, number: number): Range {
  return { chatId, from: number * sectionSize + 1, to: (number + 1) * sectionSize };
}

/** The range of a section by its id. */
export function rangeOfId(id: string): Range {
  const at = id.lastIndexOf('/');
  return rangeOf(id.slice(0, at) as ChatId, Number(id.slice(at + 1)));
}
