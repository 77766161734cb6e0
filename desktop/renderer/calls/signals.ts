// The outgoing signals of one call: in order, held until the call exists, said again after the socket was away.
import { AppError } from '../../../common/errors.ts';
import type { CallId } from '../../../common/ids.ts';
import type { RequestData } from '../../../common/wire/frames.ts';
import type { CallsDeps } from './deps.ts';

type SignalType = 'ice_candidate' | 'call_renegotiate' | 'call_media';
type Signal = {
  [T in SignalType]: { readonly type: T; readonly data: Omit<RequestData<T>, 'callId'> };
}[SignalType];
interface Waiting {
  readonly signal: Signal;
  sent: boolean;
}

interface SignalsOptions extends Pick<CallsDeps, 'request' | 'report'> {
  readonly callId: CallId;
  /** The server does not know the call any more. */
  onGone(): void;
}

export interface Signals {
  send(signal: Signal): void;
  /** The server has taken the offer or the answer: what waited may go. */
  open(): void;
  /** The socket is back. */
  resend(): void;
  close(): void;
}

export function createSignals({ callId, request, report, onGone }: SignalsOptions): Signals {
  let waiting: Waiting[] = [];
  let open = false;
  let closed = false;

  function flush() {
    if (!open || closed) return;
    for (const entry of waiting.filter(({ sent }) => !sent)) {
      entry.sent = true;
      deliver(entry.signal).then(
        () => remove(entry),
        error => failed(entry, error),
      );
    }
  }

  function deliver(signal: Signal): Promise<unknown> {
    switch (signal.type) {
      case 'ice_candidate':
        return request('ice_candidate', { callId, ...signal.data });
      case 'call_renegotiate':
        return request('call_renegotiate', { callId, ...signal.data });
      case 'call_media':
        return request('call_media', { callId, ...signal.data });
    }
  }

  function remove(entry: Waiting) {
    waiting = waiting.filter(other => other !== entry);
  }

  function failed(entry: Waiting, error: unknown) {
    if (closed) return;
    const code = error instanceof AppError ? error.code : 'unavailable';
    if (code === 'unavailable' || code === 'internal' || code === 'rate_limited') {
      // It stays until the socket is back.
      entry.sent = false;
      return;
    }
    remove(entry);
    if (code === 'not_found' || code === 'conflict' || code === 'forbidden') onGone();
    else report(`The server refused ${entry.signal.type}`, error);
  }

  return {
    send(signal) {
      // Of the own media only the latest state counts.
      if (signal.type === 'call_media') {
        waiting = waiting.filter(({ sent, signal: { type } }) => sent || type !== 'call_media');
      }
      waiting.push({ signal, sent: false });
      flush();
    },
    open() {
      open = true;
      flush();
    },
    resend: flush,
    close() {
      closed = true;
      waiting = [];
    },
  };
}
