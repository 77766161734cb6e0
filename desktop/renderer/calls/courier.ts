// Requests that must reach the server even if the socket is away for a moment.
import { AppError } from '../../../common/errors.ts';
import type { ReplyData, RequestData } from '../../../common/wire/frames.ts';
import type { Disposer } from '../../ipc/channels.ts';
import type { CallRequestType, CallsDeps } from './deps.ts';

const TRIES = 4;

/** Tries again each time the socket is back. */
export class Courier {
  readonly #deps: Pick<CallsDeps, 'request' | 'report'>;
  readonly #waiting = new Set<() => void>();
  readonly dispose: Disposer;

  constructor(deps: Pick<CallsDeps, 'request' | 'report' | 'onReady'>) {
    this.#deps = deps;
    this.dispose = deps.onReady(() => {
      const resumed = [...this.#waiting];
      this.#waiting.clear();
      for (const resume of resumed) resume();
    });
  }

  /** Resolves with the reply; rejects when the server refuses, or when it is wanted no more. */
  async insist<T extends CallRequestType>(
    type: T,
    data: RequestData<T>,
    wanted: () => boolean = () => true,
    tries = TRIES,
  ): Promise<ReplyData<T>> {
    try {
      return await this.#deps.request(type, data);
    } catch (error) {
      const away = !(error instanceof AppError) || error.code === 'unavailable';
      if (!away || tries <= 1) throw error;
      await new Promise<void>(resume => this.#waiting.add(resume));
      if (!wanted()) throw error;
    }
    return this.insist(type, data, wanted, tries - 1);
  }

  /** For what needs no reply; that the call is over already is no news. */
  send<T extends CallRequestType>(type: T, data: RequestData<T>): void {
    this.insist(type, data).catch((error: unknown) => {
      const over = error instanceof AppError && (error.code === 'not_found' || error.code === 'conflict');
      if (!over) this.#deps.report(`The server did not take ${type}`, error);
    });
  }
}
