// Requests under way on the socket: each gets its reply, its time-out, or the end of the connection.
import { AppError } from '../../../common/errors.ts';
import type { ReplyData, ReplyFrame, RequestData, RequestType } from '../../../common/wire/frames.ts';
import type { Timers } from './timers.ts';

export interface Requests {
  send<T extends RequestType>(type: T, data: RequestData<T>): Promise<ReplyData<T>>;
  settle(frame: ReplyFrame): void;
  /** Rejects all that wait with `unavailable`. */
  abandon(): void;
}

interface Waiting {
  resolve(data: unknown): void;
  reject(error: AppError): void;
  cancel(): void;
}

interface RequestsOptions {
  readonly write: (text: string) => void;
  readonly timers: Timers;
  readonly timeout: number;
  readonly onTimeout: () => void;
}

/** One book of requests for one connection. */
export function createRequests({ write, timers, timeout, onTimeout }: RequestsOptions): Requests {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  const take = (id: number | null) => {
    const entry = id === null ? undefined : waiting.get(id);
    if (id === null || !entry) return undefined;
    waiting.delete(id);
    entry.cancel();
    return entry;
  };
  return {
    send(type, data) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        const cancel = timers.after(timeout, () => {
          take(id)?.reject(new AppError('unavailable', 'No answer came in time', { timeout: true }));
          onTimeout();
        });
        waiting.set(id, { resolve: data => resolve(data as never), reject, cancel });
        write(JSON.stringify({ id, type, data }));
      });
    },
    settle(frame) {
      const entry = take(frame.re);
      if (!entry) return;
      if (frame.ok) entry.resolve(frame.data);
      else entry.reject(new AppError(frame.error.code, frame.error.message, frame.error.details));
    },
    abandon() {
      for (const id of [...waiting.keys()]) take(id)?.reject(lost());
    },
  };
}

/** What a request meets when there is no connection. */
export function lost(): AppError {
  return new AppError('unavailable', 'There is no connection', { offline: true });
}
