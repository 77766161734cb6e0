// What was sent a moment ago and is not in the database yet: written in the same breath, so that no reload loses it.
import type { Outgoing } from '../../../common/messages/outgoing.ts';

export interface Journal {
  all(): readonly Outgoing[];
  put(entry: Outgoing): void;
  drop(clientId: string): void;
  clear(): void;
}

/** Holds entries in the page's storage, which answers at once where a database takes a moment. */
export function createJournal(
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  key: string,
  onDefect: (error: unknown) => void,
): Journal {
  const all = (): readonly Outgoing[] => JSON.parse(storage.getItem(key) ?? '[]');
  const hold = (entries: readonly Outgoing[]) => {
    if (entries.length === 0) return storage.removeItem(key);
    try {
      storage.setItem(key, JSON.stringify(entries));
    } catch (error) {
      // A full storage holds nothing up: the database still gets the entry.
      onDefect(error);
    }
  };
  const without = (clientId: string) => all().filter(entry => entry.clientId !== clientId);
  return {
    all,
    put: entry => hold([...without(entry.clientId), entry]),
    drop(clientId) {
      if (storage.getItem(key) !== null) hold(without(clientId));
    },
    clear: () => storage.removeItem(key),
  };
}
