// Makes every feature in order, each with just the parts of the others that it may know.
import { randomUUID } from 'node:crypto';
import type { JWT } from '@fastify/jwt';
import type { FastifyBaseLogger } from 'fastify';
import type { FileId, UserId } from '../common/ids.ts';
import { createSecondFactor } from './accounts/second.ts';
import { createAccounts } from './accounts/service.ts';
import { createAccountStore } from './accounts/store.ts';
import { createAdminService } from './admin/service.ts';
import { createAdminStore } from './admin/store.ts';
import { createAudit } from './audit/service.ts';
import { createAuditStore } from './audit/store.ts';
import { createAuthService } from './auth/service.ts';
import { createAuthStore, fold, newId } from './auth/store.ts';
import { createAccessTokens } from './auth/tokens.ts';
import { callHandlers } from './calls/handlers.ts';
import { createCallService } from './calls/service.ts';
import { createCallStore } from './calls/store.ts';
import { createTurn } from './calls/turn.ts';
import { chatHandlers } from './chats/handlers.ts';
import { createMembership } from './chats/membership.ts';
import { createProjection } from './chats/projection.ts';
import { createReceipts } from './chats/receipts.ts';
import { createRepair } from './chats/repair.ts';
import { createChatService } from './chats/service.ts';
import { createChatStore, directKeyOf } from './chats/store.ts';
import { createTyping } from './chats/typing.ts';
import { createChatView } from './chats/view.ts';
import type { Config } from './config.ts';
import { type Handlers, type Routed, systemClock } from './context.ts';
import { createDraftService } from './drafts/service.ts';
import { createDraftStore } from './drafts/store.ts';
import { createFiles } from './files/feature.ts';
import { createFileStore } from './files/store.ts';
import { createNotes } from './groups/notes.ts';
import { createGroupService } from './groups/service.ts';
import { createGroupStore } from './groups/store.ts';
import type { Bus } from './infra/bus.ts';
import type { Metrics } from './infra/metrics.ts';
import type { Mongo } from './infra/mongo.ts';
import type { Storage } from './infra/storage.ts';
import type { Tuning } from './infra/tuning.ts';
import { createVault } from './infra/vault.ts';
import type { Watch } from './infra/watch.ts';
import { createInvites } from './invites/service.ts';
import { createInviteStore } from './invites/store.ts';
import { messageHandlers } from './messages/handlers.ts';
import { createMessageService } from './messages/service.ts';
import { createMessageStore } from './messages/store.ts';
import { createModerationService } from './moderation/service.ts';
import { createModerationStore } from './moderation/store.ts';
import { presenceHandlers } from './presence/handlers.ts';
import { createPresenceService } from './presence/service.ts';
import { createPresenceStore } from './presence/store.ts';
import { publicReach } from './previews/fetcher.ts';
import { createPreviewService } from './previews/service.ts';
import { createScheduledService } from './scheduled/service.ts';
import { createScheduledStore } from './scheduled/store.ts';
import { createIndexer } from './search/indexer.ts';
import { createSearchKeys } from './search/keys.ts';
import { createRebuild } from './search/rebuild.ts';
import { createSearchService } from './search/service.ts';
import { createSearchStore } from './search/store.ts';
import { createUnreadStore } from './unread/store.ts';

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
  const { client, db } = mongo;
  const vault = createVault(db, config.masterKeys);

  const accountStore = createAccountStore(db);
  const audit = createAudit({ store: createAuditStore(db), clock, days: config.auditDays });
  const invites = createInvites({
    store: createInviteStore(db),
    mode: config.registration,
    isEmpty: accountStore.isEmpty,
    audit,
    clock,
    newId,
  });
  const second = createSecondFactor({
    store: accountStore,
    vault,
    audit,
    clock,
    checkPassword: (userId, password) => auth.checkPassword(userId, password),
  });
  const auth = createAuthService({
    store: createAuthStore(db),
    tokens: createAccessTokens(jwt),
    bus,
    clock,
    audit,
    invites,
    second,
    accounts: { found: accountStore.found, stay: userId => accountStore.setDeleteAt(userId, null) },
    onlineDevices: userId => presence.onlineDevices(userId),
  });
  const chatStore = createChatStore(client, db);
  const moderationStore = createModerationStore(db);
  const membership = createMembership({ store: chatStore, apart: moderationStore.apart, bus, clock });
  const projection = createProjection({ store: chatStore, log });
  const messageStore = createMessageStore(db);
  const held = {
    attach: (userId: UserId, ids: readonly FileId[]) => files.files.attach(userId, ids),
    release: (ids: readonly FileId[]) => files.files.release(ids),
    shown: (ids: readonly FileId[]) => files.files.shown(ids),
  };
  const messages = createMessageService({
    store: messageStore,
    membership,
    projection,
    vault,
    bus,
    clock,
    metrics,
    people: auth,
    firstAdvances: chatStore.firstAdvances,
    files: held,
    unpin: (chatId, messageId) => groups.forget(chatId, messageId),
    onCommitted(type, message) {
      indexer.take(type, message);
      previews?.take(message);
      if (type === 'message_created') drafts.sent(message);
    },
  });
  const drafts = createDraftService({ store: createDraftStore(db), membership, vault, bus, clock, log });
  const scheduledStore = createScheduledStore(db);
  const scheduled = createScheduledService({
    store: scheduledStore,
    membership,
    messages,
    files: held,
    vault,
    bus,
    clock,
    log,
    newId,
  });
  const previews = config.linkPreviews ? createPreviewService({ messages, reach: publicReach, log }) : null;
  const searchStore = createSearchStore(db);
  const searchKeys = createSearchKeys({ store: searchStore, vault, clock, newId });
  const indexer = createIndexer({
    store: searchStore,
    keys: searchKeys,
    messages,
    waiting: messages.waiting,
    clock,
    log,
  });
  const search = createSearchService({
    store: searchStore,
    keys: searchKeys,
    indexer,
    messages,
    chats: {
      placesOf: chatStore.placesOf,
      titles: chatStore.titles,
      tails: ids => projection.settled(() => searchStore.tails(ids)),
    },
    people: auth,
  });
  const { lastSeq, newest } = messageStore;
  const { countOwnAbove, mentionsAbove, notesAbove, writtenAbove } = createUnreadStore(db);
  const repairLists = createRepair({ store: chatStore, projection, newest, countOwnAbove });
  const receipts = createReceipts({
    store: chatStore,
    membership,
    projection,
    lastSeq,
    countOwnAbove,
    bus,
    clock,
  });
  const typing = createTyping({ membership, bus, clock });
  const view = createChatView({
    store: chatStore,
    people: auth,
    messages,
    mentionsAbove,
    notesAbove,
    writtenAbove,
    blockedAmong: moderationStore.among,
    draftsOf: drafts.draftsOf,
  });
  const groupStore = createGroupStore(client, db);
  const notes = createNotes({ store: groupStore, messages, newId });
  const chats = createChatService({
    store: chatStore,
    view,
    notes,
    membership,
    projection,
    people: auth,
    blocks: moderationStore,
    bus,
    clock,
    newId,
  });
  const groups = createGroupService({
    store: groupStore,
    chats: chatStore,
    view,
    notes,
    membership,
    projection,
    people: auth,
    blocks: moderationStore,
    messages: messageStore,
    bus,
    clock,
  });
  async function repair(): Promise<void> {
    await repairLists();
    await notes.repair();
  }
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
