// Makes every feature in order, each with just the parts of the others that it may know.
import { randomUUID } from 'node:crypto';
import type { JWT } from '@fastify/jwt';
import type { FastifyBaseLogger } from 'fastify';
import { createAccounts } from './accounts/service.ts';
import { createAdminService } from './admin/service.ts';
import { createAdminStore } from './admin/store.ts';
import { fold, newId } from './auth/store.ts';
import { callHandlers } from './calls/handlers.ts';
import { createCallService } from './calls/service.ts';
import { createCallStore } from './calls/store.ts';
import { createTurn } from './calls/turn.ts';
import { chatHandlers } from './chats/handlers.ts';
import { directKeyOf } from './chats/store.ts';
import type { Config } from './config.ts';
import { type Handlers, type Routed, systemClock } from './context.ts';
import { createFiles } from './files/feature.ts';
import { createFileStore } from './files/store.ts';
import { createIdentity } from './identity.ts';
import type { Bus } from './infra/bus.ts';
import type { Metrics } from './infra/metrics.ts';
import type { Mongo } from './infra/mongo.ts';
import type { Storage } from './infra/storage.ts';
import type { Tuning } from './infra/tuning.ts';
import { createVault } from './infra/vault.ts';
import type { Watch } from './infra/watch.ts';
import { messageHandlers } from './messages/handlers.ts';
import { createModerationService } from './moderation/service.ts';
import { presenceHandlers } from './presence/handlers.ts';
import { createPresenceService } from './presence/service.ts';
import { createPresenceStore } from './presence/store.ts';
import { createRebuild } from './search/rebuild.ts';
import { createTalk } from './talk.ts';

interface Parts {
  config: Config;
  mongo: Mongo;
  storage: Storage;
  bus: Bus;
  metrics: Metrics;
  log: FastifyBaseLogger;
  jwt: JWT;
  tuning: Tuning;
  watch: Pick<Watch, 'isUp'>;
}

export type Features = ReturnType<typeof createFeatures>;

export function createFeatures({ config, mongo, storage, bus, metrics, log, jwt, tuning, watch }: Parts) {
  const clock = systemClock;
  const { db } = mongo;
  const vault = createVault(db, config.masterKeys);

  const identity = createIdentity({
    config,
    db,
    vault,
    bus,
    clock,
    jwt,
    onlineDevices: userId => presence.onlineDevices(userId),
  });
  const { accountStore, audit, invites, second, auth } = identity;
  const talk = createTalk({
    config,
    mongo,
    vault,
    bus,
    clock,
    metrics,
    log,
    people: auth,
    files: () => files.files,
  });
  const { chatStore, moderationStore, membership, messageStore, messages, scheduledStore, groups } = talk;
  const { searchStore, searchKeys, chats, drafts, indexer, previews, projection, receipts, repair } = talk;
  const { scheduled, search, typing } = talk;
  const presence = createPresenceService({
    store: createPresenceStore(db),
    bus,
    chats: membership,
    users: auth,
    clock,
    log,
    nodeId: randomUUID(),
  });
  const moderation = createModerationService({
    store: moderationStore,
    people: auth,
    setClosed: (a, b, closed) => chatStore.setClosed(directKeyOf(a, b), closed),
    presence,
    messages,
    vault,
    bus,
    clock,
    newId,
  });
  const calls = createCallService({
    store: createCallStore(db),
    bus,
    chats: membership,
    presence,
    vault,
    turn: createTurn(config.turn, clock),
    clock,
    metrics,
    log,
    newId,
    callsPerMinute: () => tuning.limit('callsPerUser'),
  });
  const files = createFiles({
    store: createFileStore(db),
    storage,
    vault,
    config: config.files,
    secret: config.jwtSecret,
    clock,
    log,
    holders: { holding: messageStore.holding, waiting: scheduledStore.holds },
    reach: membership.reach,
    avatarOf: { user: auth.avatarOf, chat: groups.avatarOf },
    people: auth,
    groups,
  });
  const accounts = createAccounts({
    store: accountStore,
    audit,
    clock,
    log,
    checkPassword: auth.checkPassword,
    revokeAll: auth.revokeAll,
    messages,
    groups,
    chats: {
      placesOf: chatStore.placesOf,
      chat: chatStore.chat,
      close: directKey => chatStore.setClosed(directKey, true),
    },
    files: files.sweeper,
    changed: (chatId, userIds) => bus.notify('chat_changed', { chatId, userIds }),
  });
  const admin = createAdminService({
    store: createAdminStore(db),
    accounts: accountStore,
    auth: { ...auth, fold },
    audit,
    vault,
    clock,
    log,
    rebuildSearch: progress =>
      createRebuild({ store: searchStore, keys: searchKeys, messages, newId })({ rotate: false, progress }),
    health: () => ({
      bus: bus.healthy(),
      storage: config.files.place !== null && watch.isUp('files'),
      registration: config.registration,
    }),
  });
  const handlers: Handlers<Routed> = {
    ...messageHandlers(messages),
    ...chatHandlers(receipts, typing),
    ...presenceHandlers(presence),
    ...callHandlers(calls),
  };
  return {
    accounts,
    admin,
    audit,
    auth,
    invites,
    second,
    chats,
    files,
    groups,
    messages,
    projection,
    receipts,
    repair,
    typing,
    presence,
    calls,
    moderation,
    handlers,
    previews,
    drafts,
    scheduled,
    indexer,
    search,
  };
}
