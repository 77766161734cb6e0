// The accounts of this profile: which there are, whose each is, on which server, and which one is in front.
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { parseServerOrigin } from '../ipc/link.ts';
import type { AccountPerson } from '../ipc/payloads.ts';
import { keepAside, readJson, writeJson } from './files.ts';
import type { Log } from './log.ts';
import { accountPersonSchema } from './schemas.ts';

/** The first account lives in the profile itself; it is never taken away, only empty. */
export const FIRST = 'main';
export const MAX_ACCOUNTS = 8;

const accountSchema = Type.Object({
  id: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }),
  serverUrl: Type.Union([Type.String(), Type.Null()]),
  person: Type.Union([accountPersonSchema, Type.Null()]),
});
const fileSchema = Type.Object({
  version: Type.Literal(1),
  active: Type.String(),
  accounts: Type.Array(accountSchema),
});
const check = Compile(fileSchema);

export type Account = Static<typeof accountSchema>;
export type AccountsFile = Static<typeof fileSchema>;

export interface AccountStore {
  list(): readonly Account[];
  get(id: string): Account | null;
  active(): string;
  activate(id: string): void;
  /** An account that nobody has signed in to is used before a new one is made; null when there are enough. */
  add(newId: () => string): Account | null;
  change(id: string, change: Partial<Omit<Account, 'id'>>): void;
  /** Takes it away (the first one only becomes empty) and tells which one is in front then. */
  remove(id: string): string;
}

const EMPTY: AccountsFile = {
  version: 1,
  active: FIRST,
  accounts: [{ id: FIRST, serverUrl: null, person: null }],
};

/** What a file says, brought in order: the first account is there, ids are single, addresses are addresses. */
export function readAccounts(value: unknown): AccountsFile {
  if (!check.Check(value)) return EMPTY;
  const [first = EMPTY.accounts[0] as Account] = value.accounts.filter(({ id }) => id === FIRST);
  const others = value.accounts.filter(
    ({ id }, at, all) => id !== FIRST && all.findIndex(account => account.id === id) === at,
  );
  const accounts = [first, ...others].slice(0, MAX_ACCOUNTS).map(account => ({
    ...account,
    serverUrl: account.serverUrl === null ? null : parseServerOrigin(account.serverUrl),
  }));
  const active = accounts.some(({ id }) => id === value.active) ? value.active : FIRST;
  return { version: 1, active, accounts };
}

/** Which account comes to the front when one is taken away: its neighbour that someone is signed in to. */
export function nextAfter(accounts: readonly Account[], id: string): string {
  const at = accounts.findIndex(account => account.id === id);
  const others = [...accounts.slice(at + 1), ...accounts.slice(0, Math.max(at, 0)).reverse()];
  return others.find(({ person }) => person !== null)?.id ?? FIRST;
}

/** Opens `accounts.json` in a folder. */
export function openAccounts(folder: string, log: Log, now: () => number): AccountStore {
  const path = join(folder, 'accounts.json');
  const loaded = readJson(path);
  if (loaded.state === 'corrupt') {
    log.warn(`Accounts were not readable, kept aside as ${keepAside(path, now())}`);
  }
  let held = readAccounts(loaded.state === 'read' ? loaded.value : null);
  const put = (next: Partial<AccountsFile>) => {
    held = { ...held, ...next };
    writeJson(path, held);
  };
  const get = (id: string) => held.accounts.find(account => account.id === id) ?? null;
  const change = (id: string, part: Partial<Omit<Account, 'id'>>) =>
    put({
      accounts: held.accounts.map(account => (account.id === id ? { ...account, ...part } : account)),
    });
  return {
    list: () => held.accounts,
    get,
    active: () => held.active,
    activate(id) {
      if (get(id) !== null && id !== held.active) put({ active: id });
    },
    add(newId) {
      const free = held.accounts.find(({ person }) => person === null);
      if (free !== undefined) return free;
      if (held.accounts.length >= MAX_ACCOUNTS) return null;
      const account: Account = { id: newId(), serverUrl: null, person: null };
      put({ accounts: [...held.accounts, account] });
      return account;
    },
    change,
    remove(id) {
      const next = nextAfter(held.accounts, id);
      if (id === FIRST) change(id, { person: null });
      else put({ accounts: held.accounts.filter(account => account.id !== id) });
      put({ active: next });
      return next;
    },
  };
}

/** Whether two descriptions name the same person. */
export function isSamePerson(a: AccountPerson | null, b: AccountPerson | null): boolean {
  return a?.id === b?.id && a?.name === b?.name;
}
