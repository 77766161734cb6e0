// Bytes on their way out, with progress; a line that falls silent counts as cut.
import { lost } from './requests.ts';
import type { Timers } from './timers.ts';

export interface Sending {
  readonly url: string;
  readonly method: 'PATCH' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Blob;
  /** Bytes of the body that have left. */
  readonly onProgress?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export type SendBytes = (sending: Sending) => Promise<Answer>;

/** So long nothing moves before the line is given up. */
const silentMs = 45_000;

/** A sender for this page; rejects with `unavailable` when no answer comes. */
export function createSender(makeRequest: () => XMLHttpRequest, timers: Pick<Timers, 'after'>): SendBytes {
  return ({ url, method, headers, body, onProgress, signal }) =>
    new Promise((resolve, reject) => {
      const request = makeRequest();
      let stopWatch = timers.after(silentMs, () => request.abort());
      const moved = () => {
        stopWatch();
        stopWatch = timers.after(silentMs, () => request.abort());
      };
      const end = (settle: () => void) => {
        stopWatch();
        signal?.removeEventListener('abort', abort);
        settle();
      };
      const abort = () => request.abort();
      request.upload.onprogress = ({ loaded }) => {
        moved();
        onProgress?.(loaded);
      };
      request.onload = () => end(() => resolve({ status: request.status, text: request.responseText }));
      request.onerror = () => end(() => reject(lost()));
      request.onabort = () => end(() => reject(lost()));
      signal?.addEventListener('abort', abort);
      request.open(method, url);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.send(body);
      if (signal?.aborted) request.abort();
    });
}
