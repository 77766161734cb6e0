// Who asks, and the shape of what answers them.
import type { DeviceId, UserId } from '../common/ids.ts';
import type { ReplyData, RequestData, RequestType } from '../common/wire/frames.ts';

/** The signed-in device behind a request. */
export interface Caller {
  readonly userId: UserId;
  readonly deviceId: DeviceId;
}

/** Everything but `hello`, which the socket itself answers. */
export type Routed = Exclude<RequestType, 'hello'>;

export type Handlers<T extends RequestType> = {
  [K in T]: (caller: Caller, data: RequestData<K>) => ReplyData<K> | Promise<ReplyData<K>>;
};

/** What the services need of the world outside: replaced in tests, so that these need no sleeping. */
export interface Clock {
  now(): Date;
}
export const systemClock: Clock = { now: () => new Date() };

/** The part of a logger that services use; never given message text or tokens. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type Disposer = () => void;
