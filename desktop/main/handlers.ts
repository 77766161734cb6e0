// What a page may ask for: each request of the bridge with its schema and its answer.
import type { AppInfo, DemoSignIn, PowerState, Settings } from '../ipc/channels.ts';
import { parseServerOrigin } from '../ipc/link.ts';
import type { Autostart } from './autostart.ts';
import { BridgeError, type Handle } from './ipc.ts';
import type { Desk } from './pagedesk.ts';
import { probeServer } from './probe.ts';
import type { Roster } from './roster.ts';
import {
  accountTellSchema,
  captureChoiceSchema,
  downloadSchema,
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
  switchSchema,
  trayStateSchema,
  trustSchema,
  updateActSchema,
} from './schemas.ts';
import type { SettingsStore } from './settings.ts';
import type { TrustStore } from './trust.ts';
import type { Updates } from './updates.ts';

export interface HandlerParts {
  info: () => Promise<AppInfo>;
  settings: SettingsStore;
  /** The settings as an account sees them: with its own server. */
  settingsOf: (account: string) => Settings;
  roster: Roster;
  trust: TrustStore;
  /** Sessions forget what they had decided of certificates. */
  forgetVerdicts: () => Promise<unknown>;
  show: (account: string) => void;
  updates: Updates;
  autostart: Autostart;
  power: () => PowerState;
  showReports: () => void;
  takeDemoSignIn: (account: string) => DemoSignIn | null;
}

/** Registers all handlers of the bridge. */
export function registerHandlers(handle: Handle<Desk>, parts: HandlerParts): void {
  handle('app:info', nothingSchema, parts.info);
  handle('settings:get', nothingSchema, (_, desk) => parts.settingsOf(desk.account));
  handle('settings:set', settingsChangeSchema, (change, desk) => {
    parts.settings.change(change);
    return parts.settingsOf(desk.account);
  });
  handle('server:choose', serverSchema, ({ url }, desk) => chooseServer(url, desk, parts));
  handle('server:probe', probeSchema, ({ url }, desk) => probeServer(url, desk.session));
  handle('window:show', nothingSchema, (_, desk) => done(parts.show(desk.account)));
  handle('demo:sign-in', nothingSchema, (_, desk) => parts.takeDemoSignIn(desk.account));
  handle('updates:get', nothingSchema, parts.updates.get);
  handle('updates:act', updateActSchema, ({ act }) => done(parts.updates[act]()));
  handle('power:get', nothingSchema, parts.power);
  handle('autostart:get', nothingSchema, parts.autostart.get);
  handle('autostart:set', switchSchema, ({ on }) => parts.autostart.set(on));
  handle('reports:show', nothingSchema, () => done(parts.showReports()));
  handle('certificates:refused', probeSchema, ({ url }) => {
    const origin = parseServerOrigin(url);
    return origin === null ? null : parts.trust.refusedOf(new URL(origin).hostname);
  });
  handle('certificates:trust', trustSchema, async ({ hostname, fingerprint }) => {
    const taken = parts.trust.trust(hostname, fingerprint);
    if (taken) await parts.forgetVerdicts();
    return taken;
  });
  registerDesk(handle);
  registerAccounts(handle, parts.roster);
}

function registerDesk(handle: Handle<Desk>): void {
  handle('secrets:get', secretKeySchema, ({ key }, { secrets }) => secrets.get(key));
  handle('secrets:set', secretSchema, ({ key, value }, { secrets }) => done(secrets.set(key, value)));
  handle('secrets:delete', secretKeySchema, ({ key }, { secrets }) => done(secrets.delete(key)));
  handle('notifications:show', notificationSchema, (shown, desk) => desk.notifications.show(shown));
  handle('notifications:close', idSchema, ({ id }, desk) => done(desk.notifications.close(id)));
  handle('downloads:start', downloadSchema, ({ url }, desk) => startDownload(url, desk));
  handle('downloads:show', idSchema, ({ id }, desk) => desk.downloads.show(id));
  handle('cache:size', nothingSchema, (_, { session }) => session.getCacheSize());
  handle('cache:clear', nothingSchema, async (_, { session }) => done(await session.clearCache()));
  handle('capture:choose', captureChoiceSchema, (choice, desk) => done(desk.capture.choose(choice)));
  handle('shortcuts:mute', muteShortcutSchema, ({ accelerator }, desk) =>
    desk.shortcuts.setMute(accelerator),
  );
  handle('spelling:available', nothingSchema, (_, desk) => desk.spelling.available());
  handle('spelling:see', idSchema, ({ id }, desk) => done(desk.spelling.see(id)));
  handle('incoming:show', incomingSchema, (call, desk) => done(desk.incoming.show(call)));
  handle('incoming:close', idSchema, ({ id }, desk) => done(desk.incoming.close(id)));
}

function registerAccounts(handle: Handle<Desk>, roster: Roster): void {
  handle('tray:set', trayStateSchema, (state, desk) => done(roster.setTray(desk.account, state)));
  handle('accounts:get', nothingSchema, (_, desk) => roster.of(desk.account));
  handle('accounts:tell', accountTellSchema, ({ person }, desk) => done(roster.tell(desk.account, person)));
  handle('accounts:switch', idSchema, ({ id }) => done(roster.switchTo(id)));
  handle('accounts:add', nothingSchema, () => roster.add());
  // After the answer is on its way, so that the page's promise does not hang in a page that is gone.
  handle('accounts:leave', nothingSchema, (_, desk) => later(() => roster.leave(desk.account)));
}

function startDownload(url: string, { downloads }: Desk): undefined {
  if (!downloads.start(url)) throw new BridgeError('invalid', 'Only files of the own server are downloaded');
}

/** Answers with nothing, whatever an action gave. */
function done(_result: unknown): undefined {
  return undefined;
}

function later(act: () => void): undefined {
  setImmediate(act);
}

function chooseServer(url: string | null, desk: Desk, { roster }: HandlerParts): undefined {
  const origin = url === null ? null : parseServerOrigin(url);
  if (url !== null && origin === null) {
    throw new BridgeError(
      'invalid',
      'A server is named by its address alone, such as https://chat.example.org',
    );
  }
  roster.chooseServer(desk.account, origin);
  return later(() => desk.contents.reload());
}
