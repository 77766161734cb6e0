// Files that are on their way, kept on this device until they are in: in pieces, each sealed or plain.

export interface Blobs {
  /** False when there is no room; nothing is then kept. */
  put(id: string, blob: Blob): Promise<boolean>;
  /** Null where it was not kept, or not to its end. */
  get(id: string): Promise<Blob | null>;
  delete(id: string): Promise<void>;
  /** The ids of what is kept. */
  ids(): Promise<readonly string[]>;
  close(): void;
}

/** Null leaves the bytes as they are. */
export type BytesSealer = {
  seal(bytes: ArrayBuffer): Promise<unknown>;
  open(stored: unknown): Promise<ArrayBuffer>;
} | null;

interface Head {
  readonly size: number;
  readonly type: string;
  readonly pieces: number;
}

const heads = 'heads';
const bodies = 'bodies';
const pieceBytes = 4 * 1024 * 1024;

/** AES-GCM with a fresh nonce for each piece. */
export function createBytesSealer(
  key: CryptoKey,
  subtle: SubtleCrypto,
  random: (bytes: Uint8Array<ArrayBuffer>) => void,
): BytesSealer {
  return {
    async seal(bytes) {
      const iv = new Uint8Array(12);
      random(iv);
      return { iv, data: await subtle.encrypt({ name: 'AES-GCM', iv }, key, bytes) };
    },
    open(stored) {
      const { iv, data } = stored as { iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer };
      return subtle.decrypt({ name: 'AES-GCM', iv }, key, data);
    },
  };
}

/** Opens (and makes) the database; it holds `most` bytes in all. */
export async function openBlobs(
  factory: IDBFactory,
  name: string,
  sealer: BytesSealer,
  most: number,
): Promise<Blobs> {
  const opening = factory.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(heads);
    opening.result.createObjectStore(bodies);
  };
  const database = await answer(opening);
  database.onversionchange = () => database.close();
  const read = <T>(store: string, ask: (from: IDBObjectStore) => IDBRequest<T>) =>
    answer(ask(database.transaction(store).objectStore(store)));
  const write = (change: (heads: IDBObjectStore, bodies: IDBObjectStore) => void): Promise<void> => {
    const transaction = database.transaction([heads, bodies], 'readwrite');
    change(transaction.objectStore(heads), transaction.objectStore(bodies));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  };
  const remove = (id: string) =>
    write((head, body) => {
      head.delete(id);
      body.delete(IDBKeyRange.bound([id, 0], [id, Number.MAX_SAFE_INTEGER]));
    });
  const pour = async (id: string, blob: Blob) => {
    let number = 0;
    for (let at = 0; at < blob.size; at += pieceBytes, number += 1) {
      const bytes = await blob.slice(at, at + pieceBytes).arrayBuffer();
      const stored = sealer ? await sealer.seal(bytes) : bytes;
      const key = [id, number];
      await write((_, body) => void body.put(stored, key));
    }
    // The head comes last: without it the pieces count for nothing.
    const head: Head = { size: blob.size, type: blob.type, pieces: number };
    await write(put => void put.put(head, id));
  };
  return {
    async put(id, blob) {
      const kept = (await read(heads, store => store.getAll())) as Head[];
      if (kept.reduce((sum, { size }) => sum + size, blob.size) > most) return false;
      try {
        await pour(id, blob);
        return true;
      } catch {
        // The disk is full, or the file could not be read: it goes out from memory, or fails there with a reason.
        await remove(id);
        return false;
      }
    },
    async get(id) {
      const head = (await read(heads, store => store.get(id))) as Head | undefined;
      if (head === undefined) return null;
      const parts: Blob[] = [];
      for (let number = 0; number < head.pieces; number += 1) {
        const stored: unknown = await read(bodies, store => store.get([id, number]));
        try {
          parts.push(new Blob([sealer ? await sealer.open(stored) : (stored as ArrayBuffer)]));
        } catch {
          // Another key, or a torn record.
          return null;
        }
      }
      return new Blob(parts, { type: head.type });
    },
    delete: remove,
    ids: async () => (await read(heads, store => store.getAllKeys())).map(String),
    close: () => database.close(),
  };
}

function answer<R>(request: IDBRequest<R>): Promise<R> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
