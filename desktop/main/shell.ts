// The shell: makes each part once the engine is ready and connects them.
import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme, powerMonitor, session, type WebContents } from 'electron';
import type { EventChannels, PowerState } from '../ipc/channels.ts';
import { FIRST, openAccounts } from './accounts.ts';
import { startedBySession } from './autostartdesk.ts';
import { answerPages } from './bridge.ts';
import type { Shell, ShellContext } from './context.ts';
import { createLinks } from './links.ts';
import { openNotices } from './notices.ts';
import { furnishSession } from './pagedesk.ts';
import { createPages, loadPage } from './pages.ts';
import { watchIdleness, watchPower } from './power.ts';
import { startTray } from './traydesk.ts';
import { openTrust } from './trust.ts';
import { startUpdates } from './updatedesk.ts';
import { showWindow } from './window.ts';
import { openMainWindow } from './windowdesk.ts';
import { openWindowState } from './windowstate.ts';
import { createZoom } from './zoom.ts';

/** Starts everything, as soon as the engine allows it. */
export function startShell(context: ShellContext): void {
  let window: BrowserWindow | null = null;
  const current = () => (window === null || window.isDestroyed() ? null : window);
  const accounts = openAccounts(context.folder, context.log, Date.now);
  const pages = createPages(() => undefined);
  const show = (account?: string) => {
    if (account !== undefined) {
      accounts.activate(account);
      pages.bring(account);
    }
    const shown = current();
    if (shown !== null) showWindow(shown);
  };
  const deliver = (url: string) => {
    show();
    pages.front()?.post('link:open', { url });
  };
  const links = createLinks(deliver, context.log);
  const windowState = openWindowState(context.folder);
  const zoom = createZoom(windowState, pages, () => BrowserWindow.getAllWindows());
  const trust = openTrust(context.folder, context.log, Date.now, certificate => {
    for (const page of pages.all()) page.post('certificate:changed', certificate);
  });
  const shell: Shell = {
    ...context,
    accounts,
    pages,
    windowState,
    window: current,
    show,
    links,
    trust,
    zoom: zoom.change,
  };
  takeLinks(shell);
  app.on('activate', () => show());
  app.once('ready', (_event, launchInfo) => {
    open(shell, launchInfo, zoom.follow, made => {
      window = made;
    }).catch(error => {
      context.log.error('The shell could not start', error);
      app.exit(1);
    });
  });
}

function takeLinks(shell: Shell): void {
  if (shell.link !== null) shell.links.open(shell.link);
  app.on('second-instance', (_event, argv) => {
    shell.show();
    const link = argv.find(word => word.startsWith('baraza://'));
    if (link !== undefined) shell.links.open(link);
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    shell.links.open(url);
  });
  // Run from sources there is no program that the system could start with a link.
  if (app.isPackaged) app.setAsDefaultProtocolClient('baraza');
}

async function open(
  shell: Shell,
  launchInfo: unknown,
  followZoom: (contents: WebContents) => void,
  made: (window: BrowserWindow) => void,
): Promise<void> {
  const root = join(__dirname, '../renderer');
  nativeTheme.themeSource = shell.settings.get().theme;
  furnishSession(shell, session.defaultSession, FIRST, root);
  const notices = await openNotices(shell, launchInfo);
  const tray = startTray(shell);
  const hidden = shell.hidden || startedBySession();
  const window = openMainWindow({ ...shell, hidden }, notices.board, tray);
  made(window);
  const page = shell.pages.takeWindow(window, FIRST);
  const { roster, lend } = answerPages(shell, {
    ...{ notifications: notices.board, tray, root },
    updates: startUpdates(shell, window, tray),
    power: followPower(shell),
  });
  app.on('web-contents-created', (_event, contents) => followZoom(contents));
  followZoom(page.contents);
  lend(page);
  roster.openAll();
  loadPage(page.contents);
  shell.links.setReady(true);
  notices.ready();
}

/** Tells the pages what happens, and whoever asks how it is now. */
function followPower({ pages }: Shell): () => PowerState {
  let locked = false;
  const tell = (kind: EventChannels['power:event']['kind']) => {
    if (kind === 'lock' || kind === 'unlock') locked = kind === 'lock';
    for (const page of pages.all()) page.send('power:event', { kind });
  };
  const later = (run: () => void, seconds: number) => {
    const timer = setTimeout(run, seconds * 1_000);
    return () => clearTimeout(timer);
  };
  const idleness = watchIdleness(() => powerMonitor.getSystemIdleTime(), later, tell);
  const disposers = [
    watchPower(powerMonitor, kind => {
      tell(kind);
      // A computer may wake up by itself, with nobody there.
      if (kind === 'resume' || kind === 'unlock') idleness.look();
    }),
    idleness.dispose,
  ];
  app.once('will-quit', () => {
    for (const dispose of disposers) dispose();
  });
  return () => {
    idleness.look();
    return { idle: idleness.isIdle(), locked };
  };
}
