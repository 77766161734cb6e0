// Turns what a schema says of a value into one AppError.

import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { AppError } from '../errors.ts';

/** Paths whose overlength is `too_large` rather than `bad_request`. */
const sized = new Set(['/text']);

export type Check<S extends TSchema> = (value: unknown) => Static<S>;

/** Compiles a schema to a function that returns the value, typed, or throws AppError. */
export function compileCheck<S extends TSchema>(schema: S): Check<S> {
  const validator = Compile(schema);
  return value => {
    if (validator.Check(value)) return value as Static<S>;
    const [first] = validator.Errors(value);
    throw toAppError(first?.instancePath ?? '', first?.keyword ?? '', first?.message ?? 'is not valid');
  };
}

function toAppError(path: string, keyword: string, message: string): AppError {
  if (keyword === 'maxLength' && sized.has(path)) return new AppError('too_large', 'The text is too long');
  const where = path === '' ? 'The data' : path.slice(1).replaceAll('/', '.');
  return new AppError('bad_request', `${where} ${message}`, { path });
}
