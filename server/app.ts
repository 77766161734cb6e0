// Boot and drain: every part in order, visible.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import jwt from '@fastify/jwt';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { type FastifyBaseLogger, type FastifyReply, LogController } from 'fastify';
import { errorCodes } from '../common/errors.ts';
import { limits, times } from '../common/limits.ts';
import { ownAccountRoutes } from './accounts/routes.ts';
import { adminRoutes } from './admin/routes.ts';
import type { Api } from './api.ts';
import { createGuard } from './auth/guard.ts';
import { accountRoutes, authRoutes } from './auth/routes.ts';
import { callRoutes } from './calls/routes.ts';
import { chatRoutes } from './chats/routes.ts';
import type { Config } from './config.ts';
import type { Disposer } from './context.ts';
import { draftRoutes } from './drafts/routes.ts';
import { toAppError } from './failures.ts';
import { createFeatures, type Features } from './features.ts';
import { fileReadingRoutes, fileRoutes } from './files/routes.ts';
import { createHub } from './gateway/hub.ts';
import { createRouter } from './gateway/router.ts';
import { createGateway } from './gateway/socket.ts';
import { groupRoutes } from './groups/routes.ts';
import { healthRoutes } from './health.ts';
import { type Bus, createLocalBus } from './infra/bus.ts';
import { ensureIndexes } from './infra/indexes.ts';
import { createMetrics } from './infra/metrics.ts';
import { migrate } from './infra/migrations.ts';
import { connectMongo, type Mongo } from './infra/mongo.ts';
import { openPlace } from './infra/place.ts';
import { createRates, type Rates } from './infra/rates.ts';
import { connectRedis } from './infra/redis.ts';
import { createRedisBus } from './infra/redis-bus.ts';
import { createTuning } from './infra/tuning.ts';
import { createWatch } from './infra/watch.ts';
import { messageRoutes } from './messages/routes.ts';
import { moderationRoutes } from './moderation/routes.ts';
import { watchedParts } from './parts.ts';
import { presenceRoutes } from './presence/routes.ts';
import { registerRest } from './rest.ts';
import { scheduledRoutes } from './scheduled/routes.ts';
import { searchRoutes } from './search/routes.ts';
import { registerWeb } from './web.ts';

/** For the closing handshakes of all sockets. */
const closeWithin = 250;
const typingSweep = 1_000;

export interface RunningServer {
  /** Where it listens, such as "http://127.0.0.1:5000". */
  address: string;
  /** Sends clients away, finishes what waits, closes everything it made. */
  drain(): Promise<void>;
  /** Reads the file of limits again. */
  reload(): void;
}

export async function startServer(config: Config): Promise<RunningServer> {
  const app = createApp(config);
  const { log } = app;
  const metrics = createMetrics();
  const tuning = createTuning({ scale: config.rateLimitScale, file: config.limitsFile, log });
  const mongo = await connectMongo(config.mongodbUri);
  await migrate(mongo.db);
  await ensureIndexes(mongo.db);
  const redis = config.redisUrl === null ? null : connectRedis(config.redisUrl, log);
  const bus = redis === null ? createLocalBus() : createRedisBus(redis, log);
  const rates = createRates({ tuning, redis: redis?.commands ?? null, metrics, log });
  const storage = await openPlace(config.files.place);
  await app.register(jwt, { secret: config.jwtSecret });
  const watch = createWatch(watchedParts(config, storage), log);
  const features = createFeatures({ config, mongo, storage, bus, metrics, log, jwt: app.jwt, tuning, watch });
  const {
    auth,
    calls,
    drafts,
    files,
    indexer,
    messages,
    presence,
    previews,
    projection,
    receipts,
    scheduled,
  } = features;
  const gateway = createGateway({
    bus,
    hub: createHub(bus, metrics),
    route: createRouter(features.handlers, metrics, log),
    authenticate: auth.authenticate,
    watchers: [presence, calls],
    rates,
    tuning,
    metrics,
    log,
  });

  let draining = false;
  await registerRest(app, rates, metrics);
  await gateway.register(app);
  healthRoutes(app, { ping: mongo.ping, draining: () => draining, busHealthy: bus.healthy, watch, metrics });
  await registerRoutes(app, features, config, rates);
  if (!(await registerWeb(app, config.webRoot))) log.warn('No web client is built; / serves nothing');
  const stopWork = await startWork(features, mongo, bus, log);
  const stopWatch = watch.start();
  const address = await app.listen({ host: config.host, port: config.port });

  return {
    address,
    reload: tuning.reload,
    async drain() {
      draining = true;
      tuning.stop();
      gateway.announceShutdown();
      await Promise.all([scheduled.drain(), previews?.drain()]);
      await Promise.all([messages.drain(), receipts.drain()]);
      await Promise.all([projection.drain(), indexer.drain(), drafts.drain()]);
      gateway.closeAll();
      await sleep(closeWithin);
      gateway.terminate();
      stopWatch();
      stopWork();
      await calls.drain();
      await presence.drain();
      await app.close();
      files.close();
      await storage.close();
      await bus.close();
      await mongo.close();
    },
  };
}

