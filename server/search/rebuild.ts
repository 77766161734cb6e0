// Makes the whole index anew, with the same key or a fresh one; it can be broken off and goes on where it was.
import { setTimeout as sleep } from 'node:timers/promises';
import { rangeOf, sectionOf } from '../../common/messages/sections.ts';
import { keysHold, type SearchKey, type SearchKeys } from './keys.ts';
import type { SearchStore, Tail } from './store.ts';
import { type SectionMessages, writeSections } from './writing.ts';

interface Parts {
  store: SearchStore;
  keys: SearchKeys;
  messages: SectionMessages;
  newId: () => string;
  /** Until every node writes with the new key. */
  settled?: () => Promise<unknown>;
}

interface Options {
  /** Takes a fresh key; queries use both until all is rebuilt. */
  rotate: boolean;
  progress(done: number): void;
  /** Chats between two places where it can go on. */
  chatsAtOnce?: number;
}

const sectionsAtOnce = 16;

export function createRebuild({ store, keys, messages, newId, settled }: Parts) {
  const wait = settled ?? (() => sleep(2 * keysHold));

  /** Where to go on: after a rebuild that was broken off, or from the beginning. */
  async function begin(rotate: boolean): Promise<{ key: string; after: string }> {
    await keys.current();
    const state = await store.state();
    if (state === null) throw new Error('The search index has no key');
    if (state.rebuild !== undefined) return state.rebuild;
    const key = rotate ? newId() : (state.keys[0] ?? newId());
    const rebuild = { key, after: '' };
    await store.setState({ _id: 'index', keys: [...new Set([key, ...state.keys])], rebuild });
    return rebuild;
  }

  /** Gives how many messages the chat has. */
  async function chat({ chatId, lastSeq }: Tail, key: SearchKey): Promise<number> {
    const sections = lastSeq === 0 ? 0 : sectionOf(lastSeq) + 1;
    for (let from = 0; from < sections; from += sectionsAtOnce) {
      const numbers = Array.from({ length: Math.min(sectionsAtOnce, sections - from) }, (_, at) => from + at);
      const ranges = numbers.map(number => rangeOf(chatId, number));
      await store.mark(await writeSections({ store, messages }, ranges, key));
    }
    return lastSeq;
  }

  /** Resolves with how many messages were gone through. */
  return async function rebuild({ rotate, progress, chatsAtOnce = 100 }: Options): Promise<number> {
    const { key: keyId, after } = await begin(rotate);
    const key = await keys.named(keyId);
    if (rotate) await wait();
    let done = 0;
    let last = after;
    for (;;) {
      const tails = await store.tailsAfter(last, chatsAtOnce);
      if (tails.length === 0) break;
      for (const tail of tails) {
        done += await chat(tail, key);
        progress(done);
      }
      last = tails.at(-1)?.chatId ?? last;
      const keysNow = (await store.state())?.keys ?? [keyId];
      await store.setState({ _id: 'index', keys: keysNow, rebuild: { key: keyId, after: last } });
    }
    await store.setState({ _id: 'index', keys: [keyId] });
    await wait();
    await store.dropOthers(keyId);
    return done;
  };
}
