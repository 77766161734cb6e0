// Keeps the index in step: full sections soon, the ends of chats that fell quiet later, changed sections at once.
import type { ChatId } from '../../common/ids.ts';
import type { Message } from '../../common/messages/message.ts';
import {
  type Range,
  rangeOf,
  rangeOfId,
  sectionId,
  sectionOf,
  sectionSize,
} from '../../common/messages/sections.ts';
import type { Clock, Log } from '../context.ts';
import { databaseAnswers, within } from '../infra/deadline.ts';
import type { SearchKeys } from './keys.ts';
import { fullUpTo, type SearchStore, type Tail } from './store.ts';
import { type SectionMessages, writeSections } from './writing.ts';

interface Parts {
  store: Pick<SearchStore, 'write' | 'mark' | 'tails' | 'tailsAfter' | 'stale'>;
  keys: SearchKeys;
  messages: SectionMessages;
  /** How many messages wait for their commit: these go first. */
  waiting(): number;
  clock: Clock;
  log: Log;
}

/** Up to where a chat is to be indexed: its full sections, or all of it; `seq` is a message known to be there. */
interface Due {
  extent: 'full' | 'all';
  seq: number;
}

const lag = 300;
const retryAfter = 2_000;
const busyPause = 500;
const shortestPause = 20;
const busyFrom = 64;
const sectionsAtOnce = 8;
/** A chat without a message for so long is indexed to its end; until then a search opens what is missing. */
const quietAfter = 600_000;
const sweepEvery = 60_000;
const chatsAtOnce = 1_000;
/** Beyond it chats are forgotten here, and found again by the next message, search or repair. */
const rememberedChats = 50_000;

export type Indexer = ReturnType<typeof createIndexer>;

export function createIndexer({ store, keys, messages, waiting, clock, log }: Parts) {
  /** Messages taken since the chat was last indexed, and when the last of them came; quietest first. */
  const grown = new Map<ChatId, { count: number; at: number; seq: number }>();
  const due = new Map<ChatId, Due>();
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let chain: Promise<unknown> = Promise.resolve();
  let stopped = false;
  const sweep = setInterval(closeQuiet, sweepEvery);
  sweep.unref();

  function inTurn(work: () => Promise<void>): Promise<void> {
    const bounded = () => within(databaseAnswers, work());
    const done = chain.then(bounded, bounded);
    chain = done.catch(() => undefined);
    return done;
  }

  function closeQuiet(): void {
    const until = clock.now().getTime() - quietAfter;
    for (const [chatId, { at, seq }] of grown) {
      if (at > until) break;
      grown.delete(chatId);
      add(chatId, { extent: 'all', seq });
    }
  }

  function add(chatId: ChatId, { extent, seq }: Due): void {
    if (due.size >= rememberedChats) return;
    const held = due.get(chatId);
    due.set(chatId, {
      extent: held?.extent === 'all' ? 'all' : extent,
      seq: Math.max(seq, held?.seq ?? 0),
    });
    schedule(lag);
  }

  function schedule(after: number): void {
    if (stopped) return;
    timer ??= setTimeout(() => {
      timer = null;
      const start = performance.now();
      inTurn(step).then(
        () => {
          if (due.size + changed.size === 0) return;
          // At most half of the time, and seldom while messages wait.
          schedule(waiting() > busyFrom ? busyPause : Math.max(performance.now() - start, shortestPause));
        },
        error => {
          log.warn({ err: error }, 'The search index lags behind until the database is back');
          schedule(retryAfter);
        },
      );
    }, after);
  }

  /** Writes some sections: changed ones first. What is not done stays for the next step. */
  async function step(): Promise<void> {
    const [key] = await keys.current();
    if (key === undefined) return;
    const again = [...changed].slice(0, sectionsAtOnce);
    for (const id of again) changed.delete(id);
    const chats = [...due].slice(0, sectionsAtOnce - again.length);
    const ranges = again.map(rangeOfId);
    try {
      const tails = chats.length === 0 ? [] : await store.tails(chats.map(([chatId]) => chatId));
      const missing = pick(tails, sectionsAtOnce - again.length);
      await writeSections({ store, messages }, ranges, key);
      await store.mark(await writeSections({ store, messages }, missing, key));
      for (const [chatId] of chats) if (isDone(chatId, tails, missing)) due.delete(chatId);
    } catch (error) {
      for (const id of again) changed.add(id);
      throw error;
    }
  }

  /** The chat's own figures follow its messages a little later. */
  function endOf({ chatId, lastSeq }: Tail): number {
    const { extent, seq } = due.get(chatId) ?? { extent: 'full', seq: 0 };
    const last = Math.max(lastSeq, seq);
    return extent === 'all' ? last : fullUpTo(last);
  }

  /** The next sections of the chats in turn, at most so many. */
  function pick(tails: readonly Tail[], limit: number): Range[] {
    const ranges: Range[] = [];
    for (const tail of tails) {
      const end = endOf(tail);
      for (let seq = tail.indexed + 1; seq <= end && ranges.length < limit; ) {
        const range = rangeOf(tail.chatId, sectionOf(seq));
        ranges.push(range);
        seq = range.to + 1;
      }
    }
    return ranges;
  }

  function isDone(chatId: ChatId, tails: readonly Tail[], written: readonly Range[]): boolean {
    const tail = tails.find(one => one.chatId === chatId);
    if (tail === undefined) return true;
    const reached = Math.max(
      tail.indexed,
      ...written.filter(range => range.chatId === chatId).map(range => range.to),
    );
    return reached >= endOf(tail);
  }

  async function finish(open: () => boolean): Promise<void> {
    while (open()) await inTurn(step);
  }

  return {
    /** Follows a commit. Reactions and previews change no text. */
    take(type: 'message_created' | 'message_updated', message: Message): void {
      const { chatId, seq } = message;
      if (type === 'message_updated') {
        if (message.editedAt === undefined && message.deletedAt === undefined) return;
        changed.add(sectionId(chatId, sectionOf(seq)));
        schedule(lag);
        return;
      }
      const count = (grown.get(chatId)?.count ?? 0) + 1;
      grown.delete(chatId);
      if (count >= sectionSize) add(chatId, { extent: 'full', seq });
      if (grown.size < rememberedChats) {
        grown.set(chatId, { count: count % sectionSize, at: clock.now().getTime(), seq });
      }
    },

    /** A search found these chats behind. */
    lagging(tails: readonly Tail[]): void {
      for (const { chatId, lastSeq, indexed } of tails) {
        if (fullUpTo(lastSeq) > indexed) add(chatId, { extent: 'full', seq: lastSeq });
      }
    },

    /** Resolves when all changes that were taken are in the index. */
    settle: () => finish(() => changed.size > 0),

    /** Indexes what no node came to: changed sections, then the chats that are behind, a few at a time. */
    async repair(): Promise<void> {
      for (const id of await store.stale()) changed.add(id);
      for (let after = ''; !stopped; ) {
        const tails = await store.tailsAfter(after, chatsAtOnce);
        this.lagging(tails);
        await finish(() => !stopped && due.size + changed.size > 0);
        const last = tails.at(-1);
        if (last === undefined || tails.length < chatsAtOnce) return;
        after = last.chatId;
      }
    },

    /** What is not indexed then is known by the chats' marks. */
    async drain(): Promise<void> {
      stopped = true;
      clearInterval(sweep);
      if (timer !== null) clearTimeout(timer);
      timer = null;
      await finish(() => changed.size > 0).catch(error =>
        log.warn({ err: error }, 'The search index will be repaired at the next start'),
      );
      await chain;
    },
  };
}
