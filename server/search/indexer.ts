// Keeps the index in step: follows commits behind their acknowledgement, and finds at start what a crash lost.
import { setImmediate as breathe } from 'node:timers/promises';
import type { MessageId } from '../../common/ids.ts';
import type { Message } from '../../common/messages/message.ts';
import { hasLink } from '../../common/messages/query.ts';
import { indexTerms } from '../../common/messages/search.ts';
import type { Log } from '../context.ts';
import { databaseAnswers, within } from '../infra/deadline.ts';
import type { SearchKey, SearchKeys } from './keys.ts';
import type { SearchStore, TokenDoc } from './store.ts';

interface Parts {
  store: Pick<SearchStore, 'write' | 'missing'>;
  keys: SearchKeys;
  messages: { byIds(ids: readonly MessageId[]): Promise<Map<MessageId, Message>> };
  log: Log;
}

/** How far the index may lag: what comes within it is written together. */
const lag = 300;
const retryAfter = 2_000;
/** Small, with a turn of the loop between: words are many times as dear as the message, and messages go first. */
const bulkSize = 20;
/** Beyond it the oldest are let go, and found again by a repair. */
const waitingLimit = 50_000;
/** Distinct terms of one message; what comes after them is not found. */
export const termsPerMessage = 1_000;

export const fromTerm = (userId: string) => `s:${userId}`;
export const hasTerm = (thing: string) => `h:${thing}`;

export type Indexer = ReturnType<typeof createIndexer>;

export function createIndexer({ store, keys, messages, log }: Parts) {
  let waiting = new Map<MessageId, Message>();
  let overflowed = false;
  let timer: NodeJS.Timeout | null = null;
  let chain: Promise<void> = Promise.resolve();

  function flush(): Promise<void> {
    const done = chain.then(write, write);
    chain = done.catch(() => undefined);
    return done;
  }

  async function write(): Promise<void> {
    while (waiting.size > 0) {
      const bulk = [...waiting.values()].slice(0, bulkSize);
      for (const { id } of bulk) waiting.delete(id);
      try {
        await within(databaseAnswers, index(bulk));
      } catch (error) {
        // What changed meanwhile is newer than what failed.
        waiting = new Map([
          ...bulk.map((message): [MessageId, Message] => [message.id, message]),
          ...waiting,
        ]);
        throw error;
      }
      await breathe();
    }
    if (overflowed) {
      overflowed = false;
      await repair();
    }
  }

  async function index(bulk: readonly Message[]): Promise<void> {
    const [key] = await keys.current();
    if (key !== undefined) await store.write(bulk.map(message => toTokens(message, key)));
  }

  function schedule(after: number): void {
    timer ??= setTimeout(() => {
      timer = null;
      flush().catch(error => {
        log.warn({ err: error }, 'The search index lags behind until the database is back');
        schedule(retryAfter);
      });
    }, after);
  }

  /** Indexes the newest messages and edits that are not in; repeating it changes nothing. */
  async function repair(): Promise<void> {
    const ids = await store.missing();
    for (let at = 0; at < ids.length; at += bulkSize) {
      const found = await messages.byIds(ids.slice(at, at + bulkSize));
      await index([...found.values()].filter(isSearchable));
    }
    if (ids.length > 0) log.info({ messages: ids.length }, 'Messages that the search index lacked are in it');
  }

  return {
    /** Follows a commit. Reactions and previews change no text. */
    take(type: 'message_created' | 'message_updated', message: Message): void {
      const changed = message.editedAt !== undefined || message.deletedAt !== undefined;
      if (!isSearchable(message) || (type === 'message_updated' && !changed)) return;
      waiting.delete(message.id);
      waiting.set(message.id, message);
      if (waiting.size > waitingLimit) {
        const [oldest] = waiting.keys();
        if (oldest !== undefined) waiting.delete(oldest);
        overflowed = true;
      }
      schedule(lag);
    },

    /** Resolves when all that was taken is in the index. */
    flush,
    repair,

    async drain(): Promise<void> {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      await flush().catch(error =>
        log.warn({ err: error }, 'The search index will be repaired at the next start'),
      );
    },
  };
}

const isSearchable = (message: Message) => message.system === undefined;

/** What the index holds of a message: nothing but the place of a deleted one. */
export function toTokens(message: Message, key: SearchKey): TokenDoc {
  const { id, chatId, rev, senderId, text, createdAt, editedAt, deletedAt } = message;
  const terms = deletedAt === undefined ? [fromTerm(senderId), ...indexTerms(text, termsPerMessage)] : [];
  if (deletedAt === undefined && hasLink(text)) terms.push(hasTerm('link'));
  if (deletedAt === undefined && message.files.length > 0) terms.push(hasTerm('file'));
  const doc: TokenDoc = {
    _id: id,
    chatId,
    at: new Date(createdAt),
    rev,
    k: key.id,
    tokens: terms.map(key.token),
  };
  if (editedAt !== undefined) doc.edited = new Date(editedAt);
  return doc;
}
