// The one table of error codes, and the error that carries one.
import { Type } from 'typebox';

/** `retryable`: trying the same request again later can help. */
export const errorCodes = {
  bad_request: { status: 400, retryable: false },
  unauthorized: { status: 401, retryable: false },
  forbidden: { status: 403, retryable: false },
  not_found: { status: 404, retryable: false },
  conflict: { status: 409, retryable: false },
  too_large: { status: 413, retryable: false },
  unsupported_type: { status: 415, retryable: false },
  rate_limited: { status: 429, retryable: true },
  busy: { status: 409, retryable: false },
  internal: { status: 500, retryable: true },
  unavailable: { status: 503, retryable: true },
} as const;

export type ErrorCode = keyof typeof errorCodes;

export const ErrorBody = Type.Object({
  code: Type.Union(Object.keys(errorCodes).map(code => Type.Literal(code as ErrorCode))),
  message: Type.String(),
  details: Type.Optional(Type.Unknown()),
});

export interface ErrorBody {
  code: ErrorCode;
  /** For a person, in English; clients translate by code. */
  message: string;
  details?: unknown;
}

/** A failure that the other side is told about, by code. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: unknown;

  constructor(code: ErrorCode, message: string, details?: unknown) {
    super(message);
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }

  toBody(): ErrorBody {
    const { code, message, details } = this;
    return details === undefined ? { code, message } : { code, message, details };
  }
}
