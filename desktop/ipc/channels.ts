// The whole bridge between main and renderer: each channel with its signature.
import type { MessageSound } from '../../common/chats/notices.ts';
import type {
  AccountPerson,
  Accounts,
  CaptureChoice,
  CaptureRequest,
  Download,
  ProxySetting,
  ServerProbe,
  TrayState,
  UntrustedCertificate,
  UpdateAct,
  UpdateState,
} from './payloads.ts';

export interface AppInfo {
  version: string;
  platform: 'darwin' | 'linux' | 'win32' | 'browser';
  /** How the session secret is kept: by the system's keyring, in a file with mode 0600, or by the browser. */
  secretStore: 'keyring' | 'file' | 'browser';
  /** False where no tray host exists: then closing the window must not hide it. */
  tray: boolean;
  /** True where a shared screen can carry the system's sound. */
  systemAudio: boolean;
}

export interface Settings {
  /** Origin of the chosen server, such as "https://chat.example.org"; null before the first choice. */
  serverUrl: string | null;
  theme: 'system' | 'light' | 'dark';
  language: 'system' | 'en' | 'sw';
  closeToTray: boolean;
  notifications: boolean;
  notificationPreview: 'message' | 'name' | 'none';
  sounds: boolean;
  /** Whether a message makes the taskbar button flash, or the dock's icon jump. */
  attention: boolean;
  /** Do not disturb until this time (milliseconds since 1970), then as before. Null: not. */
  mutedUntil: number | null;
  /** Where to look for updates instead of where this copy was packed to; null for that one, or for nowhere. */
  updateFeed: string | null;
  updateChannel: 'latest' | 'beta';
  /** Look, fetch, and install while hidden, without asking. */
  automaticUpdates: boolean;
  /** Languages that writing is checked in; none: no dictionary is fetched. */
  spelling: string[];
  /** The ones that a chat keeps of them, by its id. */
  spellingChats: Record<string, string[]>;
  proxy: ProxySetting;
  /** Keys that someone chose, by the action of bindings.ts. */
  shortcuts: Record<string, string>;
}

/** What settings:set takes; the server is changed through server:choose only. */
export type SettingsChange = Partial<Omit<Settings, 'serverUrl'>>;

export interface ShownNotification {
  /** Same id replaces: a chat id for messages, a call id for calls. */
  id: string;
  kind: 'message' | 'call';
  title: string;
  body: string;
  /** Left out: without one. */
  sound?: MessageSound;
  /** PNG data URL of whom it is from. */
  icon?: string;
}

/** What can be done with a notification besides opening what it tells of. */
export type NoticeAction = 'mark_read' | 'mute_hour' | 'answer' | 'decline';

/** A call that rings, for the window of its own; all words come from the page, which knows the language. */
export interface IncomingCall {
  callId: string;
  name: string;
  detail: string;
  words: { answer: string; answerVideo: string; decline: string };
  dark: boolean;
}

export type IncomingAction = 'answer' | 'answer_video' | 'decline' | 'open';

/** Who a demo profile signs in as; handed out once. */
export interface DemoSignIn {
  username: string;
  password: string;
  displayName: string;
}

/** A failed request rejects with an Error whose message is "code: text" (see bridge.ts). */
export type BridgeErrorCode = 'forbidden' | 'invalid' | 'failed';

/** How the answer to a request travels. */
export type InvokeResult<T> = { value: T } | { error: { code: BridgeErrorCode; message: string } };

/** How the computer is now; what changes comes as `power:event`. */
export interface PowerState {
  /** Nobody uses it, in whatever program. */
  idle: boolean;
  locked: boolean;
}

