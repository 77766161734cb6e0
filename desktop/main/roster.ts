// Accounts at work: opens their pages, tells all of them who there is, brings one to the front, takes one away.
import { randomUUID } from 'node:crypto';
import { session } from 'electron';
import type { Accounts, TrayState } from '../ipc/payloads.ts';
import { FIRST, isSamePerson } from './accounts.ts';
import type { Shell } from './context.ts';
import { furnishSession, serverOf } from './pagedesk.ts';
import { loadPage, type Page } from './pages.ts';
import type { TrayDesk } from './traydesk.ts';

export interface Roster {
  of(account: string): Accounts;
  tell(account: string, person: Accounts['list'][number]['person']): void;
  /** Its unread messages and status, for the tray and for the other accounts. */
  setTray(account: string, state: TrayState): void;
  switchTo(account: string): void;
  /** False when there are too many. */
  add(): boolean;
  leave(account: string): void;
  chooseServer(account: string, origin: string | null): void;
  /** Opens the pages of all accounts besides the first, which has the window's own. */
  openAll(): void;
}

export interface RosterParts {
  readonly tray: TrayDesk;
  readonly root: string;
  /** A page is there and wants its desk. */
  readonly onOpened: (page: Page) => void;
  /** An account is gone with all it kept. */
  readonly onClosed: (account: string) => void;
  /** Who there is has changed, or who is in front. */
  readonly onChanged: () => void;
}

/** Makes the roster of a shell whose window is there. */
export function createRoster(shell: Shell, parts: RosterParts): Roster {
  const { accounts, pages } = shell;
  const of = (account: string): Accounts => ({
    own: account,
    active: accounts.active(),
    list: accounts.list().map(({ id, person }) => {
      const server = serverOf(shell, id);
      const { unread = 0, status = 'offline' } = parts.tray.stateOf(id) ?? {};
      return { id, person, server: server === null ? null : new URL(server).host, unread, status };
    }),
  });
  const changed = () => {
    for (const page of pages.all()) page.send('accounts:changed', of(page.account));
    parts.onChanged();
  };
  const switchTo = (account: string) => {
    accounts.activate(account);
    pages.bring(account);
    changed();
  };
  const open = (account: string) => {
    const own = session.fromPartition(`persist:account-${account}`);
    furnishSession(shell, own, account, parts.root);
    const page = pages.open(account, own);
    parts.onOpened(page);
    loadPage(page.contents);
  };
  return {
    of,
    switchTo,
    tell(account, person) {
      if (isSamePerson(accounts.get(account)?.person ?? null, person)) return;
      accounts.change(account, { person });
      changed();
    },
    setTray(account, state) {
      const before = parts.tray.stateOf(account);
      parts.tray.set(account, state);
      if (before?.unread !== state.unread || before.status !== state.status) changed();
    },
    add() {
      const account = accounts.add(() => randomUUID().slice(0, 8));
      if (account === null) return false;
      if (pages.get(account.id) === null) open(account.id);
      switchTo(account.id);
      return true;
    },
    leave(account) {
      const next = accounts.remove(account);
      parts.tray.set(account, null);
      if (account !== FIRST) {
        const leaving = pages.get(account)?.contents.session;
        switchTo(next);
        pages.close(account);
        parts.onClosed(account);
        leaving?.clearStorageData().catch(error => shell.log.error('An account left data behind', error));
      } else switchTo(next);
    },
    chooseServer(account, origin) {
      if (account === FIRST) shell.settings.chooseServer(origin);
      else accounts.change(account, { serverUrl: origin });
      changed();
    },
    openAll() {
      for (const { id } of accounts.list()) if (id !== FIRST) open(id);
      pages.bring(accounts.active());
    },
  };
}
