// A section: so many messages of a chat, one after the other, that share one entry of the index. Pure.
import type { ChatId } from '../../common/ids.ts';
import type { Message } from '../../common/messages/message.ts';
import { hasLink } from '../../common/messages/query.ts';
import { indexTerms } from '../../common/messages/search.ts';
import type { SearchKey } from './keys.ts';

/**
 * Words repeat from message to message, and each is written once a section: at this size a message costs the database a
 * tenth of an entry of its own. A hit opens this many messages.
 */
export const sectionSize = 32;
/** Distinct terms of one message; what comes after them is not found. */
export const termsPerMessage = 1_000;

export interface SectionDoc {
  /** `chatId/number` */
  _id: string;
  chatId: ChatId;
  /** When its first and its last message were written. */
  first: Date;
  last: Date;
  /** The highest rev in it: one made from older messages never replaces one from newer ones. */
  rev: number;
  /** Id of the key that made the tokens. */
  k: string;
  tokens: Uint8Array[];
}

/** Messages by their seqs, both ends included. */
export interface Range {
  chatId: ChatId;
  from: number;
  to: number;
}

export const fromTerm = (userId: string) => `s:${userId}`;
export const hasTerm = (thing: string) => `h:${thing}`;

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

/** What the index holds of the messages of a section; null without any. Nothing stays of deleted ones. */
export function toSection(messages: readonly Message[], key: SearchKey): SectionDoc | null {
  const [some] = messages;
  if (some === undefined) return null;
  const times = messages.map(message => Date.parse(message.createdAt));
  const terms = new Set(messages.flatMap(termsOfMessage));
  return {
    _id: sectionId(some.chatId, sectionOf(some.seq)),
    chatId: some.chatId,
    first: new Date(Math.min(...times)),
    last: new Date(Math.max(...times)),
    rev: Math.max(...messages.map(message => message.rev)),
    k: key.id,
    tokens: [...terms].map(key.token),
  };
}

function termsOfMessage({ system, deletedAt, senderId, text, files }: Message): string[] {
  if (system !== undefined || deletedAt !== undefined) return [];
  const terms = [fromTerm(senderId), ...indexTerms(text, termsPerMessage)];
  if (hasLink(text)) terms.push(hasTerm('link'));
  if (files.length > 0) terms.push(hasTerm('file'));
  return terms;
}