function createApp(config: Config) {
  const app = fastify({
    logger: { level: config.logLevel, redact: ['req.headers.authorization'] },
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.bodyBytes,
    genReqId: () => randomUUID(),
    forceCloseConnections: true,
    // What fails before a route is found gets the same shape as everything else.
    frameworkErrors: (error, _request, reply) => tellEarly(reply as unknown as FastifyReply, error),
    trustProxy: config.trustedProxies,
  });
  return app.withTypeProvider<TypeBoxTypeProvider>().decorateRequest('caller', null);
}

function tellEarly(reply: FastifyReply, error: Error): void {
  const told = toAppError(error);
  void reply.status(errorCodes[told.code].status).send({ error: told.toBody() });
}

async function registerRoutes(app: Api, features: Features, config: Config, rates: Rates): Promise<void> {
  const { auth, calls, chats, drafts, files, groups, messages, moderation, presence, scheduled, search } =
    features;
  await app.register(
    async (api: Api) => {
      const guess = (address: string) => rates.spendExactly('guessesPerAddress', address);
      authRoutes(api, auth, { registration: features.invites.look, guess });
      api.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
      const guard = createGuard(auth, ({ userId, deviceId }) => {
        rates.spend('requestsPerUser', userId);
        rates.spend('requestsPerDevice', deviceId);
      });
      fileReadingRoutes(api, files.files, guard);
      await api.register(async (inside: Api) => {
        inside.addHook('onRequest', guard);
        accountRoutes(inside, auth);
        ownAccountRoutes(inside, features.accounts, features.second);
        await inside.register(async (room: Api) => adminRoutes(room, features), { prefix: '/admin' });
        chatRoutes(inside, chats);
        groupRoutes(inside, groups);
        messageRoutes(inside, messages);
        moderationRoutes(inside, moderation);
        presenceRoutes(inside, presence);
        callRoutes(inside, calls);
        await fileRoutes(inside, files, config.files.maxBytes);
        searchRoutes(inside, search);
        draftRoutes(inside, drafts);
        scheduledRoutes(inside, scheduled);
      });
    },
    { prefix: '/api/v1' },
  );
}

/** Heals what a dead process left behind, and starts what goes on by the clock. */
async function startWork(
  { accounts, auth, calls, files, indexer, presence, repair, scheduled, typing }: Features,
  mongo: Mongo,
  bus: Bus,
  log: FastifyBaseLogger,
): Promise<Disposer> {
  await repair();
  const mend = () => {
    indexer.repair().catch(error => log.warn({ err: error }, 'The search index could not be repaired yet'));
  };
  mend();
  mongo.onRecovered(() => {
    repair().catch(error => log.warn({ err: error }, 'Summaries could not be repaired yet'));
    mend();
  });
  const stopPresence = await presence.start();
  const stopCalls = calls.start();
  const stopScheduled = scheduled.start();
  const stopFiles = files.sweeper.start();
  const stopAccounts = accounts.start();
  const stopHeeding = heedRevocations(auth, bus, log);
  const sweep = setInterval(() => {
    typing.sweep().catch(error => log.warn({ err: error }, 'Typing could not be ended'));
  }, typingSweep);
  return () => {
    stopPresence();
    stopCalls();
    stopScheduled();
    stopFiles();
    stopAccounts();
    stopHeeding();
    clearInterval(sweep);
  };
}

/** Sessions that the command line ended, or a node that could not say so: their sockets here are closed too. */
function heedRevocations(auth: Features['auth'], bus: Bus, log: FastifyBaseLogger): Disposer {
  let since = new Date();
  const timer = setInterval(() => {
    const now = new Date();
    auth
      .heedRevocations(since, of => bus.notify('session_revoked', of))
      .then(
        () => {
          // A clock that is behind, a write that took its time: looked at twice costs nothing.
          since = new Date(now.getTime() - 2 * times.revocationSweep);
        },
        error => log.warn({ err: error }, 'Ended sessions could not be looked for yet'),
      );
  }, times.revocationSweep);
  return () => clearInterval(timer);
}
