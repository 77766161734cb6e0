// What an error says to a person: a key of the dictionary, by code.
import { AppError, type ErrorCode } from '../../common/errors.ts';

export type ErrorKey = `errors.${ErrorCode | 'offline' | 'timeout'}`;

/** The key of the words for an error; a defect of ours counts as internal. */
export function errorKey(error: unknown): ErrorKey {
  if (!(error instanceof AppError)) return 'errors.internal';
  const details = error.details as { offline?: boolean; timeout?: boolean } | null | undefined;
  if (details?.offline) return 'errors.offline';
  return details?.timeout ? 'errors.timeout' : `errors.${error.code}`;
}
