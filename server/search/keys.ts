// The keys of the blind index: derived from wrapped data keys, named by id, and looked up anew every few seconds.
import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { Clock } from '../context.ts';
import type { Vault } from '../infra/vault.ts';
import type { SearchStore } from './store.ts';

export interface SearchKey {
  readonly id: string;
  /** HMAC-SHA-256 of a term, cut to 8 bytes. */
  token(term: string): Uint8Array;
}

/** A node learns within this time that another key is in use. */
export const keysHold = 2_000;
const tokenBytes = 8;
/** Words repeat: most tokens are known already. */
const cachedTokens = 200_000;

interface Parts {
  store: Pick<SearchStore, 'state' | 'begin'>;
  vault: Vault;
  clock: Clock;
  newId: () => string;
}

export type SearchKeys = ReturnType<typeof createSearchKeys>;

export function createSearchKeys({ store, vault, clock, newId }: Parts) {
  const made = new Map<string, SearchKey>();
  let held: { until: number; keys: Promise<SearchKey[]> } | null = null;

  async function load(): Promise<SearchKey[]> {
    if ((await store.state()) === null) await store.begin(newId());
    const ids = (await store.state())?.keys ?? [];
    return Promise.all(ids.map(named));
  }

  async function named(id: string): Promise<SearchKey> {
    const known = made.get(id);
    if (known !== undefined) return known;
    const { key } = await vault.keyFor(`search/${id}`);
    const derivedKey = createSecretKey(Buffer.from(hkdfSync('sha256', key, id, 'baraza/search', 32)));
    const fresh = toSearchKey(id, derivedKey);
    made.set(id, fresh);
    return fresh;
  }

  return {
    /** Newest first: tokens are written with the first and sought with all. */
    current(): Promise<SearchKey[]> {
      const now = clock.now().getTime();
      if (held !== null && held.until > now) return held.keys;
      const keys = load();
      held = { until: now + keysHold, keys };
      keys.catch(() => {
        held = null;
      });
      return keys;
    },
    named,
  };
}

function toSearchKey(id: string, key: KeyObject): SearchKey {
  // Emptied when full: keeping it in the order of use would cost more than making tokens anew now and then.
  const known = new Map<string, Uint8Array>();
  return {
    id,
    token(term) {
      const found = known.get(term);
      if (found !== undefined) return found;
      // A copy: a part of the digest would hold all of it, and its pool.
      const token = Uint8Array.from(createHmac('sha256', key).update(term).digest().subarray(0, tokenBytes));
      if (known.size >= cachedTokens) known.clear();
      known.set(term, token);
      return token;
    },
  };
}
