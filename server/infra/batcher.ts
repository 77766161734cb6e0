// Bulks without timers: one is in flight, and what arrives meanwhile is the next one.

export interface Batcher<T> {
  /** Resolves or rejects with the bulk that the item was in. */
  add(item: T): Promise<void>;
  /** Resolves once nothing waits and nothing is in flight; never rejects. */
  idle(): Promise<void>;
}

interface Entry<T> {
  item: T;
  done(): void;
  failed(error: unknown): void;
}

/** Runs items in the order of their arrival, at most `limit` at once. */
export function createBatcher<T>(run: (items: readonly T[]) => Promise<void>, limit: number): Batcher<T> {
  const queue: Entry<T>[] = [];
  let working: Promise<void> | null = null;

  async function work(): Promise<void> {
    // The rest of this turn still joins the first bulk.
    await Promise.resolve();
    while (queue.length > 0) {
      const bulk = queue.splice(0, limit);
      try {
        await run(bulk.map(entry => entry.item));
        for (const entry of bulk) entry.done();
      } catch (error) {
        for (const entry of bulk) entry.failed(error);
      }
    }
    working = null;
  }

  return {
    add: item =>
      new Promise((done, failed) => {
        queue.push({ item, done, failed });
        working ??= work();
      }),
    idle: () => working ?? Promise.resolve(),
  };
}
