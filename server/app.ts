// Boot and drain: makes every part in order and wires it to the others, visibly.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import jwt from '@fastify/jwt';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { LogController } from 'fastify';
import type { DeviceId } from '../common/ids.ts';
import { limits } from '../common/limits.ts';
import type { Api } from './api.ts';
import { createGuard } from './auth/guard.ts';
import { accountRoutes, authRoutes } from './auth/routes.ts';
import { createAuthService } from './auth/service.ts';
import { createAuthStore, newId } from './auth/store.ts';
import { createAccessTokens } from './auth/tokens.ts';
import { chatHandlers } from './chats/handlers.ts';
import { createMembership } from './chats/membership.ts';
import { createReceipts } from './chats/receipts.ts';
import { chatRoutes } from './chats/routes.ts';
import { createChatService } from './chats/service.ts';
import { createChatStore } from './chats/store.ts';
import { createTyping } from './chats/typing.ts';
import type { Config } from './config.ts';
import { systemClock } from './context.ts';
import { createHub } from './gateway/hub.ts';
import { createRouter } from './gateway/router.ts';
import { createGateway } from './gateway/socket.ts';
import { healthRoutes } from './health.ts';
import { createLocalBus } from './infra/bus.ts';
import { ensureIndexes } from './infra/indexes.ts';
import { createMetrics } from './infra/metrics.ts';
import { migrate } from './infra/migrations.ts';
import { connectMongo } from './infra/mongo.ts';
import { connectRedis } from './infra/redis.ts';
import { createRedisBus } from './infra/redis-bus.ts';
import { createVault } from './infra/vault.ts';
import { messageHandlers } from './messages/handlers.ts';
import { messageRoutes } from './messages/routes.ts';
import { createMessageService } from './messages/service.ts';
import { createMessageStore } from './messages/store.ts';
import { registerRest } from './rest.ts';
import { registerWeb } from './web.ts';

/** For the closing handshakes of all sockets. */
const closeWithin = 250;

export interface RunningServer {
  /** Where it listens, such as "http://127.0.0.1:5000". */
  address: string;
  port: number;
  /** Sends clients away, finishes what waits, closes everything it made. */
  drain(): Promise<void>;
}

export async function startServer(config: Config): Promise<RunningServer> {
  const app = fastify({
    logger: { level: config.logLevel, redact: ['req.headers.authorization'] },
    bodyLimit: limits.bodyBytes,
    genReqId: () => randomUUID(),
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    trustProxy: 'loopback',
  }).withTypeProvider<TypeBoxTypeProvider>();
  const log = app.log;
  const clock = systemClock;
  const metrics = createMetrics();

  const mongo = await connectMongo(config.mongodbUri);
  await migrate(mongo.db);
  await ensureIndexes(mongo.db);
  const bus =
    config.redisUrl === null ? createLocalBus() : createRedisBus(connectRedis(config.redisUrl, log), log);
  const vault = createVault(mongo.db, config.masterKeys);
  await app.register(jwt, { secret: config.jwtSecret });

  const auth = createAuthService({
    store: createAuthStore(mongo.db),
    tokens: createAccessTokens(app.jwt),
    bus,
    clock,
    onlineDevices: async () => new Set<DeviceId>(),
  });
  const chatStore = createChatStore(mongo.client, mongo.db);
  const membership = createMembership({ store: chatStore, bus, clock });
  const messageStore = createMessageStore(mongo.db);
  const messages = createMessageService({ store: messageStore, membership, vault, bus, clock, metrics });
  const { countOwnAbove } = messageStore;
  const receipts = createReceipts({ store: chatStore, membership, countOwnAbove, bus, clock });
  const typing = createTyping({ membership, bus, clock });
  const chats = createChatService({
    store: chatStore,
    membership,
    people: auth,
    messages,
    bus,
    clock,
    newId,
  });

  const handlers = {
    ...messageHandlers(messages),
    ...chatHandlers(receipts, typing),
  } as never;
  const gateway = createGateway({
    hub: createHub(bus, metrics),
    route: createRouter(handlers, metrics, log),
    authenticate: auth.authenticate,
    watchers: [],
    rateLimitScale: config.rateLimitScale,
    metrics,
    log,
  });

  await registerRest(app, config, metrics);
  await gateway.register(app);
  let draining = false;
  healthRoutes(app, { ping: mongo.ping, draining: () => draining, busHealthy: bus.healthy, metrics });
  app.decorateRequest('caller', null);
  await app.register(
    async (api: Api) => {
      authRoutes(api, auth, config.rateLimitScale);
      api.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
      await api.register(async (inside: Api) => {
        inside.addHook('onRequest', createGuard(auth));
        accountRoutes(inside, auth);
        chatRoutes(inside, chats);
        messageRoutes(inside, messages);
      });
    },
    { prefix: '/api/v1' },
  );
  const web = await registerWeb(app, config.webRoot);
  if (!web) log.warn('No web client is built; / serves nothing');

  await messages.repair();
  mongo.onRecovered(() => {
    messages.repair().catch(error => log.warn({ err: error }, 'Summaries could not be repaired yet'));
  });
  const sweep = setInterval(() => {
    typing.sweep().catch(error => log.warn({ err: error }, 'Typing could not be ended'));
  }, 1_000);

  const address = await app.listen({ host: config.host, port: config.port });
  const { port } = app.server.address() as { port: number };

  return {
    address,
    port,
    async drain() {
      draining = true;
      clearInterval(sweep);
      gateway.announceShutdown();
      await Promise.all([messages.drain(), receipts.drain()]);
      gateway.closeAll();
      await sleep(closeWithin);
      gateway.terminate();
      await app.close();
      await bus.close();
      await mongo.close();
    },
  };
}
