// The type of `window.baraza`: what the preload script lends to the page.
import type {
  AppInfo,
  DemoSignIn,
  Disposer,
  EventChannels,
  IncomingCall,
  PowerState,
  Settings,
  SettingsChange,
  ShownNotification,
} from './channels.ts';
import type {
  AccountPerson,
  Accounts,
  CaptureChoice,
  ServerProbe,
  TrayState,
  UntrustedCertificate,
  UpdateAct,
  UpdateState,
} from './payloads.ts';

type Listener<C extends keyof EventChannels> = (event: EventChannels[C]) => void;

/**
 * Each function answers with a promise that rejects with an Error whose message begins with a BridgeErrorCode and
 * a colon. Each `on…` returns the function that ends the subscription. Links, activated notifications and the
 * window's attention that came before the first listener are handed to it.
 */
export interface Baraza {
  appInfo(): Promise<AppInfo>;
  getSettings(): Promise<Settings>;
  setSettings(change: SettingsChange): Promise<Settings>;
  getSecret(key: string): Promise<string | null>;
  setSecret(key: string, value: string): Promise<void>;
  deleteSecret(key: string): Promise<void>;
  chooseServer(url: string | null): Promise<void>;
  probeServer(url: string): Promise<ServerProbe>;
  showNotification(notification: ShownNotification): Promise<boolean>;
  closeNotification(id: string): Promise<void>;
  refusedCertificate(url: string): Promise<UntrustedCertificate | null>;
  trustCertificate(hostname: string, fingerprint: string): Promise<boolean>;
  autostart(): Promise<boolean | null>;
  setAutostart(on: boolean): Promise<boolean | null>;
  setTray(state: TrayState): Promise<void>;
  accounts(): Promise<Accounts>;
  tellAccount(person: AccountPerson | null): Promise<void>;
  switchAccount(id: string): Promise<void>;
  addAccount(): Promise<boolean>;
  leaveAccount(): Promise<void>;
  /** The address is a link to a file; the name is for browsers, the desktop takes the server's. */
  download(url: string, name: string): Promise<void>;
  showDownload(id: string): Promise<boolean>;
  /** What the engine keeps of what was fetched; a browser does not say. */
  cacheSize(): Promise<number>;
  clearCache(): Promise<void>;
  showWindow(): Promise<void>;
  chooseCapture(choice: CaptureChoice): Promise<void>;
  setMuteShortcut(accelerator: string): Promise<boolean>;
  showIncoming(call: IncomingCall): Promise<void>;
  closeIncoming(callId: string): Promise<void>;
  powerState(): Promise<PowerState>;
  updates(): Promise<UpdateState>;
  update(act: UpdateAct): Promise<void>;
  spellingLanguages(): Promise<string[]>;
  /** Someone writes in this chat now. */
  seeSpelling(chatId: string): Promise<void>;
  showReports(): Promise<void>;
  demoSignIn(): Promise<DemoSignIn | null>;
  onWindowAttention(listener: Listener<'window:attention'>): Disposer;
  onNotificationActivated(listener: Listener<'notification:activated'>): Disposer;
  onNotificationAction(listener: Listener<'notification:action'>): Disposer;
  onCertificateChanged(listener: Listener<'certificate:changed'>): Disposer;
  onAccountsChanged(listener: Listener<'accounts:changed'>): Disposer;
  onDownload(listener: Listener<'download:changed'>): Disposer;
  onCaptureRequest(listener: Listener<'capture:request'>): Disposer;
  onCaptureEnded(listener: Listener<'capture:ended'>): Disposer;
  onIncomingAction(listener: Listener<'incoming:action'>): Disposer;
  onSettingsChanged(listener: Listener<'settings:changed'>): Disposer;
  onUpdatesChanged(listener: Listener<'updates:changed'>): Disposer;
  onPowerEvent(listener: Listener<'power:event'>): Disposer;
  onTrayCommand(listener: Listener<'tray:command'>): Disposer;
  onMenuCommand(listener: Listener<'menu:command'>): Disposer;
  onLinkOpen(listener: Listener<'link:open'>): Disposer;
}
