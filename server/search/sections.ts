// What the search index holds of a section's messages. Pure.
import type { Message } from '../../common/messages/message.ts';
import { hasLink } from '../../common/messages/query.ts';
import { indexTerms } from '../../common/messages/search.ts';
import { sectionId, sectionOf } from '../../common/messages/sections.ts';
import type { SearchKey } from './keys.ts';
import type { SectionDoc } from './store.ts';

/** Distinct terms of one message; what comes after them is not found. */
export const termsPerMessage = 1_000;

export const fromTerm = (userId: string) => `s:${userId}`;
export const hasTerm = (thing: string) => `h:${thing}`;

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
