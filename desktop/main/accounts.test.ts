// Which accounts there are, and which one comes to the front.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FIRST, MAX_ACCOUNTS, nextAfter, openAccounts, readAccounts } from './accounts.ts';
import { createLog } from './log.ts';

let folder: string;
let made: number;
const open = () =>
  openAccounts(
    folder,
    createLog(
      () => undefined,
      () => new Date(0),
    ),
    () => 42,
  );
const newId = () => {
  made += 1;
  return `a${made}`;
};
const person = (name: string) => ({ id: name.toLowerCase(), name });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'baraza-accounts-'));
  made = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('an empty account is used before a new one is made, and there is an end to it', () => {
  const accounts = open();
  expect(accounts.add(newId)?.id).toBe(FIRST);
  accounts.change(FIRST, { person: person('Amina') });
  expect(accounts.add(newId)?.id).toBe('a1');
  expect(accounts.add(newId)?.id).toBe('a1');
  for (const account of accounts.list()) accounts.change(account.id, { person: person('Juma') });
  for (let more = 0; more < MAX_ACCOUNTS; more += 1) {
    const next = accounts.add(newId);
    if (next !== null) accounts.change(next.id, { person: person('Neema') });
  }
  expect(accounts.list()).toHaveLength(MAX_ACCOUNTS);
  expect(accounts.add(newId)).toBeNull();
});

test('accounts and the one in front survive a restart; a broken file is kept aside', () => {
  const accounts = open();
  accounts.change(FIRST, { person: person('Amina') });
  const id = accounts.add(newId)?.id ?? '';
  accounts.change(id, { serverUrl: 'https://b.example', person: person('Juma') });
  accounts.activate(id);
  accounts.activate('unknown');
  expect(open().active()).toBe(id);
  expect(open().list()).toEqual(accounts.list());
  writeFileSync(join(folder, 'accounts.json'), '{');
  expect(open().list()).toHaveLength(1);
  expect(readdirSync(folder)).toContain('accounts.corrupt-42.json');
});

test('the first account only becomes empty, another one goes, and a neighbour comes to the front', () => {
  const accounts = open();
  accounts.change(FIRST, { person: person('Amina') });
  const id = accounts.add(newId)?.id ?? '';
  accounts.change(id, { person: person('Juma') });
  accounts.activate(id);
  expect(accounts.remove(id)).toBe(FIRST);
  expect(accounts.list().map(account => account.id)).toEqual([FIRST]);
  expect(accounts.remove(FIRST)).toBe(FIRST);
  expect(accounts.get(FIRST)).toMatchObject({ person: null });
  const held = ['x', 'y', 'z'].map(id => ({ id, serverUrl: null, person: id === 'y' ? null : person(id) }));
  expect([nextAfter(held, 'x'), nextAfter(held, 'z')]).toEqual(['z', 'x']);
});

test('what a file says is brought in order', () => {
  const account = (id: string, serverUrl: string | null = null) => ({ id, serverUrl, person: null });
  const read = readAccounts({
    version: 1,
    active: 'gone',
    accounts: [account('b', 'https://b.example'), account('b'), account('c', 'javascript:x')],
  });
  expect(read.active).toBe(FIRST);
  expect(read.accounts).toEqual([account(FIRST), account('b', 'https://b.example'), account('c')]);
  expect(readAccounts({ version: 2 }).accounts).toEqual([account(FIRST)]);
});
