// Makes the whole index anew, with the same key or a fresh one; it can be broken off and goes on where it was.
import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageId } from '../../common/ids.ts';
import type { Message } from '../../common/messages/message.ts';
import { toTokens } from './indexer.ts';
import { keysHold, type SearchKeys } from './keys.ts';
import type { SearchStore } from './store.ts';

interface Parts {
  store: SearchStore;
  keys: SearchKeys;
  messages: { byIds(ids: readonly MessageId[]): Promise<Map<MessageId, Message>> };
  newId: () => string;
  /** Until every node writes with the new key. */
  settled?: () => Promise<unknown>;
}

interface Options {
  /** Takes a fresh key; queries use both until all is rebuilt. */
  rotate: boolean;
  progress(done: number): void;
  bulkSize?: number;
}

const defaultBulk = 500;

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

  /** Resolves with how many messages were gone through. */
  return async function rebuild({ rotate, progress, bulkSize = defaultBulk }: Options): Promise<number> {
    const { key: keyId, after } = await begin(rotate);
    const key = await keys.named(keyId);
    if (rotate) await wait();
    let done = 0;
    let last = after;
    for (;;) {
      const ids = await store.idsAfter(last, bulkSize);
      if (ids.length === 0) break;
      const found = await messages.byIds(ids);
      const live = [...found.values()].filter(message => message.system === undefined);
      await store.write(live.map(message => toTokens(message, key)));
      last = ids.at(-1) ?? last;
      done += ids.length;
      const keysNow = (await store.state())?.keys ?? [keyId];
      await store.setState({ _id: 'index', keys: keysNow, rebuild: { key: keyId, after: last } });
      progress(done);
    }
    await store.setState({ _id: 'index', keys: [keyId] });
    await wait();
    await store.dropOthers(keyId);
    return done;
  };
}
