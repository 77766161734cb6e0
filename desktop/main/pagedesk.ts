// What one page is lent: parts that belong to its account alone.
import { randomUUID } from 'node:crypto';
import {
  app,
  globalShortcut,
  type Session,
  systemPreferences,
  shell as systemShell,
  type WebContents,
} from 'electron';
import { FIRST } from './accounts.ts';
import { type Capture, createCapture, usesPortal } from './capture.ts';
import type { Shell } from './context.ts';
import { createDownloads, type Downloads } from './downloads.ts';
import { createIncoming, type IncomingDesk } from './incoming.ts';
import { furnishNetwork } from './network.ts';
import type { createNotifications, NoticeEvent, Notifications } from './notifications.ts';
import type { Page } from './pages.ts';
import { lockPermissions } from './permissions.ts';
import { servePages } from './protocol.ts';
import { type AccountSecrets, type Secrets, secretsOf } from './secrets.ts';
import { answerDisplayMedia, listSources, maySeeScreen } from './sharing.ts';
import { createShortcuts, type Shortcuts } from './shortcuts.ts';
import { createSpelling, languagesFor, type Spelling, setLanguages } from './spelling.ts';

export interface Desk {
  readonly account: string;
  readonly contents: WebContents;
  readonly session: Session;
  readonly capture: Capture;
  readonly incoming: IncomingDesk;
  readonly shortcuts: Shortcuts;
  readonly notifications: Notifications;
  readonly downloads: Downloads;
  readonly spelling: Spelling;
  readonly secrets: AccountSecrets;
  /** Takes back what the page was lent, because it is gone or another one comes in its place. */
  forget(): void;
}

export interface DeskParts {
  readonly notifications: ReturnType<typeof createNotifications>;
  readonly secrets: Secrets;
}

/** The origin of an account's server; the first one's is a setting of the profile. */
export function serverOf({ settings, accounts }: Shell, account: string): string | null {
  return account === FIRST ? settings.get().serverUrl : (accounts.get(account)?.serverUrl ?? null);
}

/** Makes a session ready for a page of ours: how it reaches the network, what it may load, do and see. */
export function furnishSession(shell: Shell, session: Session, account: string, root: string): void {
  servePages(session.protocol, root, () => serverOf(shell, account));
  lockPermissions(session, systemPreferences, shell.log);
  // Before the engine has begun to fetch a dictionary for the system's language, which it does by default.
  if (process.platform !== 'darwin') setLanguages(session, languagesFor(shell.settings.get(), null));
  furnishNetwork(shell, session).catch(error => shell.log.error('A session has no network', error));
}

/** Makes the desk of a page. */
export function createDesk(shell: Shell, page: Page, parts: DeskParts): Desk {
  const { account, contents } = page;
  const { session } = contents;
  const capture = captureDesk(shell, page);
  answerDisplayMedia(session, capture, shell.log);
  const mute = () => page.send('tray:command', { kind: 'mute' });
  const shortcuts = createShortcuts(globalShortcut, mute, shell.log);
  const incoming = createIncoming((callId, action) => {
    if (action !== 'decline') shell.show(account);
    page.send('incoming:action', { callId, action });
  }, shell.log);
  const prefix = account === FIRST ? '' : `${account}/`;
  const notifications = parts.notifications.of(account, event => told(shell, page, event));
  const downloads = createDownloads({
    session,
    server: () => serverOf(shell, account),
    folder: () => app.getPath('downloads'),
    newId: randomUUID,
    tell: download => page.send('download:changed', download),
    show: path => systemShell.showItemInFolder(path),
  });
  const spelling = createSpelling(session, shell.settings, process.platform);
  contents.once('destroyed', spelling.dispose);
  const forget = () => {
    capture.cancel();
    shortcuts.release();
    incoming.closeAll();
  };
  contents.on('did-start-navigation', (_event, _url, isInPlace) => {
    if (!isInPlace) forget();
  });
  contents.on('render-process-gone', forget);
  const secrets = secretsOf(parts.secrets, prefix);
  const own = { account, contents, session, capture, incoming, shortcuts, notifications, secrets };
  return { ...own, downloads, spelling, forget };
}

/** What was done with a notification goes to its page; only what leads there also brings the page to the front. */
export function told(shell: Shell, { account, post }: Page, event: NoticeEvent): void {
  if (!('action' in event)) {
    shell.show(account);
    post('notification:activated', event);
  } else if (event.action === 'answer' || event.action === 'decline') {
    if (event.action === 'answer') shell.show(account);
    post('incoming:action', { callId: event.id, action: event.action });
  } else post('notification:action', event);
}

function captureDesk(shell: Shell, page: Page): Capture {
  return createCapture({
    listSources,
    mayCapture: maySeeScreen,
    systemPicker: usesPortal(process.platform, process.env),
    systemAudio: process.platform === 'win32',
    ask: request => page.send('capture:request', request),
    ended: requestId => page.send('capture:ended', { requestId }),
    newId: randomUUID,
    later: (run, after) => {
      const timer = setTimeout(run, after);
      return () => clearTimeout(timer);
    },
    log: shell.log,
  });
}
