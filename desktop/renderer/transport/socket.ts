// One socket to the server: says hello, carries requests and events, and ends once. The only place that opens one.
import { AppError } from '../../../common/errors.ts';
import { closeCodes, times } from '../../../common/limits.ts';
import { decodeServerFrame, FrameError } from '../../../common/wire/codec.ts';
import type { EventFrame, ReplyData, ServerFrame } from '../../../common/wire/frames.ts';
import { createRequests, type Requests } from './requests.ts';
import type { Timers } from './timers.ts';

export interface Line {
  readonly send: Requests['send'];
  /** Milliseconds since the server was heard. */
  silence(): number;
  /** Closes it without telling `onEnd`; nothing is heard of it any more. */
  drop(): void;
}

export interface LineOptions {
  readonly url: string;
  readonly token: string;
  readonly timers: Timers;
  /** Milliseconds until an opening that hangs is given up. */
  readonly openWithin: number;
  readonly onOpen: () => void;
  readonly onWelcome: (hello: ReplyData<'hello'>) => void;
  readonly onEvent: (event: EventFrame) => void;
  /** The close code, null where there is none. Comes at most once. */
  readonly onEnd: (code: number | null) => void;
  readonly onDefect: (error: unknown) => void;
}

/** Opens a socket and says hello as soon as it is open. */
export function openLine(options: LineOptions): Line {
  const { timers } = options;
  const socket = new WebSocket(options.url);
  const requests = createRequests({
    write: text => socket.send(text),
    timers,
    timeout: times.requestTimeout,
    // Unanswered, and nothing else heard meanwhile: the line is dead.
    onTimeout: () => silence() >= times.requestTimeout && end(null),
  });
  let heardAt = timers.monotonic();
  let over = false;
  const silence = () => timers.monotonic() - heardAt;
  const cancelOpening = timers.after(options.openWithin, () => end(null));

  const finish = () => {
    if (over) return false;
    over = true;
    cancelOpening();
    socket.close();
    requests.abandon();
    return true;
  };
  const end = (code: number | null) => {
    if (finish()) options.onEnd(code);
  };

  socket.onopen = () => {
    if (over) return;
    cancelOpening();
    options.onOpen();
    requests.send('hello', { token: options.token }).then(
      hello => over || options.onWelcome(hello),
      error => end(isRefusal(error) ? closeCodes.unauthorized.code : null),
    );
  };
  socket.onclose = ({ code }) => end(code);
  socket.onmessage = ({ data }) => {
    if (over || typeof data !== 'string') return;
    heardAt = timers.monotonic();
    const frame = read(data, options.onDefect);
    if (frame === null) return;
    if ('re' in frame) requests.settle(frame);
    else options.onEvent(frame);
  };
  return { send: requests.send, silence, drop: finish };
}

function read(text: string, onDefect: (error: unknown) => void): ServerFrame | null {
  try {
    return decodeServerFrame(text);
  } catch (error) {
    if (!(error instanceof FrameError)) throw error;
    onDefect(error);
    return null;
  }
}

/** Whether the server, or the keeper of the tokens, says that the session is over. */
export function isRefusal(error: unknown): boolean {
  return error instanceof AppError && error.code === 'unauthorized';
}
