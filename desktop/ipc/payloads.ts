// What the larger requests and events of the bridge carry; each has its channel in channels.ts.

export interface TrayState {
  unread: number;
  status: 'online' | 'away' | 'dnd' | 'offline';
  inCall: boolean;
  /** Whether the microphone of that call is muted. */
  micMuted: boolean;
}

/** How far an update has come; off: nobody has named an address to ask. */
export type UpdateState =
  | { name: 'off' }
  | { name: 'idle'; checkedAt: number | null }
  | { name: 'checking' }
  | { name: 'available' | 'ready'; version: string; notes: string }
  | { name: 'downloading'; version: string; notes: string; percent: number }
  | { name: 'error'; reason: 'unreachable' | 'damaged' | 'unsupported' | 'failed' };

export type UpdateAct = 'check' | 'download' | 'install';

/** `untrusted`: no authority vouches for its certificate. */
export type ServerProbe = 'baraza' | 'other' | 'silent' | 'untrusted';

/** How the program reaches the network; the server counts where it is named by hand. */
export interface ProxySetting {
  mode: 'system' | 'none' | 'manual';
  /** Such as "proxy.example.org:3128" or "socks5://localhost:1080". */
  server: string;
}

/** A certificate that a person may take after comparing its fingerprint. */
export interface UntrustedCertificate {
  hostname: string;
  /** SHA-256, in pairs of hexadecimal digits. */
  fingerprint: string;
  issuer: string;
  validTo: string;
  /** The one that was taken before, for the same server; null where there was none. */
  earlier: string | null;
}

/** Whose an account is; null while nobody is signed in. */
export interface AccountPerson {
  id: string;
  name: string;
}

/** One of the accounts of this profile, as the others see it. */
export interface AccountEntry {
  id: string;
  person: AccountPerson | null;
  /** Host of its server. */
  server: string | null;
  unread: number;
  status: TrayState['status'];
}

export interface Accounts {
  /** The account of the page that is told. */
  own: string;
  active: string;
  list: AccountEntry[];
}

export interface CaptureSource {
  id: string;
  name: string;
  kind: 'screen' | 'window';
  /** PNG data URL. */
  thumbnail: string;
  icon?: string;
}

export interface CaptureRequest {
  requestId: string;
  sources: CaptureSource[];
  systemAudio: boolean;
}

export type CaptureChoice =
  | { requestId: string; sourceId: string; audio: boolean }
  | { requestId: string; sourceId: null };

/** A file on its way out of the app. */
export interface Download {
  id: string;
  /** As it is called in the folder. */
  name: string;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  received: number;
  /** 0 where it is not known. */
  total: number;
}
