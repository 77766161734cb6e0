// Frame to handler and back: exactly one reply to each request, errors as codes.
import type { AppError } from '../../common/errors.ts';
import type { ReplyFrame, RequestFrame } from '../../common/wire/frames.ts';
import type { Caller, Handlers, Log, Routed } from '../context.ts';
import { toAppError } from '../failures.ts';
import type { Metrics } from '../infra/metrics.ts';

type AnyHandler = (caller: Caller, data: unknown) => unknown;

export function createRouter(handlers: Handlers<Routed>, metrics: Metrics, log: Log) {
  /** The reply to a request, encoded. Never rejects. */
  return async function route(caller: Caller, frame: RequestFrame<Routed>): Promise<string> {
    try {
      const handler = handlers[frame.type] as AnyHandler;
      const data = await handler(caller, frame.data);
      return encodeReply({ re: frame.id, ok: true, data });
    } catch (error) {
      const told = toAppError(error);
      if (told.code === 'internal')
        log.error({ err: error, type: frame.type, ...caller }, 'A request failed');
      return refuse(frame.id, told, metrics);
    }
  };
}

export function refuse(id: number | null, error: AppError, metrics: Metrics): string {
  metrics.errors.inc({ code: error.code, edge: 'socket' });
  return encodeReply({ re: id, ok: false, error: error.toBody() });
}

const encodeReply = (reply: ReplyFrame) => JSON.stringify(reply);
