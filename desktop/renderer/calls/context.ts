// How the views of calls reach their store, and the people in it.
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { UserId } from '../../../common/ids.ts';
import type { Calls } from './compose.ts';
import type { Person } from './deps.ts';
import type { CallsState } from './state.ts';

export const CallsContext = createContext<Calls | null>(null);

export function useCalls(): Calls {
  const calls = useContext(CallsContext);
  if (!calls) throw new Error('Views of calls stand inside CallsContext');
  return calls;
}

/** A narrow part of the state; the view renders again only when that part changes. */
export function useCallsState<T>(select: (state: CallsState) => T): T {
  return useStore(useCalls().store, select);
}

/** Someone's name, a stand-in while they are not known. */
export function usePerson(id: UserId): Person {
  const { t } = useTranslation();
  const { people } = useCalls();
  // As a string, because whoever keeps people may make a new object each time.
  const name = useSyncExternalStore(
    people.onChange,
    useCallback(() => people.get(id)?.name, [people, id]),
  );
  return { name: name ?? t('calls.someone') };
}
