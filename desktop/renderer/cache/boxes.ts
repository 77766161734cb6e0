// Records of one account in IndexedDB, each sealed or plain, by key.

export interface Boxes {
  all(): Promise<readonly (readonly [string, unknown])[]>;
  /** Writes and deletes in one transaction. */
  write(puts: ReadonlyMap<string, unknown>, deletes: readonly string[]): Promise<void>;
  close(): void;
}

/** Turns a value into what is stored, and back; a value that cannot be opened is undefined. */
export interface Sealer {
  seal(value: unknown): Promise<unknown>;
  open(stored: unknown): Promise<unknown>;
}

const storeName = 'boxes';

/** For pages whose browser keeps their data: nothing is gained by a key that lies beside the lock. */
export const plainSealer: Sealer = {
  seal: async value => value,
  open: async stored => stored,
};

/** AES-GCM with a fresh nonce for each record. */
export function createSealer(
  key: CryptoKey,
  subtle: SubtleCrypto,
  random: (bytes: Uint8Array<ArrayBuffer>) => void,
): Sealer {
  return {
    async seal(value) {
      const iv = new Uint8Array(12);
      random(iv);
      const plain = new TextEncoder().encode(JSON.stringify(value));
      return { iv, data: await subtle.encrypt({ name: 'AES-GCM', iv }, key, plain) };
    },
    async open(stored) {
      try {
        const { iv, data } = stored as { iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer };
        const plain = await subtle.decrypt({ name: 'AES-GCM', iv }, key, data);
        return JSON.parse(new TextDecoder().decode(plain));
      } catch {
        // Another key, or a torn record: the server has it all.
        return undefined;
      }
    },
  };
}

/** Opens (and makes) the database. */
export async function openBoxes(factory: IDBFactory, name: string, sealer: Sealer): Promise<Boxes> {
  const opening = factory.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(storeName);
  };
  const database = await answer(opening);
  // Signing out deletes it, which an open connection would hold up.
  database.onversionchange = () => database.close();
  return {
    async all() {
      const store = database.transaction(storeName).objectStore(storeName);
      const [keys, values] = await Promise.all([answer(store.getAllKeys()), answer(store.getAll())]);
      const opened = await Promise.all(values.map(value => sealer.open(value)));
      return keys.map((key, index) => [String(key), opened[index]] as const);
    },
    async write(puts, deletes) {
      const sealed = await Promise.all(
        [...puts].map(async ([key, value]) => [key, await sealer.seal(value)] as const),
      );
      const transaction = database.transaction(storeName, 'readwrite', { durability: 'relaxed' });
      const store = transaction.objectStore(storeName);
      for (const [key, value] of sealed) store.put(value, key);
      for (const key of deletes) store.delete(key);
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onerror = () => reject(transaction.error);
        transaction.onabort = () => reject(transaction.error);
      });
    },
    close: () => database.close(),
  };
}

function answer<R>(request: IDBRequest<R>): Promise<R> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
