// Liveness, readiness and metrics, for those who run the server.
import type { FastifyInstance } from 'fastify';
import { AppError } from '../common/errors.ts';
import type { Metrics } from './infra/metrics.ts';
import type { Watch } from './infra/watch.ts';

interface Parts {
  ping(): Promise<void>;
  /** True from the moment on which the server sends its clients away. */
  draining(): boolean;
  busHealthy(): boolean;
  watch: Watch;
  metrics: Metrics;
}

export function healthRoutes(
  app: FastifyInstance,
  { ping, draining, busHealthy, watch, metrics }: Parts,
): void {
  const quiet = { logLevel: 'warn' as const, config: { unlimited: true } };
  app.get('/health/live', quiet, async () => ({ status: 'live' }));
  app.get('/health/ready', quiet, async () => {
    if (draining()) throw new AppError('unavailable', 'The server is stopping');
    try {
      await ping();
    } catch {
      throw new AppError('unavailable', 'The database can not be reached');
    }
    // Without these parts this node still serves its own users, so it stays ready.
    const bus = busHealthy() ? 'up' : 'down';
    const redis = bus === 'up' ? [] : ['Redis can not be reached: events of other nodes come late'];
    const degraded = [...redis, ...watch.degraded()];
    return { status: 'ready', database: 'up', bus, degraded };
  });
  app.get('/metrics', quiet, async (_request, reply) => {
    metrics.busUp.set(busHealthy() ? 1 : 0);
    for (const { name } of watch.parts) metrics.partUp.set({ part: name }, watch.isUp(name) ? 1 : 0);
    reply.header('content-type', metrics.registry.contentType);
    return metrics.registry.metrics();
  });
}
