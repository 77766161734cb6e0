// The bytes of files on their way: at hand while the app runs, and kept on this device for the time after.
import type { Blobs } from '../cache/blobs.ts';

export interface Keeper {
  /** Takes a file over; true once it would survive a restart. */
  hold(id: string, blob: Blob): Promise<boolean>;
  /** Null when it is not here any more. */
  get(id: string): Promise<Blob | null>;
  /** An address in this page for what is at hand. */
  url(id: string): string | undefined;
  drop(id: string): void;
  /** Drops all that nobody on the list needs. */
  keepOnly(ids: ReadonlySet<string>): Promise<void>;
  dispose(): void;
}

interface KeeperOptions {
  readonly blobs: Promise<Blobs>;
  readonly urls: Pick<typeof URL, 'createObjectURL' | 'revokeObjectURL'>;
  readonly onDefect: (error: unknown) => void;
}

/** The keeper of one account. */
export function createKeeper({ blobs, urls, onDefect }: KeeperOptions): Keeper {
  const held = new Map<string, Blob>();
  const addresses = new Map<string, string>();
  const forget = (id: string) => {
    held.delete(id);
    const url = addresses.get(id);
    if (url !== undefined) urls.revokeObjectURL(url);
    addresses.delete(id);
  };
  return {
    async hold(id, blob) {
      held.set(id, blob);
      try {
        return await (await blobs).put(id, blob);
      } catch (error) {
        onDefect(error);
        return false;
      }
    },
    async get(id) {
      const here = held.get(id);
      if (here) return here;
      const kept = await (await blobs).get(id);
      if (kept) held.set(id, kept);
      return kept;
    },
    url(id) {
      const known = addresses.get(id);
      const blob = held.get(id);
      if (known !== undefined || blob === undefined) return known;
      const url = urls.createObjectURL(blob);
      addresses.set(id, url);
      return url;
    },
    drop(id) {
      forget(id);
      blobs.then(all => all.delete(id)).catch(onDefect);
    },
    async keepOnly(ids) {
      const all = await blobs;
      for (const id of await all.ids()) if (!ids.has(id)) await all.delete(id);
    },
    dispose() {
      for (const id of [...held.keys()]) forget(id);
      blobs.then(
        all => all.close(),
        () => undefined,
      );
    },
  };
}
