// The REST edge: schema checks, error bodies, limits, headers, and the OpenAPI document.
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { FastifyError, FastifyInstance, FastifySchema } from 'fastify';
import type { TSchema } from 'typebox';
import { Convert } from 'typebox/value';
import { AppError, errorCodes } from '../common/errors.ts';
import { compileCheck } from '../common/wire/check.ts';
import { toAppError } from './failures.ts';
import type { Metrics } from './infra/metrics.ts';
import type { Rates } from './infra/rates.ts';
import { registerOpenApi } from './openapi.ts';

/** The desktop's own origin; the web client is served from here and needs none. */
const desktopOrigin = 'app://baraza';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Not counted against the address: asked by machines of the house. */
    unlimited?: boolean;
  }
}

export async function registerRest(app: FastifyInstance, rates: Rates, metrics: Metrics): Promise<void> {
  app.setValidatorCompiler<FastifySchema & TSchema>(({ schema, httpPart }) => {
    const check = compileCheck(schema as TSchema);
    // Numbers in addresses are text until converted; bodies are taken as they are.
    const convert =
      httpPart === 'body' ? (value: unknown) => value : (value: unknown) => Convert(schema, value);
    return data => {
      try {
        return { value: check(convert(data)) };
      } catch (error) {
        return { error: error as Error };
      }
    };
  });
  app.setSerializerCompiler(() => data => JSON.stringify(data));
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const told = toAppError(error);
    if (told.code === 'internal') request.log.error({ err: error }, 'A request failed');
    metrics.errors.inc({ code: told.code, edge: 'rest' });
    const wait = (told.details as { retryAfterMs?: number } | undefined)?.retryAfterMs;
    if (wait !== undefined) reply.header('retry-after', Math.ceil(wait / 1000));
    return reply.status(errorCodes[told.code].status).send({ error: told.toBody() });
  });
  app.setNotFoundHandler((_request, reply) => {
    const told = new AppError('not_found', 'There is nothing at this address');
    return reply.status(404).send({ error: told.toBody() });
  });
  // An empty body with a JSON type, as some clients send with DELETE and POST, is no body.
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined);
    try {
      done(null, JSON.parse(body));
    } catch {
      done(new AppError('bad_request', 'The body is not JSON'));
    }
  });

  // The page's own policy is set where the page is served.
  await app.register(helmet, { contentSecurityPolicy: false, crossOriginResourcePolicy: false });
  await app.register(cors, {
    origin: [desktopOrigin],
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      ...['authorization', 'content-type', 'range', 'if-range', 'if-none-match'],
      ...['content-range', 'upload-offset'],
    ],
    exposedHeaders: [
      ...['content-range', 'content-disposition', 'accept-ranges', 'etag', 'upload-offset'],
      'retry-after',
    ],
    maxAge: 600,
  });
  app.addHook('onRequest', async request => {
    if (request.routeOptions.config?.unlimited !== true) rates.spend('requestsPerAddress', request.ip);
  });
  await registerOpenApi(app);
}
