// Messages of one chat in order of seq: merging is safe in any order and any number of times.
import type { Message } from '../../../common/messages/message.ts';
import type { Island, PagePlace, Thread } from './state.ts';

export const emptyThread: Thread = { messages: [], from: null };

/** [MSG1] Takes over messages; of two versions the higher rev stays. Returns the same array when nothing is new. */
export function mergeMessages(held: readonly Message[], incoming: readonly Message[]): readonly Message[] {
  let merged = held;
  for (const message of incoming) merged = mergeOne(merged, message);
  return merged;
}

function mergeOne(held: readonly Message[], message: Message): readonly Message[] {
  const index = firstFrom(held, message.seq);
  const there = held[index];
  if (there?.seq === message.seq) {
    return message.rev > there.rev ? held.map((one, at) => (at === index ? message : one)) : held;
  }
  return [...held.slice(0, index), message, ...held.slice(index)];
}

/** The index of the first message with this seq or a higher one. */
export function firstFrom(messages: readonly Message[], seq: number): number {
  let low = 0;
  let high = messages.length;
  // Nearly everything comes at the end.
  if (high > 0 && (messages[high - 1]?.seq ?? 0) < seq) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What a page was asked for, and what was the newest message when it came. */
interface Asked {
  readonly before: number;
  readonly lastSeq: number;
}

/**
 * Joins a page that ends right below what is held (or at the newest). A short page reaches the beginning. One that was
 * asked for before the thread began anew brings messages, but fills no gap.
 */
export function joinPage(thread: Thread, page: readonly Message[], limit: number, asked?: Asked): Thread {
  const messages = mergeMessages(thread.messages, page);
  if (asked && !reaches(thread, asked)) return { ...thread, messages };
  const from = page.length < limit ? 1 : (page[0]?.seq ?? 1);
  return grownTogether({
    ...thread,
    messages,
    from: thread.from === null ? from : Math.min(thread.from, from),
  });
}

function reaches({ messages, from }: Thread, { before, lastSeq }: Asked): boolean {
  return from === null
    ? messages.length - firstFrom(messages, before) === Math.max(0, lastSeq + 1 - before)
    : from <= before;
}

/** Joins a page from `edge` on to the island, or makes one of it. One that belonged to an earlier island fills no gap. */
export function joinIsland(
  thread: Thread,
  page: readonly Message[],
  limit: number,
  place: Exclude<PagePlace, 'end'>,
  edge?: number,
): Thread {
  const messages = mergeMessages(thread.messages, page);
  const first = page[0]?.seq;
  const last = page.at(-1)?.seq;
  const { island } = thread;
  if (place === 'around') {
    if (first === undefined || last === undefined) return thread;
    return grownTogether({ ...thread, messages, island: { from: first, to: last } });
  }
  if (!island || (edge !== undefined && !touches(island, edge, place))) return { ...thread, messages };
  const whole = page.length < limit;
  if (place === 'above')
    return grownTogether({
      ...thread,
      messages,
      island: { ...island, from: whole ? 1 : Math.min(island.from, first ?? 1) },
    });
  return grownTogether({ ...thread, messages, island: { ...island, to: Math.max(island.to, last ?? 0) } });
}

function touches(island: Island, edge: number, place: 'above' | 'below'): boolean {
  return place === 'above'
    ? island.from <= edge && edge <= island.to + 1
    : island.from - 1 <= edge && edge <= island.to;
}

function grownTogether(thread: Thread): Thread {
  const { from, island } = thread;
  if (!island || from === null || island.to < from - 1) return thread;
  return { messages: thread.messages, from: Math.min(from, island.from), island: null };
}

/** The first seq that is shown; null before the first page. */
export function shownFrom({ from, island }: Thread): number | null {
  return island ? island.from : from;
}

/** The messages to show: from the first one that nothing is missing after. */
export function shownMessages({ messages, from, island }: Thread): readonly Message[] {
  if (island) return between(messages, island);
  if (from === null) return [];
  const index = firstFrom(messages, from);
  return index === 0 ? messages : messages.slice(index);
}

function between(messages: readonly Message[], { from, to }: Island): readonly Message[] {
  return messages.slice(firstFrom(messages, from), firstFrom(messages, to + 1));
}
