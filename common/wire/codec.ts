// Text frames to typed frames and back.
import { AppError } from '../errors.ts';
import { compileCheck } from './check.ts';
import {
  type EventData,
  type EventFrame,
  type EventType,
  events,
  type RequestFrame,
  type RequestType,
  requests,
  type ServerFrame,
} from './frames.ts';

/** A frame that can't be taken; `id` names the request where it was readable. */
export class FrameError extends AppError {
  readonly id: number | null;

  constructor(id: number | null, cause: AppError) {
    super(cause.code, cause.message, cause.details);
    this.name = 'FrameError';
    this.id = id;
  }
}

type Checks<Names extends string> = Record<Names, (value: unknown) => unknown>;

const requestChecks = Object.fromEntries(
  Object.entries(requests).map(([type, { data }]) => [type, compileCheck(data)]),
) as Checks<RequestType>;

const eventChecks = Object.fromEntries(
  Object.entries(events).map(([type, data]) => [type, compileCheck(data)]),
) as Checks<EventType>;

/** Decodes a client's frame; throws FrameError, never anything else. */
export function decodeRequest(text: string): RequestFrame {
  const frame = parseObject(text);
  const id = Number.isSafeInteger(frame.id) && (frame.id as number) >= 0 ? (frame.id as number) : null;
  if (id === null) throw new FrameError(null, new AppError('bad_request', 'The frame has no id'));
  const { type } = frame;
  if (typeof type !== 'string' || !Object.hasOwn(requests, type)) {
    throw new FrameError(id, new AppError('bad_request', 'Unknown request type'));
  }
  try {
    const data = requestChecks[type as RequestType](frame.data ?? {});
    return { id, type, data } as RequestFrame;
  } catch (error) {
    if (error instanceof AppError) throw new FrameError(id, error);
    throw error;
  }
}

/** Decodes a server's frame; null for an event of a type that this client doesn't know; throws FrameError. */
export function decodeServerFrame(text: string): ServerFrame | null {
  const frame = parseObject(text);
  if ('re' in frame) return frame as ServerFrame;
  const { type } = frame;
  if (typeof type !== 'string')
    throw new FrameError(null, new AppError('bad_request', 'The frame has no type'));
  if (!Object.hasOwn(events, type)) return null;
  try {
    return { type, data: eventChecks[type as EventType](frame.data) } as EventFrame;
  } catch (error) {
    if (error instanceof AppError) throw new FrameError(null, error);
    throw error;
  }
}

export function encodeEvent<T extends EventType>(type: T, data: EventData<T>): string {
  return JSON.stringify({ type, data });
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new FrameError(null, new AppError('bad_request', 'The frame is not JSON'));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FrameError(null, new AppError('bad_request', 'The frame is not an object'));
  }
  return value as Record<string, unknown>;
}
