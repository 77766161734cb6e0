// Messages read: pages, catch-up, earlier texts, and who got and read one.
import { AppError } from '../../common/errors.ts';
import { shelfOf } from '../../common/files/kinds.ts';
import type { ChatId, MessageId, UserId } from '../../common/ids.ts';
import { limits } from '../../common/limits.ts';
import type { Message } from '../../common/messages/message.ts';
import type { http, Query, Reply } from '../../common/wire/http.ts';
import type { Membership } from '../chats/membership.ts';
import type { Caller } from '../context.ts';
import { firstSeqAt } from './moments.ts';
import type { Opener } from './opener.ts';
import type { MessageDoc, MessageStore } from './store.ts';

interface Parts {
  store: MessageStore;
  membership: Membership;
  opener: Opener;
  /** When each other member's watermarks first covered a seq. */
  firstAdvances(
    chatId: ChatId,
    seq: number,
    except: UserId,
  ): Promise<{ userId: UserId; deliveredAt?: Date; readAt?: Date }[]>;
}

/** So many runs of messages with files are looked through for one page. */
const shelfRuns = 5;

export function createReading({ store, membership, opener, firstAdvances }: Parts) {
  /** A message that the caller may see. Errors: `forbidden`, `not_found`. */
  async function find({ userId }: Caller, chatId: ChatId, messageId: MessageId) {
    const { upTo, asOf } = await membership.reach(userId, chatId);
    const doc = await store.inChat(chatId, messageId);
    if (doc === null || doc.seq > upTo) throw new AppError('not_found', 'There is no such message');
    return { doc, asOf };
  }

  /** The first seq of a moment or after it, as far as the caller may see; the last one where none is. */
  async function seqAt(chatId: ChatId, text: string, upTo: number): Promise<number> {
    const at = new Date(text);
    if (Number.isNaN(at.getTime())) throw new AppError('bad_request', 'The moment is not a time');
    const last = Math.min(upTo, await store.lastSeq(chatId));
    return Math.min(last, await firstSeqAt(seqs => store.stamps(chatId, seqs), last, at));
  }

  return {
    /** A message that the caller may see, stored and as it is shown to them. Errors: `forbidden`, `not_found`. */
    async visible(
      caller: Caller,
      chatId: ChatId,
      messageId: MessageId,
    ): Promise<{ doc: MessageDoc; message: Message }> {
      const { doc, asOf } = await find(caller, chatId, messageId);
      return { doc, message: await opener.one(doc, asOf) };
    },

    /** [PAGE1] A page by seq, ascending: before, after or around a seq or a moment; the newest without one. */
    async page(caller: Caller, chatId: ChatId, query: Query<typeof http.messages>): Promise<Message[]> {
      const { upTo, asOf } = await membership.reach(caller.userId, chatId);
      const { before = Infinity, after, limit = limits.pageDefault } = query;
      const around = query.at === undefined ? query.around : await seqAt(chatId, query.at, upTo);
      if (after !== undefined) return opener.all(await store.after(chatId, after, upTo, limit), asOf);
      if (around === undefined) {
        return opener.all(await store.before(chatId, Math.min(before, upTo + 1), limit), asOf);
      }
      const half = Math.ceil(limit / 2);
      const [older, newer] = await Promise.all([
        store.before(chatId, Math.min(around, upTo) + 1, half),
        // A limit of 0 would be none.
        limit === half ? [] : store.after(chatId, around, upTo, limit - half),
      ]);
      return opener.all([...older, ...newer], asOf);
    },

    /** Everything that changed since a rev, in the order of the changes; `more` when the page is not the last. */
    async changes(
      caller: Caller,
      chatId: ChatId,
      query: Query<typeof http.changes>,
    ): Promise<Reply<typeof http.changes>> {
      const { asOf } = await membership.reach(caller.userId, chatId);
      const { after = 0, limit = limits.pageMax } = query;
      const docs =
        asOf === undefined
          ? await store.changedAfter(chatId, after, limit + 1)
          : await store.changedBetween(chatId, after, asOf, limit + 1);
      const messages = await opener.all(docs.slice(0, limit), asOf);
      return { messages, rev: messages.at(-1)?.rev ?? after, more: docs.length > limit };
    },

    /** [SHELF1] Types are sealed, so messages are opened and sorted out here: in bounded runs, with a place to go on. */
    async shelf(
      caller: Caller,
      chatId: ChatId,
      { shelf, before = Infinity, limit = limits.pageDefault }: Query<typeof http.chatFiles>,
    ): Promise<Reply<typeof http.chatFiles>> {
      const { upTo, asOf } = await membership.reach(caller.userId, chatId);
      const found: Message[] = [];
      let next = Math.min(before, upTo + 1);
      for (let run = 0; run < shelfRuns; run++) {
        const docs = await store.withFiles(chatId, next, limits.pageMax);
        for (const message of await opener.all(docs, asOf)) {
          if (found.length === limit) return { messages: found, next };
          if (message.files.some(file => shelfOf(file) === shelf)) found.push(message);
          next = message.seq;
        }
        if (docs.length < limits.pageMax) return { messages: found };
      }
      return { messages: found, next };
    },

    /** [INFO1] Errors: `forbidden` unless the caller sent it. */
    async info(
      caller: Caller,
      chatId: ChatId,
      messageId: MessageId,
    ): Promise<Reply<typeof http.messageInfo>> {
      const { doc } = await find(caller, chatId, messageId);
      if (doc.senderId !== caller.userId) {
        throw new AppError('forbidden', 'Only the sender can see who got and read a message');
      }
      const rows = await firstAdvances(chatId, doc.seq, caller.userId);
      return {
        members: rows.map(({ userId, deliveredAt, readAt }) => ({
          userId,
          ...(deliveredAt && { deliveredAt: deliveredAt.toISOString() }),
          ...(readAt && { readAt: readAt.toISOString() }),
        })),
      };
    },

    async history(caller: Caller, chatId: ChatId, messageId: MessageId) {
      const { doc, asOf } = await find(caller, chatId, messageId);
      return { versions: await opener.history(doc, asOf) };
    },

    async byIds(ids: readonly MessageId[]): Promise<Map<MessageId, Message>> {
      const messages = await opener.all(await store.byIds(ids));
      return new Map(messages.map(message => [message.id, message]));
    },

    /** All messages of some stretches, for the search. */
    ranges: async (ranges: readonly { chatId: ChatId; from: number; to: number }[]) =>
      opener.all(await store.ranges(ranges)),

    /** Messages by chat and seq, such as the last ones that somebody who left can see. */
    bySeqs: async (places: readonly { chatId: ChatId; seq: number }[]) =>
      opener.all(await store.bySeqs(places)),
  };
}
