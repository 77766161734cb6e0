// What people say: chats and groups, messages and what hangs on them, drafts, what is sent later, and the search.
import type { FastifyBaseLogger } from 'fastify';
import type { FileId, UserId } from '../common/ids.ts';
import { newId } from './auth/store.ts';
import { createMembership } from './chats/membership.ts';
import { createProjection } from './chats/projection.ts';
import { createReceipts } from './chats/receipts.ts';
import { createRepair } from './chats/repair.ts';
import { createChatService } from './chats/service.ts';
import { createChatStore } from './chats/store.ts';
import { createTyping } from './chats/typing.ts';
import { createChatView } from './chats/view.ts';
import type { Config } from './config.ts';
import type { Clock } from './context.ts';
import { createDraftService } from './drafts/service.ts';
import { createDraftStore } from './drafts/store.ts';
import type { FileService } from './files/service.ts';
import { createNotes } from './groups/notes.ts';
import { createGroupService } from './groups/service.ts';
import { createGroupStore } from './groups/store.ts';
import type { createIdentity } from './identity.ts';
import type { Bus } from './infra/bus.ts';
import type { Metrics } from './infra/metrics.ts';
import type { Mongo } from './infra/mongo.ts';
import type { Vault } from './infra/vault.ts';
import { createMessageService } from './messages/service.ts';
import { createMessageStore } from './messages/store.ts';
import { createModerationStore } from './moderation/store.ts';
import { publicReach } from './previews/fetcher.ts';
import { createPreviewService } from './previews/service.ts';
import { createScheduledService } from './scheduled/service.ts';
import { createScheduledStore } from './scheduled/store.ts';
import { createIndexer } from './search/indexer.ts';
import { createSearchKeys } from './search/keys.ts';
import { createSearchService } from './search/service.ts';
import { createSearchStore } from './search/store.ts';
import { createUnreadStore } from './unread/store.ts';

interface Parts {
  config: Config;
  mongo: Mongo;
  vault: Vault;
  bus: Bus;
  clock: Clock;
  metrics: Metrics;
  log: FastifyBaseLogger;
  people: ReturnType<typeof createIdentity>['auth'];
  /** Files come after messages, and messages hold them. */
  files(): FileService;
}

export function createTalk(parts: Parts) {
  const { config, mongo, vault, bus, clock, metrics, log, people: auth, files } = parts;
  const { client, db } = mongo;
  const chatStore = createChatStore(client, db);
  const moderationStore = createModerationStore(db);
  const membership = createMembership({ store: chatStore, apart: moderationStore.apart, bus, clock });
  const projection = createProjection({ store: chatStore, log });
  const messageStore = createMessageStore(db);
  const held = {
    attach: (userId: UserId, ids: readonly FileId[]) => files().attach(userId, ids),
    release: (ids: readonly FileId[]) => files().release(ids),
    shown: (ids: readonly FileId[]) => files().shown(ids),
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
    draftsOf: drafts.draftsOf,
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
  return {
    chatStore,
    moderationStore,
    membership,
    projection,
    messageStore,
    messages,
    drafts,
    scheduledStore,
    scheduled,
    previews,
    searchStore,
    searchKeys,
    indexer,
    search,
    receipts,
    typing,
    chats,
    groups,
    repair,
  };
}
