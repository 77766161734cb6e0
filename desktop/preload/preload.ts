// Lends the page named functions and nothing else; runs sandboxed.
import { contextBridge, ipcRenderer } from 'electron';
import type { Baraza } from '../ipc/bridge.ts';
import type {
  Disposer,
  EventChannel,
  EventChannels,
  InvokeChannel,
  InvokeChannels,
  InvokeResult,
} from '../ipc/channels.ts';

type Listener<C extends EventChannel> = (event: EventChannels[C]) => void;

const MAX_HELD = 16;

async function ask<C extends InvokeChannel>(
  channel: C,
  request: InvokeChannels[C]['request'],
): Promise<InvokeChannels[C]['response']> {
  const result: InvokeResult<InvokeChannels[C]['response']> = await ipcRenderer.invoke(channel, request);
  if ('error' in result) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

function subscribe<C extends EventChannel>(channel: C): (listener: Listener<C>) => Disposer {
  return listener => {
    const forward = (_event: unknown, event: EventChannels[C]) => listener(event);
    ipcRenderer.on(channel, forward);
    // Nothing is returned: the page must never be handed the renderer's IPC object.
    return () => {
      ipcRenderer.removeListener(channel, forward);
    };
  };
}

/** Like subscribe, but what comes before the first listener is held for it: `keep` of the newest events. */
function subscribeHolding<C extends EventChannel>(
  channel: C,
  keep: number,
): (listener: Listener<C>) => Disposer {
  let held: EventChannels[C][] = [];
  const hold = (_event: unknown, event: EventChannels[C]) => {
    held = [...held, event].slice(-keep);
  };
  ipcRenderer.on(channel, hold);
  const listen = subscribe(channel);
  return listener => {
    ipcRenderer.removeListener(channel, hold);
    const waiting = held;
    held = [];
    for (const event of waiting) listener(event);
    return listen(listener);
  };
}

const baraza: Baraza = {
  appInfo: () => ask('app:info', undefined),
  getSettings: () => ask('settings:get', undefined),
  setSettings: change => ask('settings:set', change),
  getSecret: key => ask('secrets:get', { key }),
  setSecret: (key, value) => ask('secrets:set', { key, value }),
  deleteSecret: key => ask('secrets:delete', { key }),
  chooseServer: url => ask('server:choose', { url }),
  probeServer: url => ask('server:probe', { url }),
  showNotification: notification => ask('notifications:show', notification),
  closeNotification: id => ask('notifications:close', { id }),
  accounts: () => ask('accounts:get', undefined),
  tellAccount: person => ask('accounts:tell', { person }),
  switchAccount: id => ask('accounts:switch', { id }),
  addAccount: () => ask('accounts:add', undefined),
  leaveAccount: () => ask('accounts:leave', undefined),
  refusedCertificate: url => ask('certificates:refused', { url }),
  trustCertificate: (hostname, fingerprint) => ask('certificates:trust', { hostname, fingerprint }),
  autostart: () => ask('autostart:get', undefined),
  setAutostart: on => ask('autostart:set', { on }),
  setTray: state => ask('tray:set', state),
  download: url => ask('downloads:start', { url }),
  showDownload: id => ask('downloads:show', { id }),
  cacheSize: () => ask('cache:size', undefined),
  clearCache: () => ask('cache:clear', undefined),
  showWindow: () => ask('window:show', undefined),
  chooseCapture: choice => ask('capture:choose', choice),
  setMuteShortcut: accelerator => ask('shortcuts:mute', { accelerator }),
  showIncoming: call => ask('incoming:show', call),
  closeIncoming: id => ask('incoming:close', { id }),
  powerState: () => ask('power:get', undefined),
  updates: () => ask('updates:get', undefined),
  update: act => ask('updates:act', { act }),
  spellingLanguages: () => ask('spelling:available', undefined),
  seeSpelling: id => ask('spelling:see', { id }),
  showReports: () => ask('reports:show', undefined),
  demoSignIn: () => ask('demo:sign-in', undefined),
  onWindowAttention: subscribeHolding('window:attention', 1),
  onNotificationActivated: subscribeHolding('notification:activated', MAX_HELD),
  onNotificationAction: subscribeHolding('notification:action', MAX_HELD),
  onCertificateChanged: subscribeHolding('certificate:changed', 1),
  onAccountsChanged: subscribe('accounts:changed'),
  onDownload: subscribe('download:changed'),
  onCaptureRequest: subscribe('capture:request'),
  onCaptureEnded: subscribe('capture:ended'),
  onIncomingAction: subscribe('incoming:action'),
  onSettingsChanged: subscribe('settings:changed'),
  onUpdatesChanged: subscribe('updates:changed'),
  onPowerEvent: subscribe('power:event'),
  onTrayCommand: subscribe('tray:command'),
  onMenuCommand: subscribe('menu:command'),
  onLinkOpen: subscribeHolding('link:open', MAX_HELD),
};

contextBridge.exposeInMainWorld('baraza', baraza);
