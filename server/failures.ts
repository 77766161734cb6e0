// Translates any failure, once per edge, to the error that the other side may see.
import { AppError, type ErrorCode, errorCodes } from '../common/errors.ts';
import { isDatabaseUnavailable } from './infra/mongo.ts';

/** The client's view of a failure; what is not ours to tell becomes `internal`, without its text. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isDatabaseUnavailable(error)) {
    return new AppError(
      'unavailable',
      'The database can not be reached right now; nothing was lost, try again',
    );
  }
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status === 'number' && status < 500) return new AppError(codeOf(status), safeText(status));
  return new AppError('internal', 'Something went wrong on the server');
}

function codeOf(status: number): ErrorCode {
  const match = Object.entries(errorCodes).find(([, row]) => row.status === status);
  return (match?.[0] ?? 'bad_request') as ErrorCode;
}

function safeText(status: number): string {
  if (status === 413) return 'The request is too large';
  if (status === 415) return 'This content type is not supported';
  if (status === 429) return 'Too many requests; try again in a moment';
  if (status === 404) return 'There is nothing at this address';
  return 'The request could not be read';
}
