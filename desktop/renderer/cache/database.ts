// The smallest wrapper of IndexedDB that the outbox needs: one table of records by key.

export interface Table<T> {
  all(): Promise<T[]>;
  put(value: T): Promise<void>;
  delete(key: string): Promise<void>;
}

const tableName = 'outbox';

/** Opens (and makes) the database of one account. */
export async function openTable<T>(factory: IDBFactory, name: string, keyPath: string): Promise<Table<T>> {
  const opening = factory.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(tableName, { keyPath });
  };
  const database = await answer(opening);
  // Signing out deletes it, which an open connection would hold up.
  database.onversionchange = () => database.close();
  const run = <R>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<R>): Promise<R> => {
    const transaction = database.transaction(tableName, mode, { durability: 'strict' });
    const asked = ask(transaction.objectStore(tableName));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  };
  return {
    all: () => run('readonly', store => store.getAll() as IDBRequest<T[]>),
    put: async value => void (await run('readwrite', store => store.put(value))),
    delete: async key => void (await run('readwrite', store => store.delete(key))),
  };
}

function answer<R>(request: IDBRequest<R>): Promise<R> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
