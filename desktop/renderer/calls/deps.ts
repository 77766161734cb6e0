// What calls need from the rest of the app, and nothing more of it.
import type { TFunction } from 'i18next';
import type { CallRecord, IceServers } from '../../../common/calls/signal.ts';
import type { UserId } from '../../../common/ids.ts';
import type { EventData, ReplyData, RequestData } from '../../../common/wire/frames.ts';
import type { Baraza } from '../../ipc/bridge.ts';
import type { Disposer, Settings } from '../../ipc/channels.ts';

export type CallRequestType =
  | 'call_offer'
  | 'call_answer'
  | 'call_decline'
  | 'call_end'
  | 'ice_candidate'
  | 'call_renegotiate'
  | 'call_media'
  | 'call_reaction'
  | 'call_quality';
export type CallEventType =
  | 'call_offer'
  | 'call_answer'
  | 'call_ended'
  | 'call_taken'
  | 'ice_candidate'
  | 'call_renegotiate'
  | 'call_media'
  | 'call_reaction';

export interface Person {
  readonly name: string;
}

export interface CallHistoryPage {
  readonly calls: readonly CallRecord[];
  readonly next?: string;
}

/** Time as an argument. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  after(milliseconds: number, action: () => void): Disposer;
}

export interface CallsDeps {
  /** Rejects with an AppError; `unavailable` while the socket is away. */
  request<T extends CallRequestType>(type: T, data: RequestData<T>): Promise<ReplyData<T>>;
  onEvent<T extends CallEventType>(type: T, listener: (data: EventData<T>) => void): Disposer;
  /** Called after each hello that the server took. */
  onReady(listener: () => void): Disposer;
  /** Sees whether the connection to the server still lives, and tries at once if it waits. */
  wakeConnection(): void;
  iceServers(): Promise<IceServers>;
  /** A page of one's own history; `before` is the `next` of the page above. */
  calls(before?: string): Promise<CallHistoryPage>;
  /** Whose calls these are. */
  readonly self: UserId;
  readonly people: {
    /** Undefined while not known; asking may make the app fetch them. */
    get(id: UserId): Person | undefined;
    onChange(listener: () => void): Disposer;
  };
  readonly bridge: Pick<
    Baraza,
    | 'showNotification'
    | 'closeNotification'
    | 'onNotificationActivated'
    | 'showWindow'
    | 'onWindowAttention'
    | 'chooseCapture'
    | 'onCaptureRequest'
    | 'onCaptureEnded'
    | 'onTrayCommand'
    | 'setMuteShortcut'
    | 'showIncoming'
    | 'closeIncoming'
    | 'onIncomingAction'
  >;
  settings(): Pick<Settings, 'sounds' | 'notifications' | 'notificationPreview'>;
  doNotDisturb(): boolean;
  /** Words for notifications. */
  readonly translate: TFunction;
  /** A new UUID. */
  newId(): string;
  readonly clock: Clock;
  /** Undefined in a page that is not served securely. */
  readonly devices: MediaDevices | undefined;
  /** True in a plain browser, where permissions are given beside the address. */
  readonly inBrowser: boolean;
  /** Where an error goes that no one can act on. */
  report(message: string, error: unknown): void;
}
