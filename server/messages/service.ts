// Messages: sent, changed, and told to everyone in the chat.
import { AppError } from '../../common/errors.ts';
import type { ChatId, FileId, MessageId, UserId } from '../../common/ids.ts';
import { toEmoji } from '../../common/messages/emoji.ts';
import { mentionedNames } from '../../common/messages/mentions.ts';
import type { LinkPreview, Message, SystemNote } from '../../common/messages/message.ts';
import { encodeEvent } from '../../common/wire/codec.ts';
import type { RequestData } from '../../common/wire/frames.ts';
import type { Membership } from '../chats/membership.ts';
import type { Projection } from '../chats/projection.ts';
import type { Caller, Clock } from '../context.ts';
import type { Bus } from '../infra/bus.ts';
import type { Metrics } from '../infra/metrics.ts';
import type { Vault } from '../infra/vault.ts';
import { Commit } from './commit.ts';
import { deleted, edited, reacted } from './mutations.ts';
import type { Committed, Draft, Mutation } from './numbering.ts';
import { createOpener, openText, sealPreview, sealText, shaped } from './opener.ts';
import { createReading } from './reading.ts';
import { type MessageStore, newMessageId } from './store.ts';

export type MessageService = ReturnType<typeof createMessageService>;

interface Parts {
  store: MessageStore;
  membership: Membership;
  projection: Projection;
  vault: Vault;
  bus: Bus;
  clock: Clock;
  metrics: Metrics;
  people: { idsByUsernames(names: readonly string[]): Promise<ReadonlyMap<string, UserId>> };
  firstAdvances: Parameters<typeof createReading>[0]['firstAdvances'];
  files: Parameters<typeof createOpener>[0]['files'] & {
    /** Before a message with these files is written. */
    attach(userId: UserId, ids: readonly FileId[]): Promise<void>;
    /** Before a message with these files is deleted. */
    release(ids: readonly FileId[]): Promise<void>;
  };
  /** A deleted message is not pinned any more. */
  unpin(chatId: ChatId, messageId: MessageId): Promise<void>;
  /** Told of each message once it is durable, with its text; must not wait, nor throw. */
  onCommitted: (type: Told, message: Message) => void;
}

type Told = 'message_created' | 'message_updated';
type Content = Omit<Draft, 'id' | 'chatId' | 'senderId' | 'clientId' | 'body'>;

/** What a chat tells of itself, as a message. */
export interface Note {
  chatId: ChatId;
  senderId: UserId;
  clientId: string;
  note: SystemNote;
}

/** Those who only now get to know the chat learn of it by the chat itself, with this note in it. */
function isNewsTo(userId: UserId, note: Omit<SystemNote, 'title'> | undefined): boolean {
  return note?.kind === 'created' || (note?.kind === 'added' && note.userIds?.includes(userId) === true);
}

