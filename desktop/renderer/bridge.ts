// The shell as the app sees it: the desktop's own where there is one, the browser's means elsewhere.
import type { Baraza } from '../ipc/bridge.ts';
import type { Disposer, Settings, ShownNotification } from '../ipc/channels.ts';
import { DEFAULT_SETTINGS } from '../ipc/defaults.ts';

declare global {
  interface Window {
    readonly baraza?: Baraza;
  }
}

/** Written in by the build, from package.json. */
declare const __BARAZA_VERSION__: string;

export type Bridge = Baraza & {
  /** Whether a server can be chosen; a page that a server delivered belongs to that one. */
  readonly choosesServer: boolean;
};

type Listeners<T> = Set<(event: T) => void>;

/** The bridge of this page. */
export function createBridge(page: Window): Bridge {
  return page.baraza ? { ...page.baraza, choosesServer: true } : browserBridge(page);
}

const settingsKey = 'baraza.settings';
const secretPrefix = 'baraza.secret.';

function listen<T>(listeners: Listeners<T>, listener: (event: T) => void): Disposer {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function browserBridge(page: Window): Bridge {
  const { localStorage: storage } = page;
  const settings = browserSettings(page);
  const notices = browserNotifications(page);
  const nothing = (): Disposer => () => undefined;
  return {
    choosesServer: false,
    appInfo: async () => ({
      version: __BARAZA_VERSION__,
      platform: 'browser',
      secretStore: 'browser',
      tray: false,
      systemAudio: false,
    }),
    ...settings,
    getSecret: async key => storage.getItem(secretPrefix + key),
    setSecret: async (key, value) => storage.setItem(secretPrefix + key, value),
    deleteSecret: async key => storage.removeItem(secretPrefix + key),
    chooseServer: async () => undefined,
    // The page's own server brought the page, so it answers.
    probeServer: async () => 'baraza',
    ...notices,
    // A browser asks its person itself.
    refusedCertificate: async () => null,
    trustCertificate: async () => false,
    // One page, one account: a browser has its own windows and profiles for others.
    accounts: async () => ({ own: 'main', active: 'main', list: [] }),
    tellAccount: async () => undefined,
    switchAccount: async () => undefined,
    addAccount: async () => false,
    leaveAccount: async () => undefined,
    // A browser starts its pages itself.
    autostart: async () => null,
    setAutostart: async () => null,
    setTray: async ({ unread }) => {
      page.document.title = unread > 0 ? `(${unread}) Baraza` : 'Baraza';
    },
    download: async (url, name) => {
      const link = page.document.createElement('a');
      Object.assign(link, { href: url, download: name }).click();
    },
    // A browser shows its own list of downloads.
    showDownload: async () => false,
    // What a browser fetched is the browser's to keep.
    cacheSize: async () => 0,
    clearCache: async () => undefined,
    showWindow: async () => page.focus(),
    // A browser brings its own picker.
    chooseCapture: async () => undefined,
    // A browser hears keys in its own window only, and opens no window above others.
    setMuteShortcut: async accelerator => accelerator === '',
    showIncoming: async () => undefined,
    closeIncoming: async () => undefined,
    // A browser does not tell its pages.
    powerState: async () => ({ idle: false, locked: false }),
    // A page is as new as the server that delivers it.
    updates: async () => ({ name: 'off' }),
    update: async () => undefined,
    // A browser checks in its own languages.
    spellingLanguages: async () => [],
    seeSpelling: async () => undefined,
    showReports: async () => undefined,
    demoSignIn: async () => null,
    onWindowAttention: listener => watchAttention(page, listener),
    onNotificationAction: nothing,
    onAccountsChanged: nothing,
    onDownload: nothing,
    onCertificateChanged: nothing,
    onCaptureRequest: nothing,
    onCaptureEnded: nothing,
    onIncomingAction: nothing,
    onUpdatesChanged: nothing,
    onPowerEvent: nothing,
    onTrayCommand: nothing,
    onMenuCommand: nothing,
    onLinkOpen: nothing,
  };
}

function browserSettings(page: Window): Pick<Bridge, 'getSettings' | 'setSettings' | 'onSettingsChanged'> {
  const listeners: Listeners<Settings> = new Set();
  const read = (): Settings => {
    const kept = page.localStorage.getItem(settingsKey);
    const changes = kept === null ? {} : (JSON.parse(kept) as Partial<Settings>);
    return { ...DEFAULT_SETTINGS, ...changes, serverUrl: page.location.origin };
  };
  page.addEventListener('storage', event => {
    if (event.key === settingsKey) for (const listener of listeners) listener(read());
  });
  return {
    getSettings: async () => read(),
    setSettings: async change => {
      const next = { ...read(), ...change };
      page.localStorage.setItem(settingsKey, JSON.stringify(next));
      for (const listener of listeners) listener(next);
      return next;
    },
    onSettingsChanged: listener => listen(listeners, listener),
  };
}

function browserNotifications(
  page: Window,
): Pick<Bridge, 'showNotification' | 'closeNotification' | 'onNotificationActivated'> {
  const shown = new Map<string, Notification>();
  const listeners: Listeners<{ id: string; kind: 'message' | 'call' }> = new Set();
  const show = ({ id, kind, title, body, icon }: ShownNotification) => {
    // The page makes the sound itself.
    const notification = new Notification(title, { body, silent: true, tag: id, ...(icon && { icon }) });
    notification.onclick = () => {
      page.focus();
      for (const listener of listeners) listener({ id, kind });
      notification.close();
    };
    shown.set(id, notification);
  };
  return {
    showNotification: async notification => {
      if (!('Notification' in page) || Notification.permission !== 'granted') return false;
      show(notification);
      return true;
    },
    closeNotification: async id => {
      shown.get(id)?.close();
      shown.delete(id);
    },
    onNotificationActivated: listener => listen(listeners, listener),
  };
}

function watchAttention(
  page: Window,
  listener: (state: { visible: boolean; focused: boolean }) => void,
): Disposer {
  const { document } = page;
  const tell = () =>
    listener({ visible: document.visibilityState === 'visible', focused: document.hasFocus() });
  page.addEventListener('focus', tell);
  page.addEventListener('blur', tell);
  document.addEventListener('visibilitychange', tell);
  tell();
  return () => {
    page.removeEventListener('focus', tell);
    page.removeEventListener('blur', tell);
    document.removeEventListener('visibilitychange', tell);
  };
}
