// The pages of the accounts in the one window: all of them live, one is in front.

import type { BrowserWindow, Session, WebContents } from 'electron';
import * as electron from 'electron';
import type { EventChannels } from '../ipc/channels.ts';
import type { Send } from './context.ts';
import { sendEvent } from './ipc.ts';
import { START_PAGE } from './origin.ts';
import { webPreferences } from './window.ts';

export interface Page {
  readonly account: string;
  readonly contents: WebContents;
  readonly send: Send;
  /** Like send, but waits for a page that is still loading. */
  readonly post: Send;
}

export interface Pages {
  all(): readonly Page[];
  get(account: string): Page | null;
  of(contents: WebContents): Page | null;
  front(): Page | null;
  /** Shows an account's page above the others; one that is not there changes nothing. */
  bring(account: string): void;
  /** The window's own page. */
  takeWindow(window: BrowserWindow, account: string): Page;
  /** A page of its own, with a session of its own, behind the others; `loadPage` begins. */
  open(account: string, session: Session): Page;
  close(account: string): void;
  /** Tells each page how far it can be seen, given how far the window can. */
  tellAttention(attention: EventChannels['window:attention']): void;
}

/** A page that lies over the window's own one. */
interface Cover {
  readonly contents: WebContents;
  show(): void;
  hide(): void;
  /** Ends its page for good. */
  end(): void;
}

interface Held {
  readonly page: Page;
  readonly cover: Cover | null;
}

const MAX_WAITING = 16;

/** Begins to load our page. */
export function loadPage(contents: WebContents): void {
  contents.loadURL(START_PAGE).catch(() => {
    // Answered by did-fail-load, which knows the reason; see crashes.ts.
  });
}

/** No pages yet. */
export function createPages(onFront: () => void): Pages {
  const held = new Map<string, Held>();
  let window: BrowserWindow | null = null;
  let front: string | null = null;
  let seen: EventChannels['window:attention'] = { visible: false, focused: false };
  const tell = ({ account, send }: Page) => {
    const isFront = account === front;
    send('window:attention', { visible: seen.visible && isFront, focused: seen.focused && isFront });
  };
  const tellAll = () => {
    for (const { page } of held.values()) tell(page);
  };
  const take = (account: string, contents: WebContents, cover: Cover | null): Page => {
    const page = makePage(account, contents);
    held.set(account, { page, cover });
    contents.on('dom-ready', () => tell(page));
    return page;
  };
  const bring = (account: string) => {
    const next = held.get(account);
    if (next === undefined || front === account) return;
    const before = front === null ? undefined : held.get(front);
    front = account;
    next.cover?.show();
    before?.cover?.hide();
    tellAll();
    if (window?.isFocused()) next.page.contents.focus();
    onFront();
  };
  return {
    all: () => [...held.values()].map(({ page }) => page),
    get: account => held.get(account)?.page ?? null,
    of: contents => [...held.values()].find(({ page }) => page.contents === contents)?.page ?? null,
    front: () => (front === null ? null : (held.get(front)?.page ?? null)),
    bring,
    takeWindow(own, account) {
      window = own;
      // The keyboard follows the page in front, not the one below.
      own.on('focus', () => (front === null ? undefined : held.get(front)?.page.contents.focus()));
      const page = take(account, own.webContents, null);
      front = account;
      return page;
    },
    open(account, session) {
      if (window === null) throw new Error('There is no window for pages');
      const cover = makeCover(window, session);
      return take(account, cover.contents, cover);
    },
    close(account) {
      const closing = held.get(account);
      if (closing?.cover === null || closing === undefined) return;
      held.delete(account);
      if (window !== null && !window.isDestroyed()) closing.cover.hide();
      closing.cover.end();
    },
    tellAttention(attention) {
      seen = attention;
      tellAll();
    },
  };
}

function makePage(account: string, contents: WebContents): Page {
  let waiting: [never, never][] | null = [];
  contents.on('dom-ready', () => {
    const now = waiting ?? [];
    waiting = null;
    for (const [channel, event] of now) sendEvent(contents, channel, event);
  });
  contents.on('did-start-navigation', (_event, _url, isInPlace, isMainFrame) => {
    if (!isInPlace && isMainFrame) waiting ??= [];
  });
  const send: Send = (channel, event) => sendEvent(contents, channel, event);
  const post: Send = (channel, event) => {
    if (waiting === null) return send(channel, event);
    waiting = [...waiting, [channel as never, event as never] as [never, never]].slice(-MAX_WAITING);
  };
  return { account, contents, send, post };
}

// Engines before 30 name the newer kind of view too, but their windows cannot take it.
function makeCover(window: BrowserWindow, session: Session): Cover {
  const options = { webPreferences: { ...webPreferences(), session } };
  if ('contentView' in window) {
    const view = new electron.WebContentsView(options);
    const place = () => view.setBounds({ x: 0, y: 0, ...sizeOf(window) });
    followSize(window, place);
    return {
      contents: view.webContents,
      show() {
        window.contentView.addChildView(view);
        place();
      },
      hide: () => window.contentView.removeChildView(view),
      end: () => view.webContents.close(),
    };
  }
  return olderCover(window, options);
}

function olderCover(window: BrowserWindow, options: { webPreferences: electron.WebPreferences }): Cover {
  const view = new (electron as { BrowserView: typeof electron.BrowserView }).BrowserView(options);
  const place = () => view.setBounds({ x: 0, y: 0, ...sizeOf(window) });
  followSize(window, place);
  return {
    contents: view.webContents,
    show() {
      window.addBrowserView(view);
      place();
    },
    hide: () => window.removeBrowserView(view),
    // There, `close` leaves the page of a view alone; what ends it is missing in the typings.
    end: () => (view.webContents as unknown as { destroy(): void }).destroy(),
  };
}

function sizeOf(window: BrowserWindow): { width: number; height: number } {
  const [width = 0, height = 0] = window.getContentSize();
  return { width, height };
}

function followSize(window: BrowserWindow, place: () => void): void {
  window.on('resize', () => {
    if (!window.isDestroyed()) place();
  });
}
