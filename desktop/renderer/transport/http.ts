// One HTTP exchange with the server: JSON in, JSON out, failures as AppError.
import type { ErrorBody } from '../../../common/errors.ts';
import { AppError, errorCodes } from '../../../common/errors.ts';
import { lost } from './requests.ts';

export interface Exchange {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below /api/v1. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly token?: string;
}

export type Fetch = typeof fetch;

const timeoutMs = 20_000;
const bytesTimeoutMs = 120_000;

/** Sends one request; what cannot be reached is `unavailable` with details.offline. */
export async function exchange(origin: string, fetcher: Fetch, request: Exchange): Promise<unknown> {
  const { response, content } = await send(origin, fetcher, request, timeoutMs, answer => answer.text());
  const reply = parse(content);
  if (!response.ok) throw failureOf(response.status, reply);
  return reply;
}

/** Fetches bytes; failures are those of `exchange`. */
export async function exchangeBytes(origin: string, fetcher: Fetch, request: Exchange): Promise<Blob> {
  const { response, content } = await send(origin, fetcher, request, bytesTimeoutMs, answer => answer.blob());
  if (!response.ok) throw failureOf(response.status, parse(await content.text()));
  return content;
}

async function send<T>(
  origin: string,
  fetcher: Fetch,
  request: Exchange,
  timeout: number,
  read: (response: Response) => Promise<T>,
): Promise<{ response: Response; content: T }> {
  const { method, path, query, body, token } = request;
  const url = new URL(`${origin}/api/v1${path}`);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  const headers: Record<string, string> = {};
  const form = body instanceof FormData;
  // A form brings its own type, with its border.
  if (body !== undefined && !form) headers['content-type'] = 'application/json';
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  try {
    const signal = AbortSignal.timeout(form ? Math.max(timeout, bytesTimeoutMs) : timeout);
    const sent = body === undefined || form ? body : JSON.stringify(body);
    const response = await fetcher(url, { method, headers, body: sent, signal, cache: 'no-store' });
    return { response, content: await read(response) };
  } catch {
    throw lost();
  }
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's page in between; the status says what it means.
    return undefined;
  }
}

/** What an answer with a failing status means. */
export function failureIn(status: number, text: string): AppError {
  return failureOf(status, parse(text));
}

function failureOf(status: number, reply: unknown): AppError {
  const body = (reply as { error?: ErrorBody } | undefined)?.error;
  if (body && Object.hasOwn(errorCodes, body.code))
    return new AppError(body.code, body.message, body.details);
  if (status === 401) return new AppError('unauthorized', 'The session is over');
  if (status === 429) return new AppError('rate_limited', 'Too many requests');
  if (status === 502 || status === 503 || status === 504)
    return new AppError('unavailable', 'The server is away');
  return new AppError(status < 500 ? 'bad_request' : 'internal', `The server answered ${status}`);
}
