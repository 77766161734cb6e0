// The bytes of files for views: pictures as object addresses that are kept for a while, all else as links for players.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FileId } from '../../../common/ids.ts';
import type { Api } from '../transport/api.ts';

export type Part = 'content' | 'thumbnail';

/** Where the bytes of a picture are in this page. */
export type Held =
  | { readonly name: 'loading' }
  | { readonly name: 'ready'; readonly url: string }
  | { readonly name: 'failed'; readonly error: unknown };

export interface BytesParts {
  readonly store: StoreApi<Readonly<Record<string, Held>>>;
  /** Fetches what is not held; a failed one is tried again. */
  want(id: FileId, part: Part): void;
  /** An address for <video>, <audio> and downloads. It ends after some minutes: ask again then. */
  link(id: FileId): Promise<string>;
  /** A new one, where the held one does not open any more. */
  renew(id: FileId): Promise<string>;
  /** Lets go of pictures at hand; they are fetched again where they are seen. */
  clear(): void;
  dispose(): void;
}

interface BytesOptions {
  readonly api: Pick<Api, 'fileBytes' | 'fileLink'>;
  readonly now: () => number;
  readonly urls: Pick<typeof URL, 'createObjectURL' | 'revokeObjectURL'>;
}

/** So many pictures stay at hand; what is drawn already stays drawn. */
const mostHeld = 300;
/** A link is not handed out with less than this left, in milliseconds. */
const linkMargin = 60_000;

export const keyOf = (id: FileId, part: Part) => `${id}/${part}`;

/** The files of one account. */
export function createBytes({ api, now, urls }: BytesOptions): BytesParts {
  const store = createStore<Readonly<Record<string, Held>>>(() => ({}));
  const links = new Map<FileId, { readonly url: string; readonly endsAt: number }>();
  const order: string[] = [];
  const put = (key: string, held: Held) => store.setState({ [key]: held });

  const forget = (key: string) => {
    const { [key]: gone, ...others } = store.getState();
    if (gone?.name === 'ready') urls.revokeObjectURL(gone.url);
    store.setState(others, true);
  };
  const keep = (key: string, blob: Blob) => {
    put(key, { name: 'ready', url: urls.createObjectURL(blob) });
    order.push(key);
    const oldest = order.length > mostHeld ? order.shift() : undefined;
    if (oldest !== undefined) forget(oldest);
  };
  const renew = async (id: FileId) => {
    const { url, expiresAt } = await api.fileLink(id);
    links.set(id, { url, endsAt: Date.parse(expiresAt) });
    return url;
  };
  const clear = () => {
    for (const key of order.splice(0)) forget(key);
  };
  return {
    store,
    clear,
    want(id, part) {
      const key = keyOf(id, part);
      const held = store.getState()[key];
      if (held !== undefined && held.name !== 'failed') return;
      put(key, { name: 'loading' });
      api.fileBytes(id, part).then(
        blob => keep(key, blob),
        (error: unknown) => put(key, { name: 'failed', error }),
      );
    },
    async link(id) {
      const held = links.get(id);
      return held !== undefined && held.endsAt - now() > linkMargin ? held.url : renew(id);
    },
    renew,
    dispose: clear,
  };
}