/** Requests, renderer to main: argument and result of each. */
export interface InvokeChannels {
  'app:info': { request: undefined; response: AppInfo };
  'settings:get': { request: undefined; response: Settings };
  'settings:set': { request: SettingsChange; response: Settings };
  'secrets:get': { request: { key: string }; response: string | null };
  'secrets:set': { request: { key: string; value: string }; response: undefined };
  'secrets:delete': { request: { key: string }; response: undefined };
  /** Stores the server's origin and reloads the window, so that the content security policy names that origin only. */
  'server:choose': { request: { url: string | null }; response: undefined };
  /** Whether a Baraza server answers at an origin that the page may not ask itself. */
  'server:probe': { request: { url: string }; response: ServerProbe };
  /** True when the page shall make the sound: the system does not, and does not want it quiet. */
  'notifications:show': { request: ShownNotification; response: boolean };
  'notifications:close': { request: { id: string }; response: undefined };
  /** The certificate that was refused last for a server's host. */
  'certificates:refused': { request: { url: string }; response: UntrustedCertificate | null };
  /** Takes exactly this one; false when the server shows another one by now. */
  'certificates:trust': { request: { hostname: string; fingerprint: string }; response: boolean };
  /** Whether the program starts with the session; null where it cannot arrange that itself. */
  'autostart:get': { request: undefined; response: boolean | null };
  'autostart:set': { request: { on: boolean }; response: boolean | null };
  'tray:set': { request: TrayState; response: undefined };
  'accounts:get': { request: undefined; response: Accounts };
  /** Who is signed in to this page's account. */
  'accounts:tell': { request: { person: AccountPerson | null }; response: undefined };
  'accounts:switch': { request: { id: string }; response: undefined };
  /** Brings an account to the front that nobody is signed in to yet; false when there are too many. */
  'accounts:add': { request: undefined; response: boolean };
  /** Takes this page's account away, what it kept included. */
  'accounts:leave': { request: undefined; response: undefined };
  /** Brings a file of the account's own server into the downloads folder. */
  'downloads:start': { request: { url: string }; response: undefined };
  /** Shows a finished download in its folder; false when it is not there any more. */
  'downloads:show': { request: { id: string }; response: boolean };
  /** Bytes that the engine keeps of what this account fetched. */
  'cache:size': { request: undefined; response: number };
  'cache:clear': { request: undefined; response: undefined };
  'window:show': { request: undefined; response: undefined };
  'capture:choose': { request: CaptureChoice; response: undefined };
  /** Keys that mute from any program, empty for none; false when they are taken. */
  'shortcuts:mute': { request: { accelerator: string }; response: boolean };
  /** A window above all others for a call that rings while the main one is hidden. */
  'incoming:show': { request: IncomingCall; response: undefined };
  'incoming:close': { request: { id: string }; response: undefined };
  'power:get': { request: undefined; response: PowerState };
  'updates:get': { request: undefined; response: UpdateState };
  'updates:act': { request: { act: UpdateAct }; response: undefined };
  /** Languages with a dictionary; none where the system checks by itself. */
  'spelling:available': { request: undefined; response: string[] };
  /** Someone writes in this chat now: its languages are checked. */
  'spelling:see': { request: { id: string }; response: undefined };
  /** Opens the folder of crash dumps and logs in the system's file manager. */
  'reports:show': { request: undefined; response: undefined };
  /** The account of a demo profile, once per start; null for everyone else. */
  'demo:sign-in': { request: undefined; response: DemoSignIn | null };
}

/** Events, main to renderer. */
export interface EventChannels {
  'window:attention': { visible: boolean; focused: boolean };
  'notification:activated': { id: string; kind: 'message' | 'call' };
  'notification:action':
    | { id: string; kind: 'message' | 'call'; action: NoticeAction }
    | { id: string; kind: 'message' | 'call'; action: 'reply'; text: string };
  'accounts:changed': Accounts;
  'download:changed': Download;
  /** A server shows another certificate than the one that was taken for it. */
  'certificate:changed': UntrustedCertificate;
  'capture:request': CaptureRequest;
  /** The question went away unanswered (time out, page gone): close the picker. */
  'capture:ended': { requestId: string };
  'incoming:action': { callId: string; action: IncomingAction };
  'settings:changed': Settings;
  /** `idle` and `active`: whether anyone uses this computer, in whatever program. */
  'power:event': {
    kind: 'suspend' | 'resume' | 'lock' | 'unlock' | 'idle' | 'active' | 'battery' | 'mains';
  };
  'updates:changed': UpdateState;
  /** `mute` and `hang_up` are offered while in a call and mean the microphone and the call. */
  'tray:command':
    | { kind: 'status'; status: 'online' | 'away' | 'dnd' }
    | { kind: 'mute' }
    | { kind: 'hang_up' };
  'menu:command': { kind: 'settings' | 'new_chat' | 'search' | 'calls' | 'spelling' };
  /** Always a link that parseLink of link.ts accepts. */
  'link:open': { url: string };
}

export type InvokeChannel = keyof InvokeChannels;
export type EventChannel = keyof EventChannels;
/** Ends a subscription. */
export type Disposer = () => void;
