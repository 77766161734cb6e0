// The navigation lock: the window shows our page and nothing else; links leave for the system's browser.
import type { App, Shell, WebContents } from 'electron';
import type { Log } from './log.ts';
import { isOutsideLink, isOwnPage } from './origin.ts';

/** Locks every page that this program will ever make. */
export function lockNavigation(app: App, shell: Shell, log: Log): void {
  app.on('web-contents-created', (_event, contents) => lockContents(contents, shell, log));
}

function lockContents(contents: WebContents, shell: Shell, log: Log): void {
  const stay = (event: { preventDefault(): void }, url: string) => {
    if (isOwnPage(url)) return;
    event.preventDefault();
    log.warn('Refused to leave the page');
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', event => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isOutsideLink(url)) openOutside(shell, url, log);
    else log.warn('Refused to open a window');
    return { action: 'deny' };
  });
}

/** Opens an address in the system's own program for it. */
export function openOutside(shell: Shell, url: string, log: Log): void {
  shell.openExternal(new URL(url).href).catch(error => log.error('A link could not be opened', error));
}
