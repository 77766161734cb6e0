// Messages: sent, changed, read in pages, caught up with; opened from their sealed form on the way out.
import { AppError } from '../../common/errors.ts';
import type { ChatId, MessageId } from '../../common/ids.ts';
import { limits } from '../../common/limits.ts';
import type { LinkPreview, Message } from '../../common/messages/message.ts';
import { encodeEvent } from '../../common/wire/codec.ts';
import type { RequestData } from '../../common/wire/frames.ts';
import type { http, Query, Reply } from '../../common/wire/http.ts';
import type { Membership } from '../chats/membership.ts';
import type { Projection } from '../chats/projection.ts';
import type { Caller, Clock } from '../context.ts';
import type { Bus } from '../infra/bus.ts';
import type { Metrics } from '../infra/metrics.ts';
import { open, seal, type Vault } from '../infra/vault.ts';
import { Commit, type Committed } from './commit.ts';
import { deleted, edited, reacted } from './mutations.ts';
import { type MessageDoc, type MessageStore, newMessageId } from './store.ts';

export type MessageService = ReturnType<typeof createMessageService>;

interface Parts {
  store: MessageStore;
  membership: Membership;
  projection: Projection;
  vault: Vault;
  bus: Bus;
  clock: Clock;
  metrics: Metrics;
  /** Told of each message once it is durable, with its text; must not wait, nor throw. */
  onCommitted: (type: Told, message: Message) => void;
}

type Told = 'message_created' | 'message_updated';