export function createMessageService(parts: Parts) {
  const { store, membership, projection, vault, bus, clock, metrics, people, files, onCommitted } = parts;
  const commit = new Commit({ store, project: projection.add, clock, metrics });
  bus.onDelivery(({ place }) => place && commit.learn(place));
  const opener = createOpener({ store, files, vault });
  const reading = createReading({ store, membership, opener, firstAdvances: parts.firstAdvances });

  /** Tells all other devices of all members, once. */
  async function tell(
    caller: Caller | null,
    type: Told,
    { doc, fresh }: Committed,
    message: Message,
    since?: number,
  ) {
    if (!fresh) return;
    onCommitted(type, message);
    const members = [...(await membership.members(doc.chatId))].filter(id => !isNewsTo(id, doc.system));
    const { chatId, seq, rev } = doc;
    const place = { chatId, seq, rev };
    bus.publish(members, encodeEvent(type, { message }), { except: caller?.deviceId, since, place });
  }

  async function change(caller: Caller | null, chatId: ChatId, messageId: MessageId, mutate: Mutation) {
    const committed = await commit.change(chatId, messageId, mutate);
    const message = await opener.one(committed.doc);
    await tell(caller, 'message_updated', committed, message);
    return { message };
  }

  /** [MENT2] The members whose @username is in the text. */
  async function mentionsIn(chatId: ChatId, text: string): Promise<UserId[]> {
    if (!text.includes('@')) return [];
    const names = mentionedNames(text);
    if (names.length === 0) return [];
    const [ids, members] = await Promise.all([
      people.idsByUsernames(names.flat()),
      membership.members(chatId),
    ]);
    const meant = names.map(variants =>
      variants.map(name => ids.get(name)).find(id => id && members.has(id)),
    );
    return [...new Set(meant.filter(id => id !== undefined))];
  }

  async function write(to: Pick<Draft, 'chatId' | 'senderId' | 'clientId'>, text: string, content: Content) {
    const id = newMessageId();
    const place = { chatId: to.chatId, _id: id };
    const body = sealText(await vault.keyFor(to.chatId), place, text);
    return commit.send({ id, ...to, body, ...content });
  }

  /** The text of a new message and what else it carries. */
  async function contentOf(caller: Caller, data: RequestData<'message_send'>) {
    const { chatId, forward, replyTo, text = '', fileIds = [] } = data;
    if (forward !== undefined) return forwarded(caller, forward);
    if (text.trim() === '' && fileIds.length === 0) {
      throw new AppError('bad_request', 'The message is empty');
    }
    if (replyTo !== undefined && (await store.inChat(chatId, replyTo)) === null) {
      throw new AppError('not_found', 'The message replied to is not in this chat');
    }
    const mentions = await mentionsIn(chatId, text);
    await files.attach(caller.userId, fileIds);
    return {
      text,
      content: {
        ...(replyTo && { replyTo }),
        ...(mentions.length > 0 && { mentions }),
        ...(fileIds.length > 0 && { fileIds }),
      },
    };
  }

  /** [FWD1] The text that the caller can read, and who wrote it first; it mentions nobody. */
  async function forwarded(caller: Caller, from: { chatId: ChatId; messageId: MessageId }) {
    const { doc, message } = await reading.visible(caller, from.chatId, from.messageId);
    if (doc.system !== undefined || doc.deletedAt !== undefined) {
      throw new AppError('conflict', 'This message can not be forwarded');
    }
    const { fileIds = [] } = doc;
    await files.attach(caller.userId, fileIds);
    const forwardedFrom = doc.forwardedFrom ?? doc.senderId;
    return { text: message.text, content: { forwardedFrom, ...(fileIds.length > 0 && { fileIds }) } };
  }

  return {
    ...reading,

    /** Errors: `forbidden` outside the chat, `bad_request` without content, `not_found` for a reply to what is not there. */
    async send(caller: Caller, data: RequestData<'message_send'>): Promise<{ message: Message }> {
      const since = clock.now().getTime();
      const { chatId, clientId } = data;
      const senderId = caller.userId;
      await membership.requireOpen(senderId, chatId);
      const made = await contentOf(caller, data).catch(async (error: unknown) => {
        // Sent before, its acknowledgement lost, and what it was made of is gone since.
        const sent = error instanceof AppError ? await store.bySender(senderId, clientId) : null;
        if (sent === null) throw error;
        return { sent };
      });
      if ('sent' in made) return { message: await opener.one(made.sent) };
      const committed = await write({ chatId, senderId, clientId }, made.text, made.content);
      const { doc, fresh } = committed;
      // A message that was there before may have been changed since: its own text counts.
      const message = fresh && !doc.replyTo && !doc.fileIds ? shaped(doc, made.text) : await opener.one(doc);
      if (fresh) metrics.messages.inc();
      await tell(caller, 'message_created', committed, message, since);
      return { message };
    },

    /** [GRP2] Writes what happened to a chat as a message of it; again with the same clientId it is the same one. */
    async note({ note, ...to }: Note): Promise<Message> {
      const { title = '', ...system } = note;
      const committed = await write(to, title, { system });
      const message = await opener.one(committed.doc);
      await tell(null, 'message_created', committed, message);
      return message;
    },

    /** Errors: `forbidden` for others' messages, `conflict` after deletion. */
    async edit(caller: Caller, { chatId, messageId, text }: RequestData<'message_edit'>) {
      await membership.requireOpen(caller.userId, chatId);
      const [key, mentions] = await Promise.all([vault.keyFor(chatId), mentionsIn(chatId, text)]);
      return change(caller, chatId, messageId, (doc, rev) => {
        if (text.trim() === '' && doc.fileIds === undefined) {
          throw new AppError('bad_request', 'The message is empty');
        }
        const body = sealText(key, doc, text);
        return edited(doc, caller.userId, { body, mentions }, { at: clock.now(), rev });
      });
    },

    /** Errors: `forbidden` for others' messages. */
    async delete(caller: Caller, { chatId, messageId }: RequestData<'message_delete'>) {
      await membership.require(caller.userId, chatId);
      // Told before: whatever happens between the two, somebody looks whether the files are still held.
      const held = await store.inChat(chatId, messageId);
      if (held?.senderId === caller.userId) await files.release(held.fileIds ?? []);
      const reply = await change(caller, chatId, messageId, doc => deleted(doc, caller.userId, clock.now()));
      await parts.unpin(chatId, messageId);
      return reply;
    },

    /** One reaction a person and message; null takes it back. Errors: `conflict` on a deleted message. */
    async react(caller: Caller, { chatId, messageId, emoji: asked }: RequestData<'reaction_set'>) {
      await membership.requireOpen(caller.userId, chatId);
      const emoji = asked === null ? null : toEmoji(asked);
      if (emoji === null && asked !== null) throw new AppError('bad_request', 'A reaction is one emoji');
      return change(caller, chatId, messageId, (doc, rev) => reacted(doc, caller.userId, emoji, rev));
    },

    /** Shows a page that the text links to, unless the text changed since. */
    async attachPreview(message: Message, preview: LinkPreview): Promise<void> {
      const { id, chatId, text } = message;
      const key = await vault.keyFor(chatId);
      await change(null, chatId, id, doc =>
        doc.body !== undefined && openText(key, doc, doc.body) === text
          ? { set: { preview: sealPreview(key, doc, preview) } }
          : null,
      );
    },

    waiting: () => commit.waiting,

    /** Resolves when nothing waits for its commit. */
    drain: () => commit.idle(),
  };
}
