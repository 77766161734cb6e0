// Lets only signed-in callers pass, and remembers on the request who it is.
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { AppError } from '../../common/errors.ts';
import type { Caller } from '../context.ts';
import type { AuthService } from './service.ts';

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null;
  }
}

/** Errors: `unauthorized` without a good bearer token (RFC 6750); what `admit` throws for whom it is. */
export function createGuard(
  service: AuthService,
  admit: (caller: Caller) => void,
): onRequestAsyncHookHandler {
  return async request => {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) throw new AppError('unauthorized', 'Sign in first');
    request.caller = await service.authenticate(token);
    admit(request.caller);
  };
}

/** The caller of a request behind the guard. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw new AppError('unauthorized', 'Sign in first');
  return request.caller;
}
