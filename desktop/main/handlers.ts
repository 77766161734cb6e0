// What the page may ask for: each request of the bridge with its schema and its answer.
import type { AppInfo, DemoSignIn, TrayState } from '../ipc/channels.ts';
import { parseServerOrigin } from '../ipc/link.ts';
import type { Capture } from './capture.ts';
import type { IncomingDesk } from './incoming.ts';
import { BridgeError, type Handle } from './ipc.ts';
import type { Notifications } from './notifications.ts';
import { probeServer } from './probe.ts';
import {
  captureChoiceSchema,
  idSchema,
  incomingSchema,
  muteShortcutSchema,
  nothingSchema,
  notificationSchema,
  probeSchema,
  secretKeySchema,
  secretSchema,
  serverSchema,
  settingsChangeSchema,
  trayStateSchema,
} from './schemas.ts';
import type { Secrets } from './secrets.ts';
import type { SettingsStore } from './settings.ts';
import type { Shortcuts } from './shortcuts.ts';

export interface HandlerParts {
  info: () => Promise<AppInfo>;
  settings: SettingsStore;
  secrets: Secrets;
  notifications: Notifications;
  capture: Capture;
  shortcuts: Shortcuts;
  incoming: IncomingDesk;
  setTray: (state: TrayState) => void;
  showWindow: () => void;
  reloadPage: () => void;
  takeDemoSignIn: () => DemoSignIn | null;
}

/** Registers all handlers of the bridge. */
export function registerHandlers(handle: Handle, parts: HandlerParts): void {
  const { settings, secrets, notifications, capture, shortcuts, incoming } = parts;
  handle('app:info', nothingSchema, parts.info);
  handle('settings:get', nothingSchema, settings.get);
  handle('settings:set', settingsChangeSchema, settings.change);
  handle('secrets:get', secretKeySchema, ({ key }) => secrets.get(key));
  handle(
    'secrets:set',
    secretSchema,
    quiet(({ key, value }) => secrets.set(key, value)),
  );
  handle(
    'secrets:delete',
    secretKeySchema,
    quiet(({ key }) => secrets.delete(key)),
  );
  handle(
    'server:choose',
    serverSchema,
    quiet(({ url }) => chooseServer(url, parts)),
  );
  handle('server:probe', probeSchema, ({ url }) => probeServer(url));
  handle('notifications:show', notificationSchema, quiet(notifications.show));
  handle(
    'notifications:close',
    idSchema,
    quiet(({ id }) => notifications.close(id)),
  );
  handle('tray:set', trayStateSchema, quiet(parts.setTray));
  handle('window:show', nothingSchema, quiet(parts.showWindow));
  handle('capture:choose', captureChoiceSchema, quiet(capture.choose));
  handle('shortcuts:mute', muteShortcutSchema, ({ accelerator }) => shortcuts.setMute(accelerator));
  handle('incoming:show', incomingSchema, quiet(incoming.show));
  handle(
    'incoming:close',
    idSchema,
    quiet(({ id }) => incoming.close(id)),
  );
  handle('demo:sign-in', nothingSchema, parts.takeDemoSignIn);
}

function quiet<T>(act: (request: T) => void): (request: T) => undefined {
  return request => {
    act(request);
    return undefined;
  };
}

function chooseServer(url: string | null, parts: HandlerParts): void {
  const origin = url === null ? null : parseServerOrigin(url);
  if (url !== null && origin === null) {
    throw new BridgeError(
      'invalid',
      'A server is named by its address alone, such as https://chat.example.org',
    );
  }
  parts.settings.chooseServer(origin);
  parts.reloadPage();
}
