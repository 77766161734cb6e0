// The accounts of this profile, as this page's account sees them.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AccountEntry, Accounts } from '../../ipc/payloads.ts';
import type { SessionState } from '../auth/session.ts';
import type { Bridge } from '../bridge.ts';

export type AccountsStore = StoreApi<Accounts>;

/** Follows the shell. */
export function createAccounts(bridge: Bridge, onDefect: (error: unknown) => void): AccountsStore {
  const store = createStore<Accounts>(() => ({ own: 'main', active: 'main', list: [] }));
  bridge.onAccountsChanged(accounts => store.setState(accounts, true));
  bridge.accounts().then(accounts => store.setState(accounts, true), onDefect);
  return store;
}

/** Tells the shell whose this page's account is. */
export function tellAccounts(
  bridge: Bridge,
  session: StoreApi<SessionState>,
  onDefect: (error: unknown) => void,
): void {
  const tell = (state: SessionState) => {
    const person = state.name === 'signed_in' ? { id: state.user.id, name: state.user.displayName } : null;
    bridge.tellAccount(person).catch(onDefect);
  };
  session.subscribe(tell);
  tell(session.getState());
}

/** Those that someone is signed in to. */
export function signedInto({ list }: Accounts): readonly AccountEntry[] {
  return list.filter(({ person }) => person !== null);
}