export function createMessageService({
  store,
  membership,
  projection,
  vault,
  bus,
  clock,
  metrics,
  onCommitted,
}: Parts) {
  const commit = new Commit({ store, project: projection.add, clock, metrics });

  async function toMessage(doc: MessageDoc): Promise<Message> {
    const text = doc.body === undefined ? '' : open(await vault.keyFor(doc.chatId), contextOf(doc), doc.body);
    const message = withText(doc, text);
    if (doc.preview !== undefined) {
      const preview = open(await vault.keyFor(doc.chatId), previewContext(doc), doc.preview);
      message.preview = JSON.parse(preview) as LinkPreview;
    }
    return message;
  }

  /** Tells all other devices of all members, once. */
  async function tell(caller: Caller | null, type: Told, { doc, fresh }: Committed, message: Message) {
    if (!fresh) return;
    onCommitted(type, message);
    const members = await membership.members(doc.chatId);
    bus.publish([...members], encodeEvent(type, { message }), { except: caller?.deviceId });
  }

  async function change(
    caller: Caller | null,
    chatId: ChatId,
    messageId: MessageId,
    mutate: Parameters<Commit['change']>[2],
  ) {
    const committed = await commit.change(chatId, messageId, mutate);
    const message = await toMessage(committed.doc);
    await tell(caller, 'message_updated', committed, message);
    return { message };
  }

  return {
    /** Errors: `forbidden` outside the chat, `bad_request` without content, `not_found` for a reply to what is not there. */
    async send(caller: Caller, data: RequestData<'message_send'>): Promise<{ message: Message }> {
      const { chatId, clientId, text = '', replyTo, fileIds = [] } = data;
      await membership.require(caller.userId, chatId);
      if (fileIds.length > 0) throw new AppError('not_found', 'There is no such file');
      if (text.trim() === '') throw new AppError('bad_request', 'The message is empty');
      if (replyTo !== undefined && (await store.inChat(chatId, replyTo)) === null) {
        throw new AppError('not_found', 'The message replied to is not in this chat');
      }
      const key = await vault.keyFor(chatId);
      const id = newMessageId();
      const body = seal(key, contextOf({ chatId, _id: id }), text);
      const committed = await commit.send({ id, chatId, senderId: caller.userId, clientId, body, replyTo });
      // A message that was there before may have been changed since: its own text counts.
      const message = committed.fresh ? withText(committed.doc, text) : await toMessage(committed.doc);
      if (committed.fresh) metrics.messages.inc();
      await tell(caller, 'message_created', committed, message);
      return { message };
    },

    /** Errors: `forbidden` for others' messages, `conflict` after deletion. */
    async edit(caller: Caller, { chatId, messageId, text }: RequestData<'message_edit'>) {
      await membership.require(caller.userId, chatId);
      if (text.trim() === '') throw new AppError('bad_request', 'The message is empty');
      const key = await vault.keyFor(chatId);
      return change(caller, chatId, messageId, doc =>
        edited(doc, caller.userId, seal(key, contextOf(doc), text), clock.now()),
      );
    },

    /** Errors: `forbidden` for others' messages. */
    async delete(caller: Caller, { chatId, messageId }: RequestData<'message_delete'>) {
      await membership.require(caller.userId, chatId);
      return change(caller, chatId, messageId, doc => deleted(doc, caller.userId, clock.now()));
    },

    /** One reaction a person and message; null takes it back. Errors: `conflict` on a deleted message. */
    async react(caller: Caller, { chatId, messageId, emoji }: RequestData<'reaction_set'>) {
      await membership.require(caller.userId, chatId);
      return change(caller, chatId, messageId, doc => reacted(doc, caller.userId, emoji));
    },

    /** A page by seq, ascending: before, after or around a seq; the newest without one. */
    async page(caller: Caller, chatId: ChatId, query: Query<typeof http.messages>): Promise<Message[]> {
      await membership.require(caller.userId, chatId);
      const { before, after, around, limit = limits.pageDefault } = query;
      if (after !== undefined) return openAll(await store.after(chatId, after, limit));
      if (around === undefined)
        return openAll(await store.before(chatId, before ?? Number.MAX_SAFE_INTEGER, limit));
      const half = Math.ceil(limit / 2);
      const [older, newer] = await Promise.all([
        store.before(chatId, around + 1, half),
        store.after(chatId, around, limit - half),
      ]);
      return openAll([...older, ...newer]);
    },

    /** Everything that changed since a rev, in the order of the changes; `more` when the page is not the last. */
    async changes(
      caller: Caller,
      chatId: ChatId,
      query: Query<typeof http.changes>,
    ): Promise<Reply<typeof http.changes>> {
      await membership.require(caller.userId, chatId);
      const { after = 0, limit = limits.pageMax } = query;
      const docs = await store.changedAfter(chatId, after, limit + 1);
      const page = docs.slice(0, limit);
      const more = docs.length > limit;
      return { messages: await openAll(page), rev: page.at(-1)?.rev ?? after, more };
    },

    /** Shows a page that the text links to, unless the text changed since. */
    async attachPreview({ id, chatId, text }: Message, preview: LinkPreview): Promise<void> {
      const key = await vault.keyFor(chatId);
      await change(null, chatId, id, doc => {
        const same = doc.body !== undefined && open(key, contextOf(doc), doc.body) === text;
        return same ? { set: { preview: seal(key, previewContext(doc), JSON.stringify(preview)) } } : null;
      });
    },

    async byIds(ids: readonly MessageId[]): Promise<Map<MessageId, Message>> {
      const messages = await openAll(await store.byIds(ids));
      return new Map(messages.map(message => [message.id, message]));
    },

    /** Resolves when nothing waits for its commit. */
    drain: () => commit.idle(),
  };

  function openAll(docs: readonly MessageDoc[]): Promise<Message[]> {
    return Promise.all(docs.map(toMessage));
  }
}

const previewContext = (doc: Pick<MessageDoc, 'chatId' | '_id'>) => `${contextOf(doc)}/preview`;
const contextOf = ({ chatId, _id }: Pick<MessageDoc, 'chatId' | '_id'>) => `${chatId}/${_id}`;

function withText(doc: MessageDoc, text: string): Message {
  const { _id: id, chatId, seq, rev, senderId, clientId, replyTo, reactions = [] } = doc;
  const message: Message = {
    id,
    chatId,
    seq,
    rev,
    senderId,
    clientId: clientId as Message['clientId'],
    text,
    files: [],
    reactions,
    createdAt: doc.createdAt.toISOString(),
  };
  if (replyTo !== undefined) message.replyTo = replyTo;
  if (doc.editedAt !== undefined) message.editedAt = doc.editedAt.toISOString();
  if (doc.deletedAt !== undefined) message.deletedAt = doc.deletedAt.toISOString();
  return message;
}
