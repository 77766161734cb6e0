// Makes sections of the index anew from the messages that are there: doing it again changes nothing.
import type { ChatId } from '../../common/ids.ts';
import type { Message } from '../../common/messages/message.ts';
import { type Range, sectionId, sectionOf } from '../../common/messages/sections.ts';
import type { SearchKey } from './keys.ts';
import { toSection } from './sections.ts';
import type { SearchStore } from './store.ts';

interface Parts {
  store: Pick<SearchStore, 'write'>;
  messages: SectionMessages;
}

export interface SectionMessages {
  /** All messages of the ranges, opened, in any order. */
  ranges(ranges: readonly Range[]): Promise<Message[]>;
}

/** Gives for each chat the seq of the last message that was there. */
export async function writeSections(
  { store, messages }: Parts,
  ranges: readonly Range[],
  key: SearchKey,
): Promise<Map<ChatId, number>> {
  const upTo = new Map<ChatId, number>();
  if (ranges.length === 0) return upTo;
  const sections = new Map<string, Message[]>();
  for (const message of await messages.ranges(ranges)) {
    const { chatId, seq } = message;
    const id = sectionId(chatId, sectionOf(seq));
    const held = sections.get(id);
    if (held === undefined) sections.set(id, [message]);
    else held.push(message);
    upTo.set(chatId, Math.max(seq, upTo.get(chatId) ?? 0));
  }
  await store.write([...sections.values()].flatMap(section => toSection(section, key) ?? []));
  return upTo;
}
